"""The states of a run of the matcher."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RunPhase(TextChoices):
    QUEUED = "queued", pgettext_lazy("matching run", "waiting")
    RUNNING = "running", pgettext_lazy("matching run", "computing")
    DONE = "done", pgettext_lazy("matching run", "computed")
    FAILED = "failed", pgettext_lazy("matching run", "failed")


UNFINISHED = frozenset({RunPhase.QUEUED, RunPhase.RUNNING})
