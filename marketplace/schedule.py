"""The clock's steps: each runs once when it is due, however many machines ask at the same moment.

Whoever changes the row of a step from due to held has it. The holder renews its lease while it works; a lease that
ends without a result was that of a process that died, and the step is due again. A step that fails waits for its next
time, so that nobody is told the same every minute.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise

from marketplace.masking import masked_error
from marketplace.models import ScheduledJob
from marketplace.pulse import pulse

logger = logging.getLogger(__name__)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BEAT = timedelta(seconds=15)
LEASE = 4 * BEAT

_jobs = {}


@dataclass(frozen=True, slots=True)
class Job:
    """A `step` that runs at every full `every`, or once a day from `hour` o'clock on (local time)."""

    name: str
    label: str | Promise
    step: Callable
    every: timedelta = MINUTE
    hour: int | None = None

    def next_after(self, at):
        if self.hour is None:
            epoch = datetime.fromtimestamp(0, UTC)
            return at - (at - epoch) % self.every + self.every
        today = timezone.localtime(at).replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return today if today > at else today + timedelta(days=1)


def register(*args, **kwargs):
    job = Job(*args, **kwargs)
    _jobs[job.name] = job


def jobs():
    """Every registered job by name, in the order in which they run."""
    return _jobs


def run_due(jobs, *, at=None):
    """Run those of `jobs` that are due and that nobody else runs. Returns `{name: whether it went well}`."""
    _know(jobs, at or timezone.now())
    due = set(ScheduledJob.objects.due(at or timezone.now()).values_list("name", flat=True))
    return {job.name: _run(job, held) for job in jobs if job.name in due and (held := _take(job, at))}


def _know(jobs, at):
    """Rows for jobs that have none: due at once, or in the coming night."""
    known = set(ScheduledJob.objects.values_list("name", flat=True))
    new = [job for job in jobs if job.name not in known]
    ScheduledJob.objects.bulk_create(
        [ScheduledJob(name=job.name, next_at=at if job.hour is None else job.next_after(at)) for job in new],
        ignore_conflicts=True,
    )


def _take(job, at):
    """The row of the job as a queryset that only its holder's writes match; None if another was faster."""
    at = at or timezone.now()
    mine = {"leased_until": at + LEASE, "last_started_at": at, "next_at": job.next_after(at)}
    if ScheduledJob.objects.due(at).filter(name=job.name).update(**mine):
        return ScheduledJob.objects.filter(name=job.name, last_started_at=at, leased_until__isnull=False)
    return None


def _run(job, held):
    error = ""
    with pulse(lambda: held.update(leased_until=timezone.now() + LEASE), every=BEAT):
        try:
            job.step()
        except Exception as failure:
            logger.exception("tick: %s failed", job.name)
            error = masked_error(f"{type(failure).__name__}: {failure}")
    held.update(leased_until=None, last_finished_at=timezone.now(), last_error=error, runs=F("runs") + 1)
    return not error
