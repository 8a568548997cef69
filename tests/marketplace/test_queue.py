"""Leases, the fence around results, and tries: nothing is lost with a worker, and nothing is ended twice."""

import os
import signal
import socket
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.signals import task_finished
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from marketplace import queue
from marketplace.models import Worker
from marketplace.tasks import mail_notices
from marketplace.worker import OUTAGE_PAUSE
from marketplace.worker import Worker as WorkerProcess

NOW = timezone.now()
READY, RUNNING, FAILED, DONE = (
    TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL,
)  # fmt: skip
STARTED = NOW - timedelta(hours=2)


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@task()
def explode():
    raise ValueError("no such round")


@task()
def be_told_to_stop():
    raise SystemExit(1)


@task()
def stop_the_worker():
    os.kill(os.getpid(), signal.SIGTERM)


@task()
def lose_the_connection():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@task()
def nothing():
    pass


@pytest.fixture
def running(db):
    """`running(["w"])`: a task that these workers took one after the other, the last of them two hours ago."""

    def make(worker_ids, **fields):
        fields = {"status": RUNNING, "started_at": STARTED, **fields}
        nothing.enqueue()
        DBTaskResult.objects.filter(status=READY, worker_ids=[]).update(worker_ids=worker_ids, **fields)
        return DBTaskResult.objects.get(worker_ids=worker_ids)

    return make


