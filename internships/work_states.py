"""The machines of the time at work: weekly logs, confirmations, grades, and what goes wrong."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from internships.states import Party
from marketplace.states import Move


class LogState(TextChoices):
    DRAFT = "draft", pgettext_lazy("log", "draft")
    SUBMITTED = "submitted", pgettext_lazy("log", "submitted")
    RETURNED = "returned", pgettext_lazy("log", "returned for revision")
    APPROVED = "approved", pgettext_lazy("log", "approved")
    VOID = "void", pgettext_lazy("log", "not kept")


L = LogState
EDITABLE = frozenset({L.DRAFT, L.RETURNED})
HANDED_IN = frozenset({L.SUBMITTED, L.RETURNED, L.APPROVED})

LOG_MOVES = {
    "submit": Move(EDITABLE, L.SUBMITTED, "keep_log", _("Submit the week"), awaited=True, due_days=9, tone="primary"),
    "approve": Move(
        frozenset({L.SUBMITTED}),
        L.APPROVED,
        "supervise_placement",
        _("Approve"),
        awaited=True,
        due_days=7,
        tone="primary",
    ),
    "return": Move(
        frozenset({L.SUBMITTED}), L.RETURNED, "supervise_placement", _("Return for revision"), needs_reason=True
    ),
    "void": Move(EDITABLE, L.VOID, "", _("No longer needed"), by_clock=True),
}


class ConfirmationState(TextChoices):
    AWAITED = "awaited", pgettext_lazy("confirmation", "waits for the mentor")
    CONFIRMED = "confirmed", pgettext_lazy("confirmation", "confirmed by the mentor")
    QUESTIONED = "questioned", pgettext_lazy("confirmation", "questioned by the mentor")


C = ConfirmationState

CONFIRMATION_MOVES = {
    "confirm": Move(
        frozenset({C.AWAITED}),
        C.CONFIRMED,
        "mentor_placement",
        _("Confirm the week"),
        awaited=True,
        due_days=5,
        tone="primary",
    ),
    "question": Move(
        frozenset({C.AWAITED}), C.QUESTIONED, "mentor_placement", _("This is not how it was"), needs_reason=True
    ),
    "renew": Move(frozenset({C.CONFIRMED, C.QUESTIONED}), C.AWAITED, "", _("The week was written anew"), by_clock=True),
}


class SheetState(TextChoices):
    SCORING = "scoring", pgettext_lazy("grade", "being scored")
    SCORED = "scored", pgettext_lazy("grade", "scored, not published")
    MODERATION = "moderation", pgettext_lazy("grade", "in moderation")
    PUBLISHED = "published", pgettext_lazy("grade", "published")
    APPEALED = "appealed", pgettext_lazy("grade", "appealed")
    FINAL = "final", pgettext_lazy("grade", "final")
    VOID = "void", pgettext_lazy("grade", "void")


G = SheetState
SHOWN_TO_STUDENT = frozenset({G.PUBLISHED, G.APPEALED, G.FINAL})
UNSETTLED = frozenset({G.SCORING, G.VOID})

SHEET_MOVES = {
    "settle": Move(frozenset({G.SCORING}), G.SCORED, "", _("Both scores are in"), by_clock=True),
    "dispute": Move(frozenset({G.SCORING}), G.MODERATION, "", _("The scores differ too much"), by_clock=True),
    "moderate": Move(
        frozenset({G.MODERATION}),
        G.SCORED,
        "moderate_grade",
        _("Decide the grade"),
        awaited=True,
        due_days=5,
        needs_reason=True,
        tone="primary",
    ),
    "publish": Move(
        frozenset({G.SCORED}),
        G.PUBLISHED,
        "publish_grade",
        _("Publish the grade"),
        awaited=True,
        due_days=5,
        tone="primary",
    ),
    "appeal": Move(frozenset({G.PUBLISHED}), G.APPEALED, "appeal_grade", _("Appeal"), needs_reason=True),
    "accept": Move(frozenset({G.PUBLISHED}), G.FINAL, "appeal_grade", _("Accept the grade")),
    "answer": Move(
        frozenset({G.APPEALED}),
        G.FINAL,
        "moderate_grade",
        _("Answer the appeal"),
        awaited=True,
        due_days=10,
        needs_reason=True,
        tone="primary",
    ),
    "lapse": Move(frozenset({G.PUBLISHED}), G.FINAL, "", _("Nobody appealed in time"), by_clock=True),
    "void": Move(frozenset({G.SCORING, G.SCORED, G.MODERATION}), G.VOID, "", _("No longer needed"), by_clock=True),
}


class Grade(TextChoices):
    """The four grades of the norm. Source: 《职业学校学生实习管理规定》(2021), article number to be checked."""

    EXCELLENT = "excellent", pgettext_lazy("grade", "excellent")
    GOOD = "good", pgettext_lazy("grade", "good")
    QUALIFIED = "qualified", pgettext_lazy("grade", "qualified")
    UNQUALIFIED = "unqualified", pgettext_lazy("grade", "unqualified")


class Side(TextChoices):
    SCHOOL = Party.SCHOOL.value, _("school supervisor")
    ENTERPRISE = Party.ENTERPRISE.value, _("enterprise mentor")


class ScoreState(TextChoices):
    AWAITS_SCHOOL = "awaits_school", pgettext_lazy("score", "waits for the supervisor")
    AWAITS_ENTERPRISE = "awaits_enterprise", pgettext_lazy("score", "waits for the mentor")
    SUBMITTED = "submitted", pgettext_lazy("score", "submitted")
    WAIVED = "waived", pgettext_lazy("score", "waived")
    VOID = "void", pgettext_lazy("score", "void")


SCORE_AWAITS = {Side.SCHOOL: ScoreState.AWAITS_SCHOOL, Side.ENTERPRISE: ScoreState.AWAITS_ENTERPRISE}
UNSCORED = frozenset(SCORE_AWAITS.values())
SCORER = {Side.SCHOOL: "supervise_placement", Side.ENTERPRISE: "mentor_placement"}

SCORE_MOVES = {
    **{
        f"submit_{side}": Move(
            frozenset({waits}),
            ScoreState.SUBMITTED,
            SCORER[side],
            _("Submit the score"),
            awaited=True,
            due_days=14,
            tone="primary",
        )
        for side, waits in SCORE_AWAITS.items()
    },
    "waive": Move(
        UNSCORED, ScoreState.WAIVED, "moderate_grade", _("Grade without this score"), needs_reason=True, tone="danger"
    ),
    "void": Move(UNSCORED, ScoreState.VOID, "", _("No longer needed"), by_clock=True),
}


class IncidentKind(TextChoices):
    INJURY = "injury", _("accident or injury")
    DANGER = "danger", _("dangerous work")
    HOURS = "hours", _("hours, nights, overtime")
    PAY = "pay", _("pay not received")
    FEES = "fees", _("fees, deposit, papers kept")
    TREATMENT = "treatment", _("bullying or harassment")
    OTHER = "other", pgettext_lazy("incident", "something else")


class IncidentState(TextChoices):
    REPORTED = "reported", pgettext_lazy("incident", "reported")
    HANDLED = "handled", pgettext_lazy("incident", "being handled")
    RESOLVED = "resolved", pgettext_lazy("incident", "resolved")


INCIDENT_MOVES = {
    "take": Move(
        frozenset({IncidentState.REPORTED}),
        IncidentState.HANDLED,
        "handle_incident",
        _("I take care of it"),
        awaited=True,
        due_days=1,
        tone="primary",
    ),
    "resolve": Move(
        frozenset({IncidentState.HANDLED}),
        IncidentState.RESOLVED,
        "handle_incident",
        _("Resolved"),
        awaited=True,
        due_days=7,
        needs_reason=True,
        tone="primary",
    ),
    "reopen": Move(
        frozenset({IncidentState.RESOLVED}),
        IncidentState.REPORTED,
        "keep_log",
        _("It is not resolved"),
        needs_reason=True,
    ),
}


class RequestState(TextChoices):
    """Of a leave and of an early end: the student asks, the school answers."""

    REQUESTED = "requested", pgettext_lazy("request", "waits for an answer")
    GRANTED = "granted", pgettext_lazy("request", "granted")
    REFUSED = "refused", pgettext_lazy("request", "not granted")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")


R = RequestState


def _request_moves(codename, due_days):
    return {
        "grant": Move(
            frozenset({R.REQUESTED}), R.GRANTED, codename, _("Grant"), awaited=True, due_days=due_days, tone="primary"
        ),
        "refuse": Move(frozenset({R.REQUESTED}), R.REFUSED, codename, _("Do not grant"), needs_reason=True),
        "withdraw": Move(frozenset({R.REQUESTED}), R.WITHDRAWN, "keep_log", _("Withdraw the request")),
    }


LEAVE_MOVES = _request_moves("supervise_placement", 2)
EARLY_END_MOVES = _request_moves("manage_placement", 3)


class LeaveKind(TextChoices):
    SICK = "sick", _("illness")
    PERSONAL = "personal", _("personal matter")
    SCHOOL = "school", _("matter of the school")


class EndReason(TextChoices):
    RIGHTS = "rights", _("my rights are not kept")
    HEALTH = "health", _("health")
    CONTENT = "content", _("the work is not what was agreed")
    ENTERPRISE = "enterprise", _("the enterprise ends it")
    STUDIES = "studies", _("further studies or a job")
    OTHER = "other", pgettext_lazy("early end", "something else")
