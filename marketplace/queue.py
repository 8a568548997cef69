"""The queue behind the tasks: what dead workers left comes back, what fails is tried again ever later, then parked.

A worker holds a task by a lease: it is alive as long as its row in `Worker` was renewed within `SILENCE`. What a task
was claimed with (`started_at`) is the token without which its row is not written any more: a worker that was taken for
dead and comes back cannot end a task that another has been given since. Tasks themselves may run twice.
"""

import logging
import random
from datetime import timedelta
from traceback import format_exception

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from marketplace.models import Worker

logger = logging.getLogger(__name__)

BEAT = timedelta(seconds=10)
SILENCE = 6 * BEAT
"""A worker that was silent for so long is dead."""
TRIES = 5
FIRST_PAUSE = timedelta(seconds=30)
"""Doubled with each try, and up to half of it more, so that what failed together does not come back together."""
FORGOTTEN_AFTER = timedelta(days=1)
LOST = "marketplace.queue.WorkerLost"


def beat(worker_id, *, host, pid, at=None):
    """Say that this worker is alive."""
    at = at or timezone.now()
    place = {"host": host, "pid": pid, "seen_at": at}
    Worker.objects.update_or_create(pk=worker_id, defaults=place, create_defaults=place | {"started_at": at})


def is_alive(host, *, at=None):
    """Whether a worker of `host` lives. One that waits for the database says nothing, so it does not."""
    return Worker.objects.filter(host=host[:255], seen_at__gt=(at or timezone.now()) - SILENCE).exists()


def leave(worker_id):
    """Forget a worker that has ended by itself; a task it still had is lost at once."""
    Worker.objects.filter(pk=worker_id).delete()


def succeed(row, return_value):
    """Write the end of a claimed task. Returns whether it was still ours."""
    return _write(
        row, status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now(), return_value=return_value,
        exception_class_path="", traceback="",
    )  # fmt: skip


def fail(row, error, *, at=None):
    """Put a claimed task that raised `error` back for later, or park it after `TRIES`. Returns whether it was ours."""
    at = at or timezone.now()
    said = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)),
    }
    if len(row.worker_ids) >= TRIES:
        return _write(row, status=TaskResultStatus.FAILED, finished_at=at, **said)
    return _write(row, status=TaskResultStatus.READY, started_at=None, run_after=at + pause(row), **said)


def give_back(row):
    """Put back a claimed task whose worker is told to end at once; it does not count as a try."""
    return _write(row, status=TaskResultStatus.READY, started_at=None, worker_ids=row.worker_ids[:-1])


def pause(row):
    spread = random.uniform(1, 1.5)  # noqa: S311 - nothing secret
    return FIRST_PAUSE * 2 ** (len(row.worker_ids) - 1) * spread


def requeue(*, at=None, silence=SILENCE):
    """Put back the running tasks whose worker was not seen for `silence`, or park them. Returns how many came back."""
    at = at or timezone.now()
    running = list(DBTaskResult.objects.running().filter(started_at__lte=at - silence))
    alive = set(Worker.objects.filter(seen_at__gt=at - silence).values_list("pk", flat=True)) if running else ()
    lost = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in alive]
    again = [row for row in lost if len(row.worker_ids) < TRIES]
    for row in lost:
        logger.warning("Task id=%s path=%s was lost with its worker", row.pk, row.task_path)
        if row in again:
            _write(row, status=TaskResultStatus.READY, started_at=None)
        else:
            said = {"exception_class_path": LOST, "traceback": f"{LOST}: {TRIES} workers died at it\n"}
            _write(row, status=TaskResultStatus.FAILED, finished_at=at, **said)
    return len(again)


def forget_workers(*, at=None, silent_for=FORGOTTEN_AFTER):
    """Forget who died long ago. Returns how many."""
    return Worker.objects.filter(seen_at__lte=(at or timezone.now()) - silent_for).delete()[0]


def _write(row, **values):
    """Write `values` into the row, and into the object, if the row is still as it was claimed."""
    ours = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
    if ours.update(**values):
        vars(row).update(values)
        return True
    logger.warning("Task id=%s path=%s has been given to another worker meanwhile", row.pk, row.task_path)
    return False
