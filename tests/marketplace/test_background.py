"""The page «Background work»: what an operator sees, and that each button has one effect."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult, get_date_max

from marketplace import background, queue
from marketplace.models import TaskDecision
from tests import factories

TRACEBACK = """Traceback (most recent call last):
  File "matching/tasks.py", line 32, in freeze_round
    jobs.freeze(round_id)
ValueError: 张伟 zhang@example.org 13812345678 has no wish
DETAIL: Key (name)=(Wei Zhang) already exists.
"""
ADDRESS = "marketplace:task_list"


@pytest.fixture
def add(db):
    """`add(Status.READY)`: a task in the queue."""

    def make(status, path="matching.tasks.freeze_round", **fields):
        fields = {"run_after": get_date_max(), "worker_ids": ["w"] * 5, "exception_class_path": "", **fields}
        return DBTaskResult.objects.create(
            status=status, task_path=path, backend_name="default", args_kwargs={"args": [7], "kwargs": {}}, **fields
        )

    return make


@pytest.fixture
def parked(add):
    def make(**fields):
        said = {"exception_class_path": "builtins.ValueError", "traceback": TRACEBACK}
        return add(Status.FAILED, finished_at=timezone.now(), **said, **fields)

    return make


def test_each_queue_says_what_is_in_it(add):
    now = timezone.now()
    add(Status.READY)
    add(Status.READY, run_after=now + timedelta(minutes=1))
    add(Status.READY, run_after=now - timedelta(hours=3), queue_name="slow")
    add(Status.RUNNING, started_at=now)
    add(Status.FAILED, finished_at=now)
    add(Status.SUCCESSFUL, finished_at=now - timedelta(minutes=59))
    add(Status.SUCCESSFUL, finished_at=now - timedelta(minutes=61))

    default, slow = background.queues(at=now)

    assert (default.waiting, default.deferred, default.running, default.failed, default.done) == (1, 1, 1, 1, 1)
    assert (slow.name, slow.waiting, slow.oldest) == ("slow", 1, now - timedelta(hours=3))


def test_workers_are_listed_with_what_they_do(add):
    queue.beat("w", host="one", pid=1)
    queue.beat("v", host="two", pid=2, at=timezone.now() - timedelta(minutes=2))
    add(Status.RUNNING, started_at=timezone.now())

    found = [(str(worker), alive, task) for worker, alive, task in background.workers()]

    assert found == [("one:1", True, "matching.freeze_round"), ("two:2", False, None)]


def test_the_page_shows_an_error_and_nobody_in_it(as_, operator, parked):
    parked()
    DBTaskResult.objects.update(args_kwargs={"args": [7, "张伟", "plc"], "kwargs": {"to": "a@example.org"}})

    page = as_(operator).get(reverse(ADDRESS)).content.decode()

    assert "ValueError: *** ***@*** *** has no wish" in page
    assert "matching.freeze_round (7, &quot;***&quot;, &quot;plc&quot;, to=&quot;***&quot;)" in page
    assert [word for word in ("张伟", "example.org", "13812345678", "Wei Zhang") if word in page] == []


def test_retrying_queues_a_task_once_and_is_written_down(as_, operator, parked):
    row = parked()
    address = reverse("marketplace:task_retry", args=[row.pk])

    for _ in range(2):
        assert as_(operator).post(address).status_code == 302

    row.refresh_from_db()
    assert (row.status, row.worker_ids, row.run_after) == (Status.READY, [], get_date_max())
    decision = TaskDecision.objects.get()
    assert (decision.action, decision.task_path, decision.arguments) == ("retry", "matching.freeze_round", "7")
    assert (decision.by, decision.error) == (operator, "ValueError: *** ***@*** *** has no wish")


def test_retrying_all_of_a_kind_leaves_other_kinds(as_, operator, parked):
    parked(), parked(), parked(path="matching.tasks.ask_students")

    for _ in range(2):
        as_(operator).post(reverse("marketplace:task_retry_all"), {"task": "matching.tasks.freeze_round"})

    assert [row.task_path for row in background.failed()] == ["matching.tasks.ask_students"]
    assert list(TaskDecision.objects.values_list("task_path", "tasks")) == [("matching.freeze_round", 2)]


def test_discarding_wants_a_reason_and_keeps_it(as_, operator, parked):
    row = parked()
    address = reverse("marketplace:task_discard", args=[row.pk])

    refused = as_(operator).post(address, {"reason": " "})
    done = [as_(operator).post(address, {"reason": "The round was called off."}).status_code for _ in range(2)]

    assert (refused.status_code, done) == (422, [302, 302])
    assert 'aria-invalid="true"' in refused.content.decode()
    assert DBTaskResult.objects.count() == 0
    assert list(TaskDecision.objects.values_list("action", "reason")) == [("discard", "The round was called off.")]


def test_a_running_task_is_neither_retried_nor_discarded(as_, operator, add):
    row = add(Status.RUNNING, started_at=timezone.now())

    as_(operator).post(reverse("marketplace:task_retry", args=[row.pk]))
    as_(operator).post(reverse("marketplace:task_discard", args=[row.pk]), {"reason": "x"})

    row.refresh_from_db()
    assert (row.status, TaskDecision.objects.count()) == (Status.RUNNING, 0)


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_as_often_for_many_as_for_one(as_, operator, parked, add, django_assert_num_queries, count):
    for number in range(count):
        parked()
        queue.beat(str(number), host="one", pid=number)
        add(Status.RUNNING, started_at=timezone.now())
        TaskDecision.objects.create(action="retry", task_path="x", by=factories.UserFactory())
    client = as_(operator)
    client.get(reverse(ADDRESS))

    with django_assert_num_queries(12):
        answer = client.get(reverse(ADDRESS))

    assert answer.status_code == 200
