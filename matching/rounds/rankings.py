"""Rounds in which both sides rank each other after interviews."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.models import RoundPosition
from recruitment.models import Application, Position
from recruitment.states import ApplicationState


def interviewed(row):
    """The applications that the enterprise may rank at a `RoundPosition`: interviewed participants of the round."""
    students = row.round.participants.values("student")
    rows = Application.objects.filter(
        position=row.position_id, student__in=students, state=ApplicationState.INTERVIEWING
    )
    return rows.select_related("student__user", "student__student_class").order_by("created_at", "pk")


def interviewing(student):
    """The positions that have invited `student` to an interview."""
    rows = Application.objects.filter(student=student, state=ApplicationState.INTERVIEWING)
    return Position.objects.filter(pk__in=rows.values("position"))


@transaction.atomic
def rank(row, ranked, *, by):
    """Keep `ranked`, ids of interviewed students, best first; who is not among them is not wanted.

    Raises ValidationError with code wrong_state (the round no longer collects, or `by` does not manage the position),
    not_interviewed.
    """
    locked = RoundPosition.objects.to_rank(by).select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None:
        raise ValidationError(_("The ranking can no longer be changed."), code="wrong_state")
    known = set(interviewed(locked).values_list("student", flat=True))
    if len(set(ranked)) < len(ranked) or not set(ranked) <= known:
        raise ValidationError(_("Only people whom you interviewed can be ranked."), code="not_interviewed")
    locked.ranked = list(ranked)
    locked.save(update_fields=["ranked"])
    return locked


def scores_of(placement_round, wishes):
    """`({(student id, position id): 0–1}, None)` of the wishes whose position has ranked the student: 1 for the first,
    falling evenly to the last."""
    found = {}
    for position, ranked in placement_round.positions.values_list("position", "ranked"):
        for place, student in enumerate(ranked):
            if position in wishes.get(student, ()):
                found[student, position] = round(1 - place / len(ranked), 6)
    return found, None
