"""What follows a test with transactions of its own: emptied tables, at the price of those that have rows."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test import TransactionTestCase

# No test changes these, and Django's flush makes them anew, model by model: a second for each test.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}


def empty(case):
    """Instead of `TransactionTestCase._fixture_teardown`, which flushes every table and signals a migration."""
    tables = [table for table in connection.introspection.django_table_names(only_existing=True) if table not in KEPT]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables))
        filled = [table for (table,) in cursor.fetchall()]
    cascade = connection.vendor == "postgresql"  # SQLite looks at foreign keys when all is gone
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), filled, allow_cascade=cascade))
    if not Permission.objects.exists():  # a test of backups has emptied everything
        ContentType.objects.clear_cache()
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def install():
    TransactionTestCase._fixture_teardown = empty
