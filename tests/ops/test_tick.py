"""The clock: each step runs once when it is due, whoever asks; one that fails is named and stops no other."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from marketplace import schedule
from marketplace.models import ScheduledJob
from marketplace.schedule import HOUR, Job

NOON = datetime(2026, 11, 30, 12, 0, 5, tzinfo=timezone.get_fixed_timezone(480))


@pytest.fixture
def ran(db):
    return []


@pytest.fixture
def jobs(ran):
    def fail():
        ran.append("broken")
        raise RuntimeError("张三 has no disk left")

    return [
        Job("first", "First", lambda: ran.append("first")),
        Job("broken", "Broken", fail),
        Job("hourly", "Hourly", lambda: ran.append("hourly"), every=HOUR),
        Job("nightly", "Nightly", lambda: ran.append("nightly"), hour=2),
    ]


def test_every_step_of_the_product_ends_well_twice(db, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    call_command("tick")
    ScheduledJob.objects.update(next_at=timezone.now())
    call_command("tick")

    assert set(ScheduledJob.objects.values_list("name", "last_error", "leased_until")) == {
        (name, "", None) for name in schedule.jobs()
    }


def test_a_failing_step_is_named_and_logged_and_the_others_are_taken(jobs, ran, monkeypatch, caplog):
    monkeypatch.setattr(schedule, "_jobs", {job.name: job for job in jobs})

    with pytest.raises(CommandError, match=r"^failed: broken$"):
        call_command("tick")

    assert ran == ["first", "broken", "hourly"]
    assert "tick: broken failed" in caplog.text
    assert ScheduledJob.objects.get(name="broken").last_error == "RuntimeError: *** has no disk left"


@pytest.mark.parametrize(
    ("passed", "again"),
    [
        (timedelta(seconds=50), []),
        (timedelta(minutes=1), ["first", "broken"]),
        (timedelta(hours=1), ["first", "broken", "hourly"]),
        (timedelta(hours=14), ["first", "broken", "hourly", "nightly"]),
    ],
)
def test_a_step_waits_for_its_next_time_also_when_it_failed(jobs, ran, passed, again):
    schedule.run_due(jobs, at=NOON)
    ran.clear()

    schedule.run_due(jobs, at=NOON + passed)

    assert ran == again


def test_what_somebody_holds_is_left_alone_and_is_due_again_when_the_holder_dies(jobs, ran):
    schedule.run_due(jobs, at=NOON)
    ran.clear()
    until = NOON + timedelta(minutes=5)
    ScheduledJob.objects.filter(name="hourly").update(leased_until=until)

    schedule.run_due(jobs[2:3], at=NOON + timedelta(hours=1, seconds=-56) - timedelta(minutes=55))
    assert ran == []
    schedule.run_due(jobs[2:3], at=until)
    assert ran == ["hourly"]


@pytest.mark.django_db(transaction=True)
def test_two_machines_at_once_run_each_step_once(jobs, ran):
    started = threading.Barrier(2)

    def machine():
        for minute in range(10):
            started.wait()
            schedule.run_due(jobs, at=NOON + timedelta(minutes=minute))
        connections.close_all()

    threads = [threading.Thread(target=machine) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ran) == ["broken"] * 10 + ["first"] * 10 + ["hourly"]
    assert dict(ScheduledJob.objects.values_list("name", "runs")) == {
        "first": 10,
        "broken": 10,
        "hourly": 1,
        "nightly": 0,
    }
