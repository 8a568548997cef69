"""The SQL of to-do lists: what waits for one person, over all machines.

A person holds few of the codenames for which something can wait, so it is asked first which, and only the machines of
those are looked into. Grants are few or many, and so is what waits; each part of the union begins where there is less,
whatever a planner thinks it knows. What a person holds alone is read from the grants. So is what they hold through a
group, up to `MANY` grants; a group that holds more (the internship office holds every placement) is asked about the
objects in a waiting state instead.
"""

from collections import Counter, defaultdict
from functools import cache, lru_cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_migrate

from marketplace import permissions, prepared

MANY = 400  # grants of one codename, from which on looking at what waits is cheaper
MANY_OF_ONE = 2000  # the same where a grant leads to one row, and not to one of each of many machines

SAID = "SELECT '{label}' AS machine, m.id AS pk, m.due_at AS due_at, '{codename}' AS codename"
GROUPS = "held.group_id IN (SELECT group_id FROM {member} WHERE user_id = %(user)s)"
OURS = "SELECT 1 FROM {ours} held WHERE {groups} AND held.permission_id = permission.column1 LIMIT 1"
# OFFSET, here and below: PostgreSQL does not turn a question about each row into a join of all.
HOLDINGS = (
    "SELECT permission.column1, EXISTS (SELECT 1 FROM {mine} held WHERE held.user_id = %(user)s"
    " AND held.permission_id = permission.column1 LIMIT 1 OFFSET 0),"
    " EXISTS ({few} OFFSET 0), EXISTS ({few} OFFSET {many}) FROM (VALUES {permissions}) permission"
)
# CROSS JOIN: SQLite reads the grants first; to PostgreSQL it is a join like any other.
MINE = "{said} FROM {mine} held CROSS JOIN {down} WHERE held.user_id = %(user)s AND {held} AND {on}"
FEW = "{said} FROM {ours} held CROSS JOIN {down} WHERE {groups} AND {held} AND {on}"
LOTS = (
    "{said} FROM {up} WHERE {on_up}"
    " AND EXISTS (SELECT 1 FROM {ours} held WHERE held.content_object_id = {guard} AND {held} AND {groups}"
    " LIMIT 1 OFFSET 0)"
)


def held_by(user_id, models):
    """How the user holds what something can wait for: a set of `(permission, part)`, the part one of the above."""
    found = set()
    with prepared.cursor() as cursor:
        cursor.execute(_holdings(models), {"user": user_id})
        for permission, alone, in_group, in_large_group in cursor.fetchall():
            if alone:
                found.add((permission, MINE))
            if in_group:
                found.add((permission, LOTS if in_large_group else FEW))
    return frozenset(found)


@cache
def _holdings(models):
    asked, guarded = defaultdict(set), Counter()
    for model in models:
        guard = _way(model)[0]
        asked[guard] |= {_permission(guard, codename) for codename in sources(model)}
        guarded[guard] += 1
    return " UNION ALL ".join(
        HOLDINGS.format(
            **_tables(guard),
            few=OURS.format(**_tables(guard)),
            many=MANY if guarded[guard] > 1 else MANY_OF_ONE,
            permissions=", ".join(f"({key})" for key in sorted(keys)),
        )
        for guard, keys in asked.items()
    )


@lru_cache(maxsize=500)
def union(models, held):
    """The SQL of rows `machine, pk, due_at, codename` of what waits for the user with the key `%(user)s`."""
    parts = []
    for model in models:
        for codename, states in sources(model).items():
            permission = _permission(_way(model)[0], codename)
            said = _said(model, codename, states, permission)
            parts += [part.format(**said) for part in (MINE, FEW, LOTS) if (permission, part) in held]
    return " UNION ALL ".join(parts)


def sources(model):
    """`{codename: states}` in which a move is awaited of its holders."""
    found = defaultdict(set)
    for move in model.MOVES.values():
        if move.awaited:
            found[move.codename] |= move.sources
    return found


def _said(model, codename, states, permission):
    guard, path, joins, column = _way(model)
    waits = "m.state IN ('" + "', '".join(sorted(states)) + "')"
    return _tables(guard) | {
        "said": SAID.format(label=model._meta.label_lower, codename=codename),
        "held": f"held.permission_id = {permission}",
        "down": " CROSS JOIN ".join(reversed(path)),
        "up": " CROSS JOIN ".join(path),
        "on": " AND ".join([f"{column} = held.content_object_id", *joins, waits]),
        "on_up": " AND ".join([waits, *joins]),
        "guard": column,
    }


def _tables(guard):
    mine, ours = permissions.tables(guard)
    return {"mine": mine, "ours": ours, "groups": GROUPS.format(member=permissions.members())}


def _way(model):
    """`(guard, tables, joins, column)`: from a row `m` of `model` up to the column that holds the key of its guard."""
    at, alias, tables, joins = model, "m", [f"{model._meta.db_table} m"], []
    names = list(filter(None, model.GUARD.split("__")))
    if not names:
        return model, tables, joins, "m.id"
    for number, name in enumerate(names[:-1]):
        field = at._meta.get_field(name)
        at = field.related_model
        tables.append(f"{at._meta.db_table} g{number}")
        joins.append(f"g{number}.id = {alias}.{field.column}")
        alias = f"g{number}"
    field = at._meta.get_field(names[-1])
    return field.related_model, tables, joins, f"{alias}.{field.column}"


@cache
def _permission(model, codename):
    kind = ContentType.objects.get_for_model(model)
    return Permission.objects.only("pk").get(content_type=kind, codename=codename).pk


def forget(**kwargs):
    """Migrations may give permissions other keys."""
    for remembered in (union, _holdings, _permission):
        remembered.cache_clear()


post_migrate.connect(forget, dispatch_uid="forget_turns")
