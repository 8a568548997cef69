"""待我处理: every object that waits for a move of this user, computed from the tables that allow the move."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import CharField, Value

from marketplace import policy

_machines = {}


@dataclass(frozen=True, slots=True)
class Item:
    """One object that waits: which moves are awaited of this user, where to make them, and by when."""

    object: object
    moves: dict
    title: str
    path: str
    due_at: object


def register(model, *, title, path=lambda obj: obj.get_absolute_url(), related=()):
    """Put the awaited moves of `model` on to-do lists.

    `title(obj)` and `path(obj)` say what and where; `related` are `select_related` paths that both need.
    """
    _machines[model._meta.label_lower] = (model, title, path, related)


def waiting_for(user):
    """The rows `{machine, pk, codenames}` that wait for `user`, first due first: to be counted, sliced or iterated."""
    return Waiting(user.pk)


def count(user):
    return waiting_for(user).count()


def items(rows, user):
    """The `Item`s of `rows` (a slice of `waiting_for`); the number of queries depends on the kinds, not the rows."""
    rows = list(rows)
    wanted = defaultdict(list)
    for row in rows:
        wanted[row["machine"]].append(row["pk"])
    objects = {kind: _objects(kind, pks) for kind, pks in wanted.items()}
    found = [(row, objects[row["machine"]].get(row["pk"])) for row in rows]
    return [_item(row, obj) for row, obj in found if obj]


def _objects(kind, pks):
    model, _, _, related = _machines[kind]
    return model._base_manager.select_related(*related).in_bulk(pks)


def _item(row, obj):
    _, title, path, _ = _machines[row["machine"]]
    moves = {action: move for action, move in _awaited(obj).items() if move.codename in row["codenames"]}
    return Item(obj, moves, title(obj), path(obj), obj.due_at)


class Waiting:
    """What waits for one user. The SQL is compiled once per process: building it anew costs more than running it."""

    def __init__(self, user_id):
        self.user_id = user_id

    def count(self):
        [(number,)] = self._run("SELECT COUNT(*) FROM (SELECT DISTINCT machine, pk FROM ({union}) parts) found")
        return number

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, part):
        start, stop = part.start or 0, part.stop
        rows = self._run(
            "SELECT machine, pk, {gather}(codename, ',') FROM ({union}) parts GROUP BY machine, pk, due_at"
            " ORDER BY due_at IS NULL, due_at, machine, pk LIMIT %s OFFSET %s",
            [2**31 if stop is None else stop - start, start],
        )
        return [{"machine": kind, "pk": pk, "codenames": set(names.split(","))} for kind, pk, names in rows]

    def _run(self, sql, more=()):
        union, params = _union(connection.vendor, tuple(sorted(_machines)))
        params = [self.user_id if value == ANYBODY else value for value in params]
        gather = "string_agg" if connection.vendor == "postgresql" else "group_concat"
        with connection.cursor() as cursor:
            cursor.execute(sql.format(union=union, gather=gather), [*params, *more])
            return cursor.fetchall()


def awaited_of(obj):
    """Whose turn it is on `obj`: `{action: holders}` for its awaited moves."""
    return {action: policy.holders(obj, move.codename) for action, move in _awaited(obj).items()}


def _awaited(obj):
    return {action: move for action, move in obj.MOVES.items() if move.awaited and obj.state in move.sources}


ANYBODY = -987_654_321  # stands for the user in the compiled SQL; no user has such an id


@cache
def _union(vendor, machines):
    """`(sql, params)` of `machine, pk, due_at, codename` of everything that waits for the user `ANYBODY`."""
    parts = []
    for label in machines:
        model = _machines[label][0]
        for codename, sources in _sources(model).items():
            part = policy.held(model.objects.filter(state__in=sources), get_user_model()(pk=ANYBODY), codename)
            said = {"machine": Value(label, CharField()), "codename": Value(codename, CharField())}
            parts.append(part.order_by().annotate(**said).values("machine", "pk", "due_at", "codename"))
    return parts[0].union(*parts[1:], all=True).query.sql_with_params()


def _sources(model):
    """`{codename: states}` in which a move is awaited of its holders."""
    sources = defaultdict(set)
    for move in model.MOVES.values():
        if move.awaited:
            sources[move.codename] |= move.sources
    return sources
