"""Query sets whose SQL is made once: on a page of ten queries, making it costs more than running it.

Such a function is called like any other, with values where its query set has parameters:

    @compiled
    def memberships_of(user):
        return Membership.objects.filter(user=user).select_related("school")

    memberships_of(request.user.pk)  # a list
    get_object_or_404(page_of_placement, pk)  # one object
"""

from copy import copy
from datetime import date
from functools import lru_cache, update_wrapper
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression
from django.db.models.sql import Query
from django.utils.translation import get_language

from marketplace import prepared


class compiled:  # noqa: N801 - a decorator
    """Calls `build` once, with a `Parameter` for each positional argument, and runs its query set with the values.

    A user becomes one with that key: who asks, for `visible_to` and its like; a superuser has a query set of their own.
    A list is for `__in`: its query set is made for 1, 2, 4, 8 … values, and without any value nothing is found. Keyword
    arguments and the language make another query set. Nothing else may: the clock has to be an argument, and no
    argument may be None. The results are a list, prefetched where asked for.
    """

    model = None  # known from the first call on

    def __init__(self, build):
        self._made = lru_cache(maxsize=200)(self._make)
        update_wrapper(self, build)

    def __call__(self, *values, **shape):
        values = [prepared.filled(value) if isinstance(value, (list, tuple)) else value for value in values]
        rows = self._made(tuple(map(_form, values)), get_language(), **shape).all()
        if any(value == [] or _is_too_large(value) for value in values):
            return []
        rows.query.values = [value.pk if isinstance(value, AbstractBaseUser) else value for value in values]
        return list(rows)

    def get(self, *values, **shape):
        """The first object. Raises `DoesNotExist` of the model without one, as `get_object_or_404` wants it."""
        found = self.first(*values, **shape)
        if found is None:
            raise self.model.DoesNotExist
        return found

    def first(self, *values, **shape):
        """The first object, None without one."""
        return next(iter(self(*values, **shape)), None)

    def _make(self, forms, language, **shape):
        rows = self.__wrapped__(*[_argument(number, form) for number, form in enumerate(forms)], **shape)
        self.model = rows.model
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        if any(isinstance(param, date) for param in params):
            raise TypeError("A day or moment that is no argument would stand still.")
        rows.query.__class__ = _Made  # as `Query.chain` does
        rows.query.made = compiler, sql, params
        return rows


class _Asker(NamedTuple):
    is_superuser: bool


def _form(value):
    """What of a value shapes the SQL."""
    if isinstance(value, AbstractBaseUser):
        return _Asker(value.is_superuser)
    return len(value) if isinstance(value, list) else None


def _argument(number, form):
    if isinstance(form, _Asker):
        return get_user_model()(pk=Parameter(number), is_superuser=form.is_superuser)
    return Parameter(number, form)


def _is_too_large(value):
    """An address may have any number; to a database it is an error."""
    return isinstance(value, int) and abs(value) >= 2**63


class Parameter(Expression):
    """Stands for the argument with that number: for its value, for `size` values of a list, for the one at `place`."""

    def __init__(self, number, size=None, place=None):
        super().__init__()
        self.number, self.size, self.place = number, size, place

    def as_sql(self, compiler, connection):
        if self.size is None:
            return "%s", [self]
        each = [Parameter(self.number, place=place) for place in range(self.size)]
        return f"({', '.join(['%s'] * self.size)})", each

    def value(self, values):
        value = values[self.number]
        return value if self.place is None else value[self.place]


class _Made(Query):
    """A query that was compiled already; its compiler sends the SQL that was made, with the values of this call."""

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        made, sql, params = self.made
        compiler = copy(made)
        compiler.connection = connection or connections[using]
        values = [param.value(self.values) if isinstance(param, Parameter) else param for param in params]
        given = prepared.adapted(values)
        compiler.execute_sql = lambda *args, **kwargs: [_run(sql, given)]
        return compiler


def _run(sql, params):
    with prepared.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
