"""Real processes: commands as an operator runs them, on a database and a folder of their own."""

import os
import socket
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

ROOT = settings.BASE_DIR
TOUCHED = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SEARCH_URL", "DEMO", "DEBUG")


@pytest.fixture
def environment(tmp_path):
    """A clean environment with a `VAR_DIR` that does not exist yet."""
    kept = {name: value for name, value in os.environ.items() if name not in TOUCHED}
    return kept | {"VAR_DIR": str(tmp_path / "var"), "DEMO": "false", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def run(environment):
    """`run("manage.py", "check", NAME="value")` is the finished process of that Python program."""

    def finish(*command, **more):
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment | more,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return finish


@pytest.fixture
def migrated(environment, tmp_path, django_db_setup, django_db_blocker):
    """A migrated SQLite database in `VAR_DIR`: the test database, copied."""
    if connection.vendor != "sqlite":
        pytest.skip("copies the SQLite database of the embedded column")
    (tmp_path / "var").mkdir()
    with django_db_blocker.unblock():
        target = sqlite3.connect(tmp_path / "var" / "db.sqlite3")
        connection.ensure_connection()
        connection.connection.backup(target)
        target.close()


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
