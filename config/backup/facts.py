"""What a database holds, said so that two of them can be compared: rows per table, the audit trail, migrations."""

# ruff: noqa: S608 — the names in the SQL come from the database itself
import hashlib

from django.apps import apps
from django.db.models import FileField

from marketplace.models import AuditRoot, TransitionLog

BATCH = 20_000


def read(connection):
    """The facts of a database, in plain SQL: its schema may be older than the code."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return {
            "tables": {table: _one(cursor, f"SELECT count(*) FROM {_quoted(connection, table)}") for table in tables},
            "audit": _audit(cursor, tables),
            "migrations": _migrations(cursor, tables),
        }


def differences(wanted, found):
    """A sentence for each fact of `found` that is not as `wanted`."""
    tables = sorted({*wanted["tables"], *found["tables"]})
    counts = [(table, wanted["tables"].get(table), found["tables"].get(table)) for table in tables]
    lines = [f"{table} has {there} rows instead of {should}" for table, should, there in counts if should != there]
    if wanted["audit"] != found["audit"]:
        lines.append(f"the audit trail is {found['audit']} instead of {wanted['audit']}")
    return lines


def referenced(connection):
    """Names of all files that rows point to."""
    names = set()
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table, column in sorted(_file_columns()):
            if table in tables and column in _columns(connection, cursor, table):
                quoted = _quoted(connection, column)
                cursor.execute(f"SELECT DISTINCT {quoted} FROM {_quoted(connection, table)}")
                names.update(name for (name,) in cursor.fetchall() if name)
    return names


def _file_columns():
    models = apps.get_models(include_auto_created=True)
    fields = [field for model in models for field in model._meta.local_concrete_fields]
    return {(field.model._meta.db_table, field.column) for field in fields if isinstance(field, FileField)}


def _columns(connection, cursor, table):
    return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def _audit(cursor, tables):
    """Rows, newest row and a digest over the hashes of the whole trail, which hold the heads of all chains."""
    log, roots = TransitionLog._meta.db_table, AuditRoot._meta.db_table
    if log not in tables:
        return None
    total, last, count = hashlib.sha256(), 0, 0
    while True:
        cursor.execute(f"SELECT id, hash FROM {log} WHERE id > %s ORDER BY id LIMIT {BATCH}", [last])
        rows = cursor.fetchall()
        if not rows:
            break
        total.update("".join(f"{pk} {value}\n" for pk, value in rows).encode())
        last, count = rows[-1][0], count + len(rows)
    signed = _one(cursor, f"SELECT count(*) FROM {roots}")
    return {"rows": count, "last": last, "digest": total.hexdigest(), "roots": signed}


def _migrations(cursor, tables):
    if "django_migrations" not in tables:
        return []
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _one(cursor, sql):
    cursor.execute(sql)
    return cursor.fetchone()[0]


def _quoted(connection, name):
    return connection.ops.quote_name(name)
