"""From SQLite to PostgreSQL: the rows of every model arrive as they were."""

import sqlite3
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection

from config.backup import BackupError, crossing, facts, restoring, sqlite
from marketplace.models import User
from tests import factories

pytestmark = pytest.mark.postgres


@pytest.fixture
def mirror(tmp_path):
    """`mirror()` is an SQLite file with the tables of all models and a copy of their rows."""
    if connection.vendor != "postgresql":
        pytest.skip("goes to PostgreSQL")

    def write():
        path = tmp_path / "database.sqlite3"
        sqlite3.connect(path).close()
        with sqlite.opened(path, mode="rw") as copy:
            copy.disable_constraint_checking()  # the editor wants it, and turns it on again
            with copy.schema_editor() as editor:
                for model in crossing._models():
                    if not model._meta.auto_created:  # made with the models they join
                        editor.create_model(model)
            copy.disable_constraint_checking()
            for model in crossing._models():
                fill(copy, model)
        return path

    return write


def fill(copy, model):
    fields = crossing._fields(model)
    table, holes = copy.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    names = ", ".join(copy.ops.quote_name(field.column) for field in fields)
    with copy.cursor() as cursor:
        for row in crossing._rows(model, connection):
            values = [field.get_db_prep_save(value, copy) for field, value in zip(fields, row, strict=True)]
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({holes})", values)


def digests():
    return {model._meta.db_table: crossing.digest(model, connection) for model in crossing._models()}


def said(text):
    pass


@pytest.mark.django_db(transaction=True)
def test_every_row_arrives_as_it_was_or_none(mirror, log, application):
    factories.ResumeUploadFactory(student=application.student)
    newest = User.objects.order_by("pk").last().pk
    before, path, tables = digests(), mirror(), facts.read(connection)["tables"]
    call_command("flush", verbosity=0, interactive=False)

    with sqlite.opened(path) as source:
        crossing.fill(source, said)

    assert digests() == before
    assert crossing.shared(facts.read(connection))["tables"] == crossing.shared({"tables": tables})["tables"]
    assert factories.UserFactory().pk > newest  # sequences go on

    there = digests()
    with closing(sqlite3.connect(path)) as copy, copy:
        copy.execute("UPDATE marketplace_user SET name = ?", ["长" * 1000])  # SQLite does not mind
    with sqlite.opened(path) as source, pytest.raises(BackupError, match="marketplace_user cannot be brought in"):
        crossing.fill(source, said)
    assert digests() == there


def test_an_older_schema_is_refused():
    with pytest.raises(BackupError, match="From SQLite to PostgreSQL only with the same schema: "):
        crossing.refuse_other_schema({"database": {"migrations": ["marketplace.0001_initial"]}})


def test_from_postgresql_to_sqlite_there_is_no_way(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")

    with pytest.raises(BackupError, match="a backup of postgresql; it cannot be restored on sqlite"):
        restoring.crosses({"database": {"vendor": "postgresql"}})
