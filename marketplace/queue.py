"""Tasks that a dead worker left running, and tasks that failed: try again a few times, then park them."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

LOST_AFTER = timedelta(minutes=30)  # longer than any task of ours may take
TRIES = 5
FIRST_PAUSE = timedelta(seconds=30)  # doubled with each try


def requeue(*, lost_before=None, at=None):
    """Put lost and failed tasks back into the queue, each at most `TRIES` times. Returns how many.

    A task counts as lost if it has been running since before `lost_before` (default: `LOST_AFTER` ago). Every task
    is safe to run again. What failed `TRIES` times stays failed, visible in the operator's task list.
    """
    at = at or timezone.now()
    lost = DBTaskResult.objects.running().filter(started_at__lte=lost_before or at - LOST_AFTER)
    recent = DBTaskResult.objects.failed().filter(finished_at__gte=at - timedelta(days=1))
    failed = [task for task in recent if at >= _again_at(task)]
    again = [task for task in [*lost, *failed] if len(task.worker_ids) < TRIES]
    for task in again:
        DBTaskResult.objects.filter(pk=task.pk, status=task.status).update(
            status=TaskResultStatus.READY, started_at=None, finished_at=None, exception_class_path="", traceback=""
        )
    return len(again)


def _again_at(task):
    return (task.finished_at or task.enqueued_at) + FIRST_PAUSE * 2 ** len(task.worker_ids)
