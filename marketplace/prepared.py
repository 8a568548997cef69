"""Statements that PostgreSQL plans once per connection.

Django sends values as part of the SQL, so PostgreSQL plans each statement anew: 30 ms for one of a hundred parts that
then runs in two. Here the values go apart, and the plan is kept.
"""

from django.db import connection

KEPT = 300  # statements of a connection, a tenth of a megabyte each; the busiest pages of one language have seventy


def adapted(values):
    """Values as the driver takes them. All whole numbers in one size: a statement is planned for each type of value."""
    adapt, whole = connection.ops.adapt_unknown_value, int
    if connection.vendor == "postgresql":
        from psycopg.types.numeric import Int8 as whole
    return [whole(value) if type(value) is int else adapt(value) for value in values]


def filled(values):
    """As many as the next power of two, by the last one again and again: else each number of keys is planned anew."""
    size = 1 << (len(values) - 1).bit_length() if values else 0
    return [*values, *values[-1:] * (size - len(values))]


def cursor():
    """A cursor for SQL whose text stays the same; use it as a context manager. SQLite keeps all its statements."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    connection.connection.prepared_max = KEPT
    own = ServerBindingCursor(connection.connection)
    return connection.make_debug_cursor(own) if connection.queries_logged else connection.make_cursor(own)
