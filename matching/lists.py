"""What HR and students may see of the scores: applicants by name, everybody else without one."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from marketplace import policy
from matching.cards import Card, cards, pseudonym, skill_names
from matching.models import Score
from matching.runs import RECOMMENDED, explain_now
from recruitment.models import Application
from recruitment.states import ApplicationState

FEWEST = 5
"""No list and no count of people who have not applied below this number: somebody could be recognised."""
SEEN_AFTER_REJECTION = timedelta(days=30)
SCORE = ("position_id", "student_id", "score", "rank", "breakdown", "is_listed")
POSITION = ("position__title", "position__city", "position__enterprise__name", "position__enterprise__name_en")
CLASS = (
    "student__student_class__cohort", "student__student_class__major__name", "student__student_class__major__name_en",
)  # fmt: skip
LIVE = frozenset(ApplicationState.values) - {
    ApplicationState.WITHDRAWN, ApplicationState.REJECTED, ApplicationState.DECLINED, ApplicationState.LAPSED
}  # fmt: skip


def of_position(position, user):
    """What `user`, who manages `position`, sees: `applicants` [(application, card or None)], `others` [card], `run`."""
    applications = list(
        _decided_by(user).filter(position=position, state__in=LIVE).as_rows().order_by("created_at", "pk")
    )
    scores = _listed(position).filter(student__in=[application.student_id for application in applications])
    names = {}
    found = {card.score.student_id: card for card in cards(scores, names)}
    applicants = [(application, found.get(application.student_id)) for application in applications]
    applicants.sort(key=lambda pair: -pair[1].breakdown.score if pair[1] else 1)
    return {
        "position": position,
        "applicants": applicants,
        "others": _others(position, names),
        "run": getattr(position, "match_run", None),
        "fewest": FEWEST,
    }


def of_student(student, most=RECOMMENDED):
    """`(card, live application or None)` for each recommended position, best first."""
    scores = (
        Score.objects.filter(student=student)
        .of_open_positions()
        .select_related("position__enterprise")
        .only(*SCORE, *POSITION)
        .best_first()[:most]
    )
    applied = {
        application.position_id: application
        for application in Application.objects.filter(student=student, state__in=LIVE).only("position_id", "state")
    }
    return [(card, applied.get(card.score.position_id)) for card in cards(scores)]


def advice(pairs, most=3):
    """The steps that would raise a student at most of the positions of `of_student`: `[{text, positions, gain}]`."""
    steps = defaultdict(list)
    for card, _application in pairs:
        for step in card.raises:
            steps[step["text"]].append(step["gain"])
    rows = [{"text": text, "positions": len(gains), "gain": sum(gains)} for text, gains in steps.items()]
    return sorted(rows, key=lambda row: (-row["gain"], row["text"]))[:most]


def explanation(position, student, user):
    """The card of the pair for `user`, `None` if it cannot be computed. Raises LookupError for anybody who may not
    see it: only the student, and who decides on the student's application."""
    if student.user_id != user.pk and not _may_explain(position, student, user):
        raise LookupError
    score = Score.objects.filter(position=position, student=student).first()
    if score and not student.ranking_opt_out:
        return cards([score])[0]
    breakdown = explain_now(position.pk, student.pk)
    return breakdown and Card(breakdown, skill_names([breakdown]))


def _may_explain(position, student, user):
    applications = _decided_by(user).filter(position=position, student=student)
    recently = timezone.now() - SEEN_AFTER_REJECTION
    seen = applications.filter(state__in=LIVE) | applications.filter(
        state=ApplicationState.REJECTED, state_at__gte=recently
    )
    return not student.ranking_opt_out and seen.exists()


def _decided_by(user):
    return policy.visible(Application.objects.all(), user, "decide_application")


def _listed(position):
    listed = Score.objects.filter(position=position, is_listed=True, student__ranking_opt_out=False)
    return listed.best_first().only(*SCORE)


def _others(position, names):
    """Cards without names of those who have never applied; none at all below FEWEST."""
    applied = Application.objects.filter(position=position).order_by().values("student")
    found = list(_listed(position).exclude(student__in=applied).values_list("pk", flat=True))
    return Others(position, found, names) if len(found) >= FEWEST else []


class Others:
    """A sequence of cards of which only the asked-for part is read: one page of many."""

    def __init__(self, position, scores, names):
        self.position, self.scores, self.names = position, scores, names

    def __len__(self):
        return len(self.scores)

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, part):
        rows = Score.objects.filter(pk__in=self.scores[part]).select_related("student__student_class__major")
        today, made = timezone.localdate(), cards(rows.only(*SCORE, *CLASS).best_first(), self.names)
        for card in made:
            student_class = card.score.student.student_class
            card.pseudonym = pseudonym(self.position.pk, card.score.student_id)
            card.student_major, card.year = student_class.major, student_class.year_of_study(today)
        return made
