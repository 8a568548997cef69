"""PostgreSQL: pg_dump and pg_restore of the right version, on the snapshot that the facts are read from."""

# ruff: noqa: S603 — the programs are found here, their arguments are ours
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from config.backup import BackupError, facts

START = "database"
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")  # of Debian and of Red Hat


def server_version():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def dump(folder, jobs):
    """Dump one moment of the database into `folder`. Returns its facts, and the files its rows name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET LOCAL {limit} = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        how = ["--format=directory", f"--jobs={jobs}", "--compress=1", f"--snapshot={snapshot}"]
        _run("pg_dump", *how, f"--file={folder / START}", "--dbname")
        found = facts.read(connection), facts.referenced(connection)
    check(folder)
    for path in (folder / START).iterdir():
        with open(path, "rb") as file:
            os.fsync(file.fileno())
    return found


def check(folder):
    """Raise BackupError unless the table of contents of the dump can be read."""
    _finish([_program("pg_restore"), "--list", str(folder / START)])


def clear():
    """Remove the tables of a system without users, so that none is left that the backup does not have."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        if tables := connection.introspection.table_names(cursor):
            names = ", ".join(connection.ops.quote_name(table) for table in tables)
            cursor.execute(f"DROP TABLE {names} CASCADE")


def load(folder):
    """Bring in the dump in one transaction. Objects belong to the role that restores."""
    how = ["--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner", "--no-privileges"]
    connection.close()
    _run("pg_restore", *how, str(folder / START), "--dbname")
    connection.close_pool()


def _run(program, *arguments):
    """Run `program` on our database; where it is and the password travel in the way of Django's dbshell."""
    (_, *command), secrets = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, arguments)
    _finish([_program(program, connection.pg_version // 10_000), *command], secrets)


def _finish(command, secrets=None):
    done = subprocess.run(command, env={**os.environ, **(secrets or {})}, capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines()[-3:] or [f"ended with code {done.returncode}"]
        raise BackupError(f"{Path(command[0]).name}: {' '.join(words)}")


def _program(name, server=0):
    """The path of `name` in the lowest version that is not older than the server: a newer one writes what an older
    server does not read. Without `server` the newest."""
    folders = [path for place in PLACES for path in Path("/").glob(f"{place[1:]}/{name}")]
    paths = dict.fromkeys(str(path) for path in [shutil.which(name), *folders] if path)
    versions = {path: _major(path) for path in paths}
    able = [path for path, major in versions.items() if major >= max(server, 1)]
    if not able:
        found = ", ".join(f"{path} ({major})" for path, major in versions.items()) or "none"
        raise BackupError(f"{name} of PostgreSQL {server or 'any version'} or newer is needed; found: {found}.")
    return (min if server else max)(able, key=versions.get)


def _major(path):
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0
