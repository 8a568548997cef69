from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from marketplace import queue

NOW = timezone.now()


@pytest.fixture
def task(db):
    def make(status, workers=1, **times):
        return DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="marketplace.tasks.mail_notices",
            backend_name="default",
            run_after=NOW,
            worker_ids=["w"] * workers,
            exception_class_path="",
            traceback="",
            **times,
        )

    return make


@pytest.mark.parametrize(
    ("minutes", "status"), [(29, TaskResultStatus.RUNNING), (30, TaskResultStatus.READY), (31, TaskResultStatus.READY)]
)
def test_a_task_of_a_dead_worker_is_put_back_after_half_an_hour(task, minutes, status):
    lost = task(TaskResultStatus.RUNNING, started_at=NOW - timedelta(minutes=minutes))

    queue.requeue(at=NOW)

    lost.refresh_from_db()
    assert lost.status == status


@pytest.mark.parametrize(
    ("workers", "seconds", "again"), [(1, 59, 0), (1, 60, 1), (2, 119, 0), (2, 120, 1), (5, 9999, 0)]
)
def test_a_failed_task_is_tried_again_ever_later_and_parked_after_five(task, workers, seconds, again):
    task(TaskResultStatus.FAILED, workers, finished_at=NOW - timedelta(seconds=seconds))

    assert queue.requeue(at=NOW) == again


def test_a_finished_task_stays_finished(task):
    task(TaskResultStatus.SUCCESSFUL, started_at=NOW - timedelta(days=1), finished_at=NOW - timedelta(days=1))

    assert queue.requeue(at=NOW) == 0
