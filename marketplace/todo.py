"""待我处理: every object that waits for a move of this user, computed from the tables that allow the move."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import CharField, F, Value

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
    """The rows `{machine, pk, due_at}` that wait for `user`, first due first, as one queryset (one query)."""
    return _union(user, "due_at").order_by(F("due_at").asc(nulls_last=True), "machine", "pk")


def count(user):
    return waiting_for(user).count()


def items(rows, user):
    """The `Item`s of `rows` (a slice of `waiting_for`); the number of queries depends on the kinds, not the rows."""
    rows = list(rows)
    wanted = defaultdict(list)
    for row in rows:
        wanted[row["machine"]].append(row["pk"])
    held = defaultdict(set)
    for row in _union(user, "codename", wanted) if rows else ():
        held[row["machine"], row["pk"]].add(row["codename"])
    found = {}
    for kind, pks in wanted.items():
        model, title, path, related = _machines[kind]
        for obj in model._base_manager.select_related(*related).filter(pk__in=pks):
            moves = {a: m for a, m in _awaited(obj).items() if m.codename in held[kind, obj.pk]}
            found[kind, obj.pk] = Item(obj, moves, title(obj), path(obj), obj.due_at)
    return [found[row["machine"], row["pk"]] for row in rows if (row["machine"], row["pk"]) in found]


def awaited_of(obj):
    """Whose turn it is on `obj`: `{action: holders}` for its awaited moves."""
    return {action: policy.holders(obj, move.codename) for action, move in _awaited(obj).items()}


def _awaited(obj):
    return {action: move for action, move in obj.MOVES.items() if move.awaited and obj.state in move.sources}


def _union(user, column, among=None):
    """`{machine, pk, column}` of everything that waits for `user`, or only of the `{machine: pks}` of `among`."""
    parts = []
    for label, (model, *_) in sorted(_machines.items()):
        if among is not None and label not in among:
            continue
        objects = model.objects.all() if among is None else model.objects.filter(pk__in=among[label])
        for codename, sources in _sources(model).items():
            part = policy.held(objects.filter(state__in=sources), user, codename).order_by()
            said = {"machine": Value(label, CharField()), "codename": Value(codename, CharField())}
            parts.append(part.annotate(**said).values("machine", "pk", column))
    return parts[0].union(*parts[1:])


def _sources(model):
    """`{codename: states}` in which a move is awaited of its holders."""
    sources = defaultdict(set)
    for move in model.MOVES.values():
        if move.awaited:
            sources[move.codename] |= move.sources
    return sources
