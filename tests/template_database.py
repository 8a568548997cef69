"""A migrated database, made once per state of the migrations and copied for every run: migrating takes a minute."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

FOLDER = Path(os.environ.get("TEST_TEMPLATE_DIR", tempfile.gettempdir()))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb, django_db_modify_db_settings
):
    """As pytest-django's, but the database begins as a copy. Migrations that the copy has run do nothing."""
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock(), copied(name, anew=django_db_createdb or not django_db_keepdb):
        made = setup_databases(verbosity=0, interactive=False, keepdb=True, serialized_aliases=[])
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


def fingerprint():
    """Changes with any migration of any installed app."""
    total = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            total.update(f"{config.label}/{path.name}\n".encode() + path.read_bytes())
    return total.hexdigest()[:16]


@contextmanager
def copied(name, *, anew):
    """Around making the test database `name`: lay a copy of the template there first, or keep what was made as one.

    `anew`: even if a database of that name exists.
    """
    mark = fingerprint()
    with open(FOLDER / f"chanjiao-template-{connection.vendor}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several processes, one migrates and the others copy
        lay, keep = {"sqlite": (_lay_file, _keep_file), "postgresql": (_lay_database, _keep_database)}[
            connection.vendor
        ]
        known = lay(name, mark, anew)
        yield
        if not known:
            keep(name, mark)


def _file(mark):
    return FOLDER / f"chanjiao-template-{mark}.sqlite3"


def _lay_file(name, mark, anew):
    if anew:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{name}{suffix}").unlink(missing_ok=True)
    if _file(mark).exists() and not Path(name).exists():
        shutil.copyfile(_file(mark), name)
    return _file(mark).exists() or not anew


def _keep_file(name, mark):
    partial = _file(mark).with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(partial)])
    partial.rename(_file(mark))


def _lay_database(name, mark, anew):
    template = f"chanjiao_template_{mark}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname IN (%s, %s)", [name, template])
        there = {row[0] for row in cursor.fetchall()}
        if anew and name in there:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        if template not in there and _restored(cursor, template, mark):
            there.add(template)
        if template in there and (anew or name not in there):
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return template in there or not anew


def _keep_database(name, mark):
    connection.close()
    connection.close_pool()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "chanjiao_template_{mark}" TEMPLATE "{name}"')
    partial = _dump(mark).with_suffix(f".{os.getpid()}")
    if _ran("pg_dump", "--format=custom", f"--file={partial}", f"--dbname={name}"):
        partial.rename(_dump(mark))
    partial.unlink(missing_ok=True)


def _dump(mark):
    return FOLDER / f"chanjiao-template-{mark}.pgdump"


def _restored(cursor, template, mark):
    """Whether the template is back from its dump: the server of the tests is a new one in most runs."""
    if not _dump(mark).exists():
        return False
    partial = f"{template}_{os.getpid()}"
    cursor.execute(f'CREATE DATABASE "{partial}"')
    done = _ran("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={partial}", str(_dump(mark)))
    cursor.execute(f'ALTER DATABASE "{partial}" RENAME TO "{template}"' if done else f'DROP DATABASE "{partial}"')
    return done


def _ran(program, *arguments):
    """Whether `program` of PostgreSQL is here and did its work; without it every new server is migrated."""
    known, path = connection.settings_dict, shutil.which(program)
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    server = {variable: str(known[key]) for variable, key in names.items() if known[key]}
    if not path:
        return False
    done = subprocess.run([path, *arguments], env=os.environ | server, capture_output=True, check=False)
    return done.returncode == 0
