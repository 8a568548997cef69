"""The states of a run of the matcher, and of an invitation to apply."""

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
