"""From SQLite to PostgreSQL: a college that grows restores the backup of its one machine on a server.

Every row goes through the fields of its model, in one transaction. What cannot go (a text longer than its column, a
reference to nothing: SQLite lets both pass) stops it all with the name of the table.
"""

import hashlib
import json

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from config.backup import BackupError, postgres, sqlite

PAIR = ("sqlite", "postgresql")
OWN = {"wagtailsearch"}  # apps whose tables depend on the database; they are filled anew
WHOLE = 1 << 256


def refuse_other_schema(content):
    """Tables are made by the code's migrations, so the backup has to have gone through all of them."""
    loader = MigrationLoader(None)
    if lacking := sorted(
        {f"{app}.{name}" for app, name in loader.graph.nodes} - set(content["database"]["migrations"])
    ):
        raise BackupError(
            f"From SQLite to PostgreSQL only with the same schema: {len(lacking)} migrations are not in the backup "
            f"(first: {lacking[0]}). Migrate the system on SQLite to this version, and back it up again."
        )


def load(folder, say):
    """Make the tables anew and bring in every row of the SQLite file, or nothing."""
    postgres.clear()
    call_command("migrate", verbosity=0)
    say("the tables are made")
    with sqlite.opened(folder / sqlite.START) as source:
        fill(source, say)
    call_command("update_index", verbosity=0)  # Wagtail's own search


@transaction.atomic
def fill(source, say):
    """Replace all rows of all models by those of the connection `source`, and compare them with what is there then."""
    tables, count = _models(), 0
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} CASCADE")  # what migrations wrote comes from the backup, too
    for model in tables:
        try:
            with connection.wrap_database_errors:
                copied = _copy(model, source)
        except (DatabaseError, ValueError, OverflowError) as error:
            raise BackupError(f"{model._meta.db_table} cannot be brought in: {error}") from error
        if copied != (there := digest(model, connection)):
            raise BackupError(f"{model._meta.db_table} holds {there} instead of {copied}")
        count += copied[0]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(sql)
    say(f"{count} rows of {len(tables)} tables were copied, read back and compared")


def shared(facts):
    """Of the facts of a database those that are the same on both."""
    tables = {model._meta.db_table for model in _models()}
    return {**facts, "tables": {name: count for name, count in facts["tables"].items() if name in tables}}


def digest(model, source):
    """`(rows, hash)` of all rows, whatever their order and database."""
    rows = total = 0
    for row in _rows(model, source):
        rows, total = rows + 1, (total + _hash(row)) % WHOLE
    return rows, f"{total:064x}"


def _models():
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in OWN
    ]


def _fields(model):
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _rows(model, source):
    """All rows as values of Python, read through `source`."""
    query = model._base_manager.order_by().values_list(*[field.attname for field in _fields(model)]).query
    return query.get_compiler(connection=source).results_iter(chunked_fetch=True)


def _copy(model, source):
    """Copy all rows of `model`. Returns their digest, as they were read."""
    rows, total, fields = 0, 0, _fields(model)
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as out:
        for row in _rows(model, source):
            out.write_row([f.get_db_prep_save(value, connection) for f, value in zip(fields, row, strict=True)])
            rows, total = rows + 1, (total + _hash(row)) % WHOLE
    return rows, f"{total:064x}"


def _hash(row):
    return int.from_bytes(hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest())


def _plain(value):
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, memoryview):
        return bytes(value)
    return value
