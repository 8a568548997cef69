"""The states of a run of the matcher, of an invitation to apply, and of a placement round."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.states import Move


class RunPhase(TextChoices):
    QUEUED = "queued", pgettext_lazy("matching run", "waiting")
    RUNNING = "running", pgettext_lazy("matching run", "computing")
    DONE = "done", pgettext_lazy("matching run", "computed")
    FAILED = "failed", pgettext_lazy("matching run", "failed")


UNFINISHED = frozenset({RunPhase.QUEUED, RunPhase.RUNNING})


class InvitationState(TextChoices):
    SENT = "sent", pgettext_lazy("invitation", "invited")
    APPLIED = "applied", pgettext_lazy("invitation", "applied")
    DECLINED = "declined", pgettext_lazy("invitation", "declined")
    LAPSED = "lapsed", pgettext_lazy("invitation", "not answered")


I = InvitationState  # noqa: E741 - as the other tables do

INVITATION_MOVES = {
    "apply": Move(
        frozenset({I.SENT}), I.APPLIED, "answer_invitation", _("Apply"), awaited=True, due_days=14, tone="primary"
    ),
    "decline": Move(frozenset({I.SENT}), I.DECLINED, "answer_invitation", _("No, thank you")),
    "lapse": Move(frozenset({I.SENT}), I.LAPSED, "", _("Not answered in time"), by_clock=True),
}


class RoundState(TextChoices):
    DRAFT = "draft", pgettext_lazy("round", "being prepared")
    COLLECTING = "collecting", pgettext_lazy("round", "collecting wishes")
    CLOSED = "closed", pgettext_lazy("round", "wishes closed")
    PUBLISHED = "published", pgettext_lazy("round", "published")
    CANCELLED = "cancelled", pgettext_lazy("round", "called off")


R = RoundState

ROUND_MOVES = {
    "open": Move(
        frozenset({R.DRAFT}), R.COLLECTING, "run_round", _("Ask for wishes"), awaited=True, due_days=14, tone="primary"
    ),
    "close": Move(
        frozenset({R.COLLECTING}), R.CLOSED, "run_round", _("Close the wishes"), awaited=True, due_days=14,
        tone="primary",
    ),
    "publish": Move(
        frozenset({R.CLOSED}), R.PUBLISHED, "run_round", _("Publish"), awaited=True, due_days=7, tone="primary"
    ),
    "cancel": Move(
        frozenset({R.DRAFT, R.COLLECTING, R.CLOSED}), R.CANCELLED, "run_round", _("Call off"), needs_reason=True,
        tone="danger",
    ),
}  # fmt: skip


class WishState(TextChoices):
    ASKED = "asked", pgettext_lazy("wishes", "asked")
    GIVEN = "given", pgettext_lazy("wishes", "given")
    MISSED = "missed", pgettext_lazy("wishes", "none given")


W = WishState

WISH_MOVES = {
    "give": Move(
        frozenset({W.ASKED}), W.GIVEN, "give_wishes", _("Say what I wish for"), awaited=True, due_days=14,
        tone="primary",
    ),
    "miss": Move(frozenset({W.ASKED}), W.MISSED, "", _("No wishes in time"), by_clock=True),
}  # fmt: skip


class RecommendationState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("recommendation", "to be answered")
    ACCEPTED = "accepted", pgettext_lazy("recommendation", "applied for")
    DECLINED = "declined", pgettext_lazy("recommendation", "declined")
    LAPSED = "lapsed", pgettext_lazy("recommendation", "not answered")


N = RecommendationState

RECOMMENDATION_MOVES = {
    "accept": Move(
        frozenset({N.PROPOSED}), N.ACCEPTED, "answer_recommendation", _("Accept and apply"), awaited=True, due_days=7,
        tone="primary",
    ),
    "decline": Move(
        frozenset({N.PROPOSED}), N.DECLINED, "answer_recommendation", pgettext_lazy("recommendation", "Decline"),
        needs_reason=True, tone="danger",
    ),
    "lapse": Move(frozenset({N.PROPOSED}), N.LAPSED, "", _("Not answered in time"), by_clock=True),
}  # fmt: skip


class Basis(TextChoices):
    """By what positions put students in order."""

    SCORES = "scores", _("by the score of the matcher")
    INTERVIEWS = "interviews", _("by how enterprises rank whom they interviewed")


class Method(TextChoices):
    STABLE = "stable", pgettext_lazy("placing", "stable")
    WELFARE = "welfare", pgettext_lazy("placing", "greatest welfare")


class VersionState(TextChoices):
    TRAINING = "training", pgettext_lazy("version of the weights", "being trained")
    SERVING = "serving", pgettext_lazy("version of the weights", "serving")
    READY = "ready", pgettext_lazy("version of the weights", "passed, not serving")
    STOOD_BACK = "stood_back", pgettext_lazy("version of the weights", "stood back")
    RETIRED = "retired", pgettext_lazy("version of the weights", "retired")


V = VersionState

VERSION_MOVES = {
    "serve": Move(
        frozenset({V.READY, V.RETIRED}), V.SERVING, "serve_version", _("Let this one serve"), tone="primary"
    ),
    "retire": Move(frozenset({V.SERVING}), V.RETIRED, "serve_version", _("Go back to the rule")),
    "take_over": Move(frozenset({V.TRAINING}), V.SERVING, "", _("Serves from now on"), by_clock=True),
    "wait": Move(frozenset({V.TRAINING}), V.READY, "", _("Passed; a person decides"), by_clock=True),
    "stand_back": Move(frozenset({V.TRAINING}), V.STOOD_BACK, "", _("Stands back"), by_clock=True),
    "give_way": Move(frozenset({V.SERVING}), V.RETIRED, "", _("Gave way to another version"), by_clock=True),
}  # fmt: skip


class Doubt(TextChoices):
    """Why a version does not serve."""

    TOO_FEW = "too_few", pgettext_lazy("version of the weights", "too few decisions to learn from")
    NOTHING = "nothing", pgettext_lazy("version of the weights", "the decisions taught nothing")
    NOT_BETTER = "not_better", pgettext_lazy("version of the weights", "not surely better than what serves")
    UNFAIR = "unfair", pgettext_lazy("version of the weights", "a gap between groups in the audit")
    BY_HAND = (
        "by_hand",
        pgettext_lazy("version of the weights", "passed; somebody had gone back by hand, so a person decides"),
    )
