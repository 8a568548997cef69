"""SQLite: copied with its own backup interface while the system runs, never as a plain file."""

import os
import sqlite3
from contextlib import closing, contextmanager
from urllib.parse import quote

from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from config.backup import BackupError, facts

START = "database.sqlite3"


def server_version():
    return f"SQLite {sqlite3.sqlite_version}"


def dump(folder, jobs):
    """Copy one moment of the database into `folder`. Returns its facts, and the files its rows name."""
    path = folder / START
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)  # all pages in one step: one moment, and writers go on beside it
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    check(folder)
    with opened(path) as copied:
        return facts.read(copied), facts.referenced(copied)


def check(folder):
    """Raise BackupError unless the file is a whole database."""
    path = folder / START
    try:
        with closing(sqlite3.connect(_address(path), uri=True)) as copy:
            said = [line for (line,) in copy.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said != ["ok"]:
        raise BackupError(f"{path.name} is damaged: {'; '.join(said)}")


def clear():
    """Nothing: the copy replaces every page."""


def load(folder):
    """Replace the whole database by the one in `folder`, in one transaction."""
    connection.ensure_connection()
    with closing(sqlite3.connect(_address(folder / START), uri=True)) as copy:
        copy.backup(connection.connection)
    connection.close()


@contextmanager
def opened(path, mode="ro&immutable=1"):
    """A connection of Django's that reads the SQLite file at `path`, which nobody writes to."""
    wanted = {"ENGINE": "django.db.backends.sqlite3", "NAME": _address(path, mode)}
    with closing(DatabaseWrapper(connections.configure_settings({"default": wanted})["default"])) as reading:
        yield reading


def _address(path, mode="ro&immutable=1"):
    return f"file:{quote(str(path.resolve()))}?mode={mode}"