@pytest.fixture
def work(db, monkeypatch):
    """`work()`: a worker that takes what is there, and ends. It keeps the connection, and so the test's transaction."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def until_empty(**options):
        options = {"queue_names": ["default"], "interval": 0, "batch": True, "backend_name": "default", **options}
        options |= {"startup_delay": False, "max_tasks": None, "excluded_queue_names": []}
        worker = WorkerProcess(worker_id="w", **options)
        worker.configure_signals()
        try:
            worker.run()
        finally:
            worker.reset_signals()
            signal.signal(signal.SIGINT, signal.default_int_handler)

    return until_empty


def state(row):
    row.refresh_from_db()
    return row.status


@pytest.mark.parametrize(("seconds", "status"), [(1, RUNNING), (59, RUNNING), (60, READY), (3600, READY)])
def test_a_task_comes_back_when_its_worker_was_silent_for_a_minute(running, seconds, status):
    row = running(["w"])
    queue.beat("w", host="a", pid=1, at=NOW - timedelta(seconds=seconds))

    assert queue.requeue(at=NOW) == (status == READY)

    assert state(row) == status


def test_a_task_of_a_worker_that_left_comes_back_and_one_just_taken_stays(running):
    old, new = running(["gone"]), running(["gone too"], started_at=NOW - timedelta(seconds=59))

    assert (queue.requeue(at=NOW), state(old), state(new)) == (1, READY, RUNNING)


def test_a_worker_that_was_taken_for_dead_cannot_end_what_another_has(running):
    stalled = running(["w1"])
    queue.requeue(at=NOW)
    taken = DBTaskResult.objects.get()
    taken.claim("w2")

    assert [queue.succeed(stalled, None), queue.fail(stalled, ValueError()), queue.give_back(stalled)] == [False] * 3

    assert (state(taken), taken.worker_ids) == (RUNNING, ["w1", "w2"])
    assert queue.succeed(taken, None)
    assert state(taken) == DONE


@pytest.mark.parametrize(("tries", "seconds"), [(1, 30), (2, 60), (3, 120), (4, 240)])
def test_a_failed_task_is_tried_again_ever_later(running, tries, seconds):
    row = running(["w"] * tries)

    queue.fail(row, ValueError("no such round"), at=NOW)

    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == (READY, "builtins.ValueError")
    assert seconds <= (row.run_after - NOW).total_seconds() <= 1.5 * seconds


def test_a_task_that_kills_its_workers_is_parked_after_five(running):
    row = running(["w"] * 5)

    assert (queue.requeue(at=NOW), state(row)) == (0, FAILED)
    assert row.exception_class_path == queue.LOST


def test_a_poisoned_task_is_parked_after_five_tries_and_the_queue_goes_on(work, caplog):
    heard = []
    explode.enqueue()
    nothing.enqueue()

    def hear(task_result, **_):
        heard.append((task_result.task.name, task_result.status))

    task_finished.connect(hear)
    for _ in range(6):
        work()
        DBTaskResult.objects.filter(status=READY).update(run_after=NOW - timedelta(days=1))

    row = DBTaskResult.objects.get(status=FAILED)
    assert (row.worker_ids, "ValueError: no such round" in row.traceback) == (["w"] * 5, True)
    assert sorted(heard) == [("explode", FAILED)] * 5 + [("nothing", DONE)]


def test_a_task_whose_name_is_gone_is_tried_as_any_other(work):
    nothing.enqueue()
    DBTaskResult.objects.update(task_path="marketplace.tasks.gone")

    work()

    assert DBTaskResult.objects.get().exception_class_path == "builtins.ImportError"


def test_a_task_that_is_told_to_stop_goes_back_at_once_and_has_not_failed(work):
    be_told_to_stop.enqueue()

    with pytest.raises(SystemExit):
        work()

    row = DBTaskResult.objects.get()
    assert (row.status, row.started_at, row.worker_ids, Worker.objects.count()) == (READY, None, [], 0)


def test_a_worker_that_is_asked_to_stop_ends_its_task_and_takes_no_other(work):
    stop_the_worker.enqueue()
    nothing.enqueue()

    work(batch=False)

    assert [row.status for row in DBTaskResult.objects.order_by("enqueued_at")] == [DONE, READY]
    assert Worker.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")
@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_connection_is_lost_in_a_task_takes_the_next_task_over_another(work, monkeypatch):
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) > 2:
            raise SystemExit("the worker does not come back")

    monkeypatch.setattr("marketplace.worker.time", SimpleNamespace(sleep=pause))
    lose_the_connection.enqueue()
    nothing.enqueue()

    work()

    assert pauses == [OUTAGE_PAUSE]
    assert [row.status for row in DBTaskResult.objects.order_by("enqueued_at")] == [RUNNING, DONE]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_without_a_database_says_so_and_waits_for_it(work, monkeypatch, caplog):
    nothing.enqueue()
    pauses, healthy = [], []

    def refuse(execute, *statement):
        if len(pauses) < 20:
            raise OperationalError("connection refused")
        return execute(*statement)

    def pause(seconds):
        pauses.append(seconds)
        healthy.append(is_healthy())

    monkeypatch.setattr("marketplace.worker.time", SimpleNamespace(sleep=pause))
    with connection.execute_wrapper(refuse):
        work()

    said = [line for line in caplog.messages if line.endswith("waits for the database: connection refused")]
    assert (pauses, len(said)) == ([OUTAGE_PAUSE] * 20, 20)
    assert healthy == ["the database does not answer: connection refused"] * 19 + ["no worker of this machine lives"]
    assert DBTaskResult.objects.get().status == DONE


def test_a_worker_is_healthy_as_long_as_it_beats(db):
    assert is_healthy() == "no worker of this machine lives"

    queue.beat("elsewhere", host="a", pid=1)
    queue.beat("silent", host=socket.gethostname(), pid=2, at=timezone.now() - queue.SILENCE)
    assert is_healthy() == "no worker of this machine lives"

    queue.beat("here", host=socket.gethostname(), pid=3)
    assert is_healthy()


def is_healthy():
    """What `check_worker` says: True, or why not."""
    try:
        call_command("check_worker")
    except CommandError as error:
        return str(error)
    return True


def test_a_task_is_enqueued_with_its_transaction_or_not_at_all(db):
    with transaction.atomic():
        mail_notices.enqueue([1])
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0

    with transaction.atomic():
        mail_notices.enqueue([1])
    assert DBTaskResult.objects.get().args_kwargs == {"args": [[1]], "kwargs": {}}


def test_who_died_long_ago_is_forgotten(db):
    queue.beat("old", host="a", pid=1, at=NOW - timedelta(days=2))
    queue.beat("new", host="a", pid=2, at=NOW)

    queue.forget_workers(at=NOW)

    assert [worker.pk for worker in Worker.objects.all()] == ["new"]
