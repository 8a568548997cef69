"""What HR and students may see of the scores: applicants by name, everybody else without one."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from marketplace import policy
from marketplace.compiled import compiled
from matching import others, teachers
from matching.cards import Card, cards, skill_names
from matching.models import Invitation, Score
from matching.others import FEWEST, SCORE
from matching.runs import RECOMMENDED, explain_now
from recruitment.models import Application
from recruitment.states import ApplicationState

SEEN_AFTER_REJECTION = timedelta(days=30)
POSITION = ("position__title", "position__city", "position__enterprise__name", "position__enterprise__name_en")
LIVE = frozenset(ApplicationState.values) - {
    ApplicationState.WITHDRAWN, ApplicationState.REJECTED, ApplicationState.DECLINED, ApplicationState.LAPSED
}  # fmt: skip


class Applicants:
    """A sequence of `(application, card or None)` of which only the asked-for part is read: one page of many.

    `found`: `[(application id, score id or None)]`.
    """

    def __init__(self, found, names):
        self.found, self.names = found, names

    def __len__(self):
        return len(self.found)

    def __getitem__(self, part):
        chosen = self.found[part]
        applications = {row.pk: row for row in _applications([application for application, _score in chosen])}
        scores = _scores([score for _application, score in chosen if score])
        by_score = {card.score.pk: card for card in cards(scores, self.names)}
        return [(applications[application], by_score.get(score)) for application, score in chosen]


@compiled
def _applications(pks):
    return Application.objects.as_rows().filter(pk__in=pks).order_by()


@compiled
def _scores(pks):
    return Score.objects.filter(pk__in=pks).only(*SCORE)


def of_position(position, user, wish=None):
    """What `user`, who manages `position`, sees of those who fit `wish`: `applicants` (`Applicants`, best first),
    `others` (`Others`), `run`. Who applied and has no score cannot be compared, and stays last in every list."""
    rows, names = others.rows_of(position, wish), {}
    scores = {row.student: row for row in rows}
    live = _live_pairs(user, position.pk)
    pairs = [(application, scores.get(student)) for application, student in live]
    pairs = [(application, row) for application, row in pairs if not row or (row.is_shown and row.is_wanted)]
    pairs.sort(key=lambda pair: -pair[1].score if pair[1] else 1)
    return {
        "position": position,
        "applicants": Applicants([(application, row and row.pk) for application, row in pairs], names),
        "others": others.of(position, rows, names),
        "run": getattr(position, "match_run", None),
        "fewest": FEWEST,
    }


def positions_of(student, besides=None):
    """The open positions that are kept for a student, best first."""
    return [score.position for score in _open(student).exclude(position=besides).only(*POSITION)[:RECOMMENDED]]


def live_applications(position, user):
    """The applications for `position` on which `user` may decide, and which have not ended; first come first."""
    return _live(position, user).as_rows()


def best_of(student, most):
    """The first scores of a student among the open positions, without their reasons."""
    return _scores_alone(student.pk, most=most)


@compiled
def _scores_alone(student, *, most):
    return _open(student).only("score", *POSITION)[:most]


def of_student(student, most=RECOMMENDED):
    """`(card, live application or None)` for each recommended position, best first."""
    applied = {application.position_id: application for application in _applied(student.pk)}
    return [(card, applied.get(card.score.position_id)) for card in cards(_best(student.pk, most=most))]


@compiled
def _best(student, *, most):
    return _open(student).only(*SCORE, *POSITION)[:most]


@compiled
def _applied(student):
    return Application.objects.filter(student=student, state__in=LIVE).only("position_id", "state")


def _open(student):
    return Score.objects.filter(student=student).of_open_positions().select_related("position__enterprise").best_first()


def invitations_of(student, pairs=()):
    """`[(invitation, card or None)]` that wait for an answer, newest first; `pairs` are those of `of_student`."""
    found = _invitations(student.pk)
    known = {card.score.position_id: card for card, _application in pairs}
    names = {skill: name for card in known.values() for skill, name in card.names.items()}
    missing = [invitation.position_id for invitation in found if invitation.position_id not in known]
    if missing:
        scores = Score.objects.filter(student=student, position__in=missing).only(*SCORE)
        known |= {card.score.position_id: card for card in cards(scores, names)}
    return [(invitation, known.get(invitation.position_id)) for invitation in found]


@compiled
def _invitations(student):
    waiting = Invitation.objects.waiting().of_open_positions().filter(student=student)
    return waiting.select_related("position__enterprise").only("due_at", *POSITION)


def advice(pairs, most=3):
    """The steps that would raise a student at most of the positions of `of_student`: as `Card.raises`, with how many
    `positions`; `gain` is the sum."""
    steps = defaultdict(list)
    for card, _application in pairs:
        for step in card.raises:
            steps[step["text"]].append(step)
    rows = [each[0] | {"positions": len(each), "gain": sum(step["gain"] for step in each)} for each in steps.values()]
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


def raises_of(card, student=None):
    """What would raise a card; for the `student` themselves with what leads there."""
    steps = card.raises if card else []
    if not (steps and student):
        return steps
    return teachers.teach(steps, student, among=positions_of(student, besides=card.breakdown.position))


def _may_explain(position, student, user):
    applications = _decided_by(user).filter(position=position, student=student)
    recently = timezone.now() - SEEN_AFTER_REJECTION
    seen = applications.filter(state__in=LIVE) | applications.filter(
        state=ApplicationState.REJECTED, state_at__gte=recently
    )
    return not student.ranking_opt_out and seen.exists()


def _live(position, user):
    return _decided_by(user).filter(position=position, state__in=LIVE).order_by("created_at", "pk")


@compiled
def _live_pairs(user, position):
    return _live(position, user).values_list("pk", "student")


def _decided_by(user):
    return policy.visible(Application.objects.all(), user, "decide_application")
