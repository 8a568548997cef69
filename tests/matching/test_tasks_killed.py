"""A worker is killed (SIGKILL) in the middle of a task; another ends it, with the effect of once.

`KILL_POINTS=20` kills every task of the product at so many points of its work, instead of some tasks at one.
"""

import os
import pickle
import signal
import traceback
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.signals import task_started
from django_tasks_db.models import DBTaskResult

from marketplace.models import Worker
from marketplace.worker import Worker as WorkerProcess
from tests.matching.task_cases import CASES, database, time_passes

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]
POINTS = int(os.environ.get("KILL_POINTS", "0"))
SHORT = [
    ("recruitment.tasks.run_import", 0.6),
    ("marketplace.tasks.mail_notices", 0.6),
    ("matching.tasks.recommend_round", 0.6),
    ("matching.tasks.rank_everything", 0.4),  # it has read all texts, and not begun
]
CUTS = [(path, point / POINTS) for path in CASES for point in range(POINTS)] or SHORT
OF_THE_QUEUE = {"django_tasks_database.DBTaskResult", "marketplace.Worker"}


TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")  # a rehearsal has others than the worker


class Queries:
    """Counts the queries of this process from the start of a task on, and kills it at number `fatal`."""

    def __init__(self, fatal=None):
        self.n, self.fatal, self.is_on = 0, fatal, fatal is None
        task_started.connect(self.begin)

    def begin(self, **_):
        self.is_on = True

    def __call__(self, execute, sql, *args):
        if self.is_on and not str(sql).startswith(TRANSACTIONS):
            self.n += 1
            if self.n == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *args)


def in_a_child(act):
    """Run `act()` in a process of its own, with connections of its own. Returns how it ended, as `os.waitpid` says."""
    connections.close_all()
    for each in connections.all():
        getattr(each, "close_pool", lambda: None)()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            act()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1]


def work(name, fatal=None):
    """Be the worker `name`: one task, or what is done of it until the fatal query."""
    options = {"queue_names": ["default"], "interval": 0, "batch": True, "backend_name": "default", "max_tasks": 1}
    with connection.execute_wrapper(Queries(fatal)):
        WorkerProcess(worker_id=name, startup_delay=False, excluded_queue_names=[], **options).run()


def effect():
    rows = database(keys=False)
    return {table: rows[table] for table in rows.keys() - OF_THE_QUEUE}


def rehearse(path, args, file):
    """What the task does when nothing happens to it, and in how many queries; then undone."""
    queries = Queries()
    with transaction.atomic():
        with connection.execute_wrapper(queries):
            import_string(path).call(*args)
        file.write_bytes(pickle.dumps((effect(), queries.n)))
        transaction.set_rollback(True)


@pytest.fixture
def letters(settings, tmp_path):
    """`letters()`: to whom letters were written, by whatever process."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", tmp_path

    def addressees():
        lines = [line for file in tmp_path.glob("*.log") for line in file.read_text().splitlines()]
        return sorted(line for line in lines if line.startswith("To: "))

    return addressees


@pytest.mark.parametrize(("path", "part"), CUTS)
def test_a_killed_task_ends_on_another_worker_exactly_once(request, settings, letters, tmp_path, path, part):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    args = CASES[path](request.getfixturevalue)
    DBTaskResult.objects.all().delete()
    assert in_a_child(lambda: rehearse(path, args, tmp_path / "expected")) == 0
    expected, queries = pickle.loads((tmp_path / "expected").read_bytes())  # noqa: S301 - our own child's
    written = letters()
    [file.unlink() for file in tmp_path.glob("*.log")]
    import_string(path).enqueue(*args)

    killed = in_a_child(lambda: work("first", fatal=1 + int(queries * part)))
    time_passes()
    ago = timezone.now() - timedelta(minutes=2)
    DBTaskResult.objects.update(started_at=ago)
    Worker.objects.update(seen_at=ago)
    ended = in_a_child(lambda: work("second"))

    row = DBTaskResult.objects.get(args_kwargs__args=args, task_path=path)
    assert (killed, ended) == (signal.SIGKILL, 0)
    assert (row.status, row.worker_ids, row.traceback) == ("SUCCESSFUL", ["first", "second"], "")
    assert effect() == expected
    assert set(letters()) == set(written)
