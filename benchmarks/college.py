"""The college of the load benchmark: the demo's, filled up to what a college of that size has."""

import sys
import time

from benchmarks import servers


def prepare(column, students):
    """Build the college in the configured database, the first time; PostgreSQL gets a copy of SQLite's."""
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import filling
    from config.demo import build

    call_command("migrate", verbosity=0)
    began, is_new = time.perf_counter(), not build.exists()
    if is_new and column == "sqlite":
        call_command("demo", students=students)
    elif is_new:
        copy(students)
    if column == "sqlite":
        is_new |= filling.fill(students)
    call_command("rebuild_index", if_needed=True, verbosity=0)
    if is_new:
        analyse()
        print(f"a college of {students} students in {column}: {time.perf_counter() - began:.0f} s")


def copy(students):
    from benchmarks import copying

    source = servers.folder("sqlite", students) / "db.sqlite3"
    if not source.exists():
        sys.exit("Build it in SQLite first: python -m benchmarks.load --build --column sqlite")
    copying.copy_from(source)


def analyse():
    """What a database that has run for a while knows of its tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def settle(seconds=600):
    """Wait until the task worker has done what was left to do."""
    from django_tasks_db.models import DBTaskResult

    ends = time.monotonic() + seconds
    while DBTaskResult.objects.ready().exists() or DBTaskResult.objects.running().exists():
        if time.monotonic() > ends:
            sys.exit("the task queue does not become empty")
        time.sleep(1)
