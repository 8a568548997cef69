"""Every task may run twice, and may be cut off anywhere and run again, with the effect of once."""

import importlib
import pkgutil
from contextlib import suppress

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils.module_loading import import_string
from django_tasks.base import Task

from tests.matching.task_cases import CASES, OURS, database, time_passes

STOPS = (0.5, 1)
"""At these parts of the queries of a task its worker dies."""


class Killed(BaseException):
    """Passes every `except Exception`, as a signal that kills does."""


class Queries:
    """Counts queries, and raises Killed instead of the one with the number `fatal`."""

    def __init__(self, fatal=None):
        self.n, self.fatal = 0, fatal

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.n += 1
            if self.n == self.fatal:
                raise Killed
        return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def _queue(settings):
    """What a task enqueues stays in the queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def rolled_back():
    """`rolled_back(act)` is what `act()` returns; what it wrote is gone."""

    def attempt(act):
        mail.outbox.clear()
        point = transaction.savepoint()
        try:
            return act()
        finally:
            transaction.savepoint_rollback(point)

    return attempt


def letters():
    return [(letter.to, letter.subject) for letter in mail.outbox]


def test_every_task_has_a_case():
    tasks = set()
    for app in OURS:
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if module.name.endswith(".tasks") and ".views" not in module.name:
                found = vars(importlib.import_module(module.name)).values()
                tasks |= {each.module_path for each in found if isinstance(each, Task)}

    assert tasks == set(CASES)


@pytest.mark.parametrize("path", CASES)
def test_a_task_has_the_effect_of_once(request, db, rolled_back, path):
    args, call, counted = CASES[path](request.getfixturevalue), import_string(path).call, Queries()

    def twice():
        with connection.execute_wrapper(counted):
            call(*args)
        once = database(), letters()
        again = database(keys=False), letters()
        call(*args)
        return once, (database(), letters()), again

    def cut_off(fatal):
        with connection.execute_wrapper(Queries(fatal)), suppress(Killed):
            call(*args)
            return None  # what was read the first time is not read again: there were fewer queries
        transaction.set_rollback(False)  # what Django did not want to undo by itself, inside the test's transaction
        time_passes()
        call(*args)
        return database(keys=False), letters()

    once, repeated, (rows, mails) = rolled_back(twice)
    assert repeated == once
    ends = [rolled_back(lambda part=part: cut_off(max(1, int(counted.n * part)))) for part in STOPS]
    assert ends[0]
    for found_rows, found_mails in filter(None, ends):
        assert found_rows == rows
        assert set(map(str, found_mails)) == set(map(str, mails))
