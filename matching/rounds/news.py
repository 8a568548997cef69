"""The words of notices about rounds, and what stands on to-do lists."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import notices, policy, todo
from matching.models import Participant, Recommendation, Round

GROUP = "applications"

for name, text in {
    "round_opened": gettext_lazy("%(round)s: say which positions you wish for, until %(until)s."),
    "round_ranking": gettext_lazy("%(round)s: rank the students whom you interviewed, until %(until)s."),
    "round_recommended": gettext_lazy("%(round)s: a position is recommended to you. Accept or decline it."),
    "round_left": gettext_lazy(
        "%(round)s: no place was found for you this time. Your internship office helps you further."
    ),
}.items():
    notices.register(name, group=GROUP, text=text)


def tell_students(placement_round, students, kind):
    """Tell `students` (with their users) news of the round, each once; the link leads to their own part of it."""
    notices.send(
        [student.user for student in students], kind, path=reverse("matching:round_list"), once=True,
        id=placement_round.pk, round=placement_round.name, until=placement_round.wishes_until.isoformat(),
    )  # fmt: skip


def tell_managers(placement_round):
    """Ask those who manage the positions of a mutual round to rank whom they interviewed; each person once."""
    rows = placement_round.positions.filter(capacity__gt=0).select_related("position")
    people = {user.pk: user for row in rows for user in policy.holders(row.position, "change_position")}
    notices.send(
        list(people.values()), "round_ranking", path=reverse("matching:ranking_list"), once=True,
        id=placement_round.pk, round=placement_round.name, until=placement_round.wishes_until.isoformat(),
    )  # fmt: skip


def register():
    """Put rounds, wishes and recommendations on to-do lists."""
    todo.register(Round, title=lambda name: _("Placement round: %(round)s") % {"round": name}, facts=("name",))
    todo.register(
        Participant, title=lambda name: _("Say what you wish for: %(round)s") % {"round": name}, facts=("round__name",)
    )
    todo.register(
        Recommendation, title=lambda title: _("Recommended to you: %(position)s") % {"position": title},
        facts=("position__title",),
    )  # fmt: skip
