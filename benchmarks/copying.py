"""Copy a SQLite database table by table into an empty, migrated PostgreSQL one: the same college in both columns.

For benchmarks alone: it empties the target first, and writes to it without checking foreign keys.
"""

import sqlite3

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

OF_THE_DATABASE = "wagtailsearch_"  # an index in a form of its own in each, which pages do not need here


def tables():
    """`[(table, fields)]` of everything that models keep."""
    kinds = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return [(model._meta.db_table, model._meta.local_concrete_fields) for model in kinds if not model._meta.proxy]


@transaction.atomic
def copy_from(path):
    """Replace all rows by those of the SQLite database at `path`."""
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        names = ", ".join(f'"{name}"' for name, _ in tables())
        cursor.execute(f"TRUNCATE {names}")
        for name, fields in tables():
            if not name.startswith(OF_THE_DATABASE):
                copy_table(source, cursor, name, fields)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)


def copy_table(source, cursor, name, fields):
    columns = ", ".join(f'"{field.column}"' for field in fields)
    readers = [reader(field) for field in fields]
    with cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy:
        for row in source.execute(f'SELECT {columns} FROM "{name}"'):  # noqa: S608  names of our own models
            copy.write_row([value if read is None else read(value) for read, value in zip(readers, row, strict=True)])


def reader(field):
    """What makes a value of SQLite one of PostgreSQL, or None where both are alike."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.BooleanField):
        return lambda value: None if value is None else bool(value)
    if isinstance(field, models.DateTimeField):
        return lambda value: value and f"{value}+00"
    return None
