"""New rows of one model, many at once: what `bulk_create` does at a third of its cost,
and with the times that they carry."""

from django.db import connection, models
from django.utils import timezone


def insert(objects):
    """Save new `objects` (of one model), which get their keys. Times that they carry stay; no signals."""
    objects = list(objects)
    if not objects:
        return
    meta = type(objects[0])._meta
    for obj, number in zip(objects, numbers(meta, len(objects)), strict=True):
        obj.pk = number
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in meta.concrete_fields)
    places = ", ".join(["%s"] * len(meta.concrete_fields))
    readers = [reader(field) for field in meta.concrete_fields]
    rows = [[read(obj) for read in readers] for obj in objects]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})", rows)  # noqa: S608  names of our own models
    for obj in objects:
        obj._state.adding, obj._state.db = False, connection.alias


def numbers(meta, count):
    """`count` keys that nobody has yet."""
    table, column = connection.ops.quote_name(meta.db_table), meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f"nextval(pg_get_serial_sequence('{table}', '{column}'))"
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [count])  # noqa: S608
            return [number for (number,) in cursor.fetchall()]
        cursor.execute(f'SELECT COALESCE(MAX("{column}"), 0) FROM {table}')  # noqa: S608
        [first] = cursor.fetchone()
        return range(first + 1, first + 1 + count)


def reader(field):
    """A function that reads the value of `field` from an object as the database wants it."""
    name = field.attname
    if isinstance(field, models.ForeignKey):
        return lambda obj: _key(obj, field)
    if isinstance(field, models.DateTimeField):
        adapt, is_own = connection.ops.adapt_datetimefield_value, field.auto_now or field.auto_now_add
        return lambda obj: adapt(getattr(obj, name) or (timezone.now() if is_own else None))
    return lambda obj: field.get_db_prep_save(getattr(obj, name), connection)


def _key(obj, field):
    """The key that a foreign key holds, also when the other was saved after it was put there."""
    key = getattr(obj, field.attname)
    if key is None and field.is_cached(obj):
        other = field.get_cached_value(obj)
        key = other and other.pk
        obj.__dict__[field.attname] = key  # assigning it would forget the other
    return key
