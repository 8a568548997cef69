"""Query sets whose SQL is made once: on a page of ten queries, making it costs more than running it.

Such a function is called like any other, with values where its query set has parameters:

    @compiled
    def memberships_of(user):
        return Membership.objects.filter(user=user).select_related("school")

    memberships_of(request.user.pk)  # a list
    get_object_or_404(page_of_placement, pk)  # one object
"""

from copy import copy
from functools import lru_cache, update_wrapper

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression
from django.db.models.sql import Query
from django.utils.translation import get_language

from marketplace import prepared

LARGEST = 2**63 - 1  # of the whole numbers that a column can hold


class compiled:  # noqa: N801 - a decorator
    """Calls `build` once, with a `Parameter` for each positional argument, and runs its query set with the values.

    Keyword arguments, the number of values in a list, and the language make another query set. Nothing else may: the
    clock has to be an argument, and no argument may be None. The results are a list, prefetched where asked for.
    """

    model = None  # known from the first call on

    def __init__(self, build):
        self._made = lru_cache(maxsize=200)(self._make)
        update_wrapper(self, build)

    def __call__(self, *values, **shape):
        sizes = tuple(len(value) if isinstance(value, (list, tuple)) else None for value in values)
        rows = self._made(sizes, get_language(), **shape).all()
        if any(isinstance(value, int) and abs(value) > LARGEST for value in values):
            return []  # an address may have any number; to a database it is an error
        rows.query.values = values
        return list(rows)

    def get(self, *values, **shape):
        """The first object. Raises `DoesNotExist` of the model without one, as `get_object_or_404` wants it."""
        for found in self(*values, **shape):
            return found
        raise self.model.DoesNotExist

    def _make(self, sizes, language, **shape):
        rows = self.__wrapped__(*map(Parameter, range(len(sizes)), sizes), **shape)
        self.model = rows.model
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        rows.query.__class__ = _Made  # as `Query.chain` does
        rows.query.made = compiler, sql, params
        return rows


class Parameter(Expression):
    """Stands for the value of the argument with that number, or for `size` of them in parentheses."""

    def __init__(self, number, size):
        super().__init__()
        self.number, self.size = number, size

    def as_sql(self, compiler, connection):
        if self.size is None:
            return "%s", [_Place(self.number)]
        return f"({', '.join(['%s'] * self.size)})", [_Place(self.number, place) for place in range(self.size)]


class _Place:
    def __init__(self, *way):
        self.way = way

    def of(self, values):
        for step in self.way:
            values = values[step]
        return values


class _Made(Query):
    """A query that was compiled already; its compiler sends the SQL that was made, with the values of this call."""

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        made, sql, params = self.made
        compiler = copy(made)
        compiler.connection = connection or connections[using]
        compiler.execute_sql = lambda *args, **kwargs: [_run(sql, [self._value(param) for param in params])]
        return compiler

    def _value(self, param):
        return prepared.adapted(param.of(self.values)) if isinstance(param, _Place) else param


def _run(sql, params):
    with prepared.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
