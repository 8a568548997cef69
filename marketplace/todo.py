"""待我处理: every object that waits for a move of this user, computed from the tables that allow the move."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.core.paginator import Page, Paginator
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import CharField, F, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from marketplace import policy, prepared, stored, turns
from marketplace.compiled import compiled

FACTS = 3  # columns of text that a title may be made of
_machines = {}


@dataclass(frozen=True, slots=True)
class Machine:
    """What a kind of object says of itself on a to-do list."""

    model: type
    title: object
    path: object
    related: tuple
    facts: tuple


@dataclass(frozen=True, slots=True)
class Item:
    """One object that waits: which moves are awaited of this user, where to make them, and by when."""

    object: object
    moves: dict
    title: str
    path: str
    due_at: object


def register(model, *, title, path=lambda obj: obj.get_absolute_url(), related=(), facts=()):
    """Put the awaited moves of `model` on to-do lists.

    `title(obj)` and `path(obj)` say what and where; `related` are `select_related` paths that both need. With `facts`,
    up to three paths to columns, the title is `title(*texts)`: all kinds that do so are read by one query together,
    and `path` gets an object of which only the key, the state and the date are loaded.
    """
    _machines[model._meta.label_lower] = Machine(model, title, path, related, facts)


def machines():
    """The models whose awaited moves are on to-do lists."""
    return tuple(_machines[label].model for label in sorted(_machines))


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
    brief = {kind: pks for kind, pks in wanted.items() if _machines[kind].facts}
    found = _brief(brief) if brief else {}
    for kind in wanted.keys() - brief.keys():
        found |= _full(kind, wanted[kind])
    pairs = [(row, found.get((row["machine"], row["pk"]))) for row in rows]
    return [_item(row, *told) for row, told in pairs if told]


def _full(kind, pks):
    """`{(kind, pk): (object, title)}` of one kind."""
    return {(kind, obj.pk): (obj, _machines[kind].title(obj)) for obj in _objects(pks, kind=kind)}


@compiled
def _objects(pks, *, kind):
    machine = _machines[kind]
    return machine.model._base_manager.filter(pk__in=pks).order_by().select_related(*machine.related)


def _brief(wanted):
    """As `_full`, of all the kinds `{kind: keys}` that have facts, in one query."""
    parts, params, most = [], [], len(prepared.filled(max(wanted.values(), key=len)))
    for kind, pks in sorted(wanted.items()):
        sql, own = _facts(connection.vendor, kind)
        parts.append(sql.replace(KEYS, ", ".join(["%s"] * most)))
        params += [*own, *pks, *pks[-1:] * (most - len(pks))]
    with prepared.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), prepared.adapted(params))
        rows = cursor.fetchall()
    return {(kind, pk): _told(_machines[kind], pk, *values) for kind, pk, *values in rows}


def _told(machine, pk, above, state, due_at, *facts):
    meta = machine.model._meta
    known = {meta.pk.attname: pk, _above(machine.model): above, "state": state, "due_at": stored.moment(due_at)}
    names = [field.attname for field in meta.concrete_fields if field.attname in known]
    obj = machine.model.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])
    return obj, machine.title(*facts[: len(machine.facts)])


def _above(model):
    """The column that leads to what guards a row, the key if the row guards itself."""
    path = model.GUARD.split("__")[0]
    return model._meta.get_field(path).attname if path else model._meta.pk.attname


KEYS = "/*keys*/"


@cache
def _facts(vendor, kind):
    """`(sql, params)` of `machine, pk, above, state, due_at` and the facts, for the keys to be put in at `KEYS`."""
    machine = _machines[kind]
    texts = [Cast(F(path), CharField()) for path in machine.facts]
    texts += [Value("", CharField())] * (FACTS - len(texts))
    said = {"machine": Value(kind, CharField()), "above": F(_above(machine.model))}
    rows = machine.model._base_manager.filter(pk__in=RawSQL(KEYS, ())).order_by()  # noqa: S611 - a constant
    named = {f"fact{number}": text for number, text in enumerate(texts)}
    return (
        rows.annotate(**said, **named)
        .values_list("machine", "pk", "above", "state", "due_at", *named)
        .query.sql_with_params()
    )


def _item(row, obj, title):
    moves = {action: move for action, move in _awaited(obj).items() if move.codename in row["codenames"]}
    return Item(obj, moves, title, _machines[row["machine"]].path(obj), obj.due_at)


class Waiting:
    """What waits for one user. The SQL is made once per process: building it anew costs more than running it."""

    def __init__(self, user_id):
        self.user_id = user_id
        self.total = None

    def count(self):
        if self.total is None:
            counting = "SELECT COUNT(*) FROM (SELECT DISTINCT machine, pk FROM ({union}) parts) found"
            rows = self._run(counting)
            self.total = rows[0][0] if rows else 0
        return self.total

    def page(self, wanted, size):
        """The `Page` of that number (text of an address); one query, as the rows bring along how many there are."""
        number = int(wanted) if wanted.isdecimal() and 0 < int(wanted) < 10**6 else 1
        rows = self[(number - 1) * size : number * size]
        paginator = Paginator(self, size)
        return Page(rows, number, paginator) if rows or number == 1 else paginator.get_page(wanted)

    def __iter__(self):
        return iter(self[:])

    def __getitem__(self, part):
        start, stop = part.start or 0, part.stop
        rows = self._run(
            "SELECT machine, pk, {gather}(codename, ','), COUNT(*) OVER () FROM ({union}) parts"
            " GROUP BY machine, pk, due_at ORDER BY due_at IS NULL, due_at, machine, pk"
            " LIMIT %(size)s OFFSET %(start)s",
            size=2**31 if stop is None else stop - start,
            start=start,
        )
        if rows or not start:
            self.total = rows[0][-1] if rows else 0
        return [{"machine": kind, "pk": pk, "codenames": set(names.split(","))} for kind, pk, names, _ in rows]

    def _run(self, sql, **params):
        union = turns.union(machines(), turns.held_by(self.user_id, machines()))
        if not union:
            return []
        gather = "string_agg" if connection.vendor == "postgresql" else "group_concat"
        with prepared.cursor() as cursor:
            cursor.execute(sql.format(union=union, gather=gather), {"user": self.user_id, **params})
            return cursor.fetchall()


def awaited_of(obj):
    """Whose turn it is on `obj`: `{action: holders}` for its awaited moves."""
    return {action: policy.holders(obj, move.codename) for action, move in _awaited(obj).items()}


def _awaited(obj):
    return {action: move for action, move in obj.MOVES.items() if move.awaited and obj.state in move.sources}
