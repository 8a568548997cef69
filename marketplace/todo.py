"""待我处理: every object that waits for a move of this user, computed from the tables that allow the move."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import CharField, Value

from marketplace import policy

_machines = {}


@dataclass(frozen=True, slots=True)
class Item:
    """One object that waits: which moves are awaited, where to make them, and by when."""

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
    parts = [
        policy.held(model.objects.filter(state__in=sources), user, codename)
        .order_by()
        .annotate(machine=Value(label, output_field=CharField()))
        .values("machine", "pk", "due_at")
        for label, (model, *_) in sorted(_machines.items())
        for codename, sources in _awaited(model).items()
    ]
    return parts[0].union(*parts[1:]).order_by("due_at", "machine", "pk")


def count(user):
    return waiting_for(user).count()


def items(rows, user):
    """The `Item`s of `rows` (a slice of `waiting_for`); the number of queries depends on the kinds, not the rows."""
    rows = list(rows)
    wanted = defaultdict(list)
    for row in rows:
        wanted[row["machine"]].append(row["pk"])
    found = {}
    for kind, pks in wanted.items():
        model, title, path, related = _machines[kind]
        for obj in model._base_manager.select_related(*related).filter(pk__in=pks):
            moves = {a: m for a, m in model.MOVES.items() if m.awaited and obj.state in m.sources}
            found[kind, obj.pk] = Item(obj, moves, title(obj), path(obj), obj.due_at)
    return [found[row["machine"], row["pk"]] for row in rows if (row["machine"], row["pk"]) in found]


def awaited_of(obj):
    """Whose turn it is on `obj`: `{action: holders}` for its awaited moves."""
    return {
        action: policy.holders(obj, move.codename)
        for action, move in obj.MOVES.items()
        if move.awaited and obj.state in move.sources
    }


def _awaited(model):
    sources = defaultdict(set)
    for move in model.MOVES.values():
        if move.awaited:
            sources[move.codename] |= move.sources
    return sources
