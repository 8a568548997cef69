"""What an operator sees of the background work, and may do about tasks that failed for good.

Every count is of few rows: what waits or runs, what failed, and what ended within an hour; never of all that was done.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Count, F, Min, Q, When
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from marketplace import queue, schedule
from marketplace.masking import masked_arguments, masked_error
from marketplace.models import ScheduledJob, TaskDecision, Worker
from marketplace.states import Role

Status = TaskResultStatus
RATE_OVER = timedelta(hours=1)


@dataclass
class Queue:
    """What is in one queue. `waiting` tasks could run now, `deferred` ones wait for their time (another try)."""

    name: str
    waiting: int = 0
    deferred: int = 0
    running: int = 0
    failed: int = 0
    done: int = 0
    oldest: datetime | None = None


@dataclass
class Failed:
    """A parked task, without anything personal."""

    row: DBTaskResult
    name: str = field(init=False)
    arguments: str = field(init=False)
    error: str = field(init=False)
    traceback: str = field(init=False)

    def __post_init__(self):
        self.name = short(self.row.task_path)
        self.arguments = masked_arguments(self.row.args_kwargs)[:300]
        self.traceback = masked_error(self.row.traceback)
        self.error = error_of(self.traceback, self.row.exception_class_path)

    @property
    def tries(self):
        return len(self.row.worker_ids)


def may_operate(user):
    return user.is_authenticated and user.memberships.filter(role=Role.OPERATOR).exists()


def short(path):
    """`matching.freeze_round` of `matching.tasks.freeze_round`."""
    return path.replace(".tasks.", ".")


def error_of(traceback, class_path):
    """The line of a traceback that says what was wrong: `ValueError: no such round`."""
    name = class_path.rpartition(".")[2]
    said = [line for line in traceback.splitlines() if line.partition(":")[0].rpartition(".")[2].strip() == name]
    return (said[-1] if said else class_path)[:300]


def queues(*, at=None):
    """A `Queue` for each that has something in it, and for the default one."""
    at = at or timezone.now()
    found = {"default": Queue("default")}
    for row in _waiting(at):
        each = found.setdefault(row["queue_name"], Queue(row["queue_name"]))
        each.waiting, each.deferred, each.oldest = row["waiting"], row["deferred"], row["oldest"]
    counts = DBTaskResult.objects.order_by().values("queue_name")
    for name, status in (("running", Status.RUNNING), ("failed", Status.FAILED)):
        _fill(found, name, counts.filter(status=status))
    _fill(found, "done", counts.filter(status=Status.SUCCESSFUL, finished_at__gt=at - RATE_OVER))
    return sorted(found.values(), key=lambda each: each.name)


def _waiting(at):
    now = Q(run_after=get_date_max()) | Q(run_after__lte=at)
    since = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    return (
        DBTaskResult.objects.filter(status=Status.READY)
        .order_by()
        .values("queue_name")
        .annotate(waiting=Count("pk", filter=now), deferred=Count("pk", filter=~now), oldest=Min(since, filter=now))
    )


def _fill(found, name, rows):
    for row in rows.annotate(n=Count("pk")):
        setattr(found.setdefault(row["queue_name"], Queue(row["queue_name"])), name, row["n"])


def workers(*, at=None):
    """`[(worker, whether it is alive, the row of the task it runs or None)]`."""
    at = at or timezone.now()
    running = {row.worker_ids[-1]: row for row in DBTaskResult.objects.running() if row.worker_ids}
    return [
        (worker, worker.seen_at > at - queue.SILENCE, running.get(worker.pk) and short(running[worker.pk].task_path))
        for worker in Worker.objects.all()
    ]


def jobs():
    """`[(job, its row or None, seconds of the last run or None)]` in the order of the clock."""
    rows = ScheduledJob.objects.in_bulk(field_name="name")
    return [(job, rows.get(name), _seconds(rows.get(name))) for name, job in schedule.jobs().items()]


def _seconds(row):
    if not row or not row.last_finished_at or row.last_finished_at < row.last_started_at:
        return None
    return (row.last_finished_at - row.last_started_at).total_seconds()


def failed():
    """The rows of tasks that were given up, the newest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at", "-pk")


@transaction.atomic
def retry(row, *, by):
    """Give a parked task its tries again; returns whether it was parked. Raises PermissionDenied."""
    _check(by)
    back = _again(DBTaskResult.objects.filter(pk=row.pk))
    if back:
        _keep(TaskDecision.Action.RETRY, row, by)
    return bool(back)


@transaction.atomic
def retry_all(task_path, *, by):
    """Give every parked task of this kind its tries again. Returns how many. Raises PermissionDenied."""
    _check(by)
    back = _again(DBTaskResult.objects.filter(task_path=task_path))
    if back:
        TaskDecision.objects.create(action=TaskDecision.Action.RETRY, task_path=short(task_path), tasks=back, by=by)
    return back


@transaction.atomic
def discard(row, *, by, reason):
    """Delete a parked task; what it was and why stays in the list of decisions. Raises PermissionDenied."""
    _check(by)
    gone, _ = DBTaskResult.objects.filter(pk=row.pk, status=Status.FAILED).delete()
    if gone:
        _keep(TaskDecision.Action.DISCARD, row, by, reason=reason)
    return bool(gone)


def _again(rows):
    return rows.filter(status=Status.FAILED).update(
        status=Status.READY, started_at=None, finished_at=None, run_after=get_date_max(), worker_ids=[]
    )


def _keep(action, row, by, **more):
    seen = Failed(row)
    TaskDecision.objects.create(
        action=action, task_path=seen.name, arguments=seen.arguments, error=seen.error, by=by, **more
    )


def _check(by):
    if not may_operate(by):
        raise PermissionDenied
