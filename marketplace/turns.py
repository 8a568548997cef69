"""The SQL of to-do lists: what waits for one person, over all machines.

Grants are few or many, and so is what waits; each part of the union begins where there is less, whatever a planner
thinks it knows. What a person holds alone is read from the grants. So is what they hold through a group, up to `MANY`
grants; a group that holds more (the internship office holds every placement) is asked about the objects in a waiting
state instead. What chooses is a table of one row or none, so a part that is not chosen costs one look into an index.
"""

from collections import defaultdict
from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_migrate
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

MANY = 400  # grants of one codename, from which on looking at what waits is cheaper

SAID = "SELECT '{label}' AS machine, m.id AS pk, m.due_at AS due_at, '{codename}' AS codename"
GROUPS = "held.group_id IN (SELECT group_id FROM {member} WHERE user_id = %s)"
SEVERAL = (
    "EXISTS (SELECT 1 FROM {ours} held WHERE {groups} AND held.permission_id = {permission} LIMIT 1 OFFSET {many})"
)
# CROSS JOIN: SQLite reads the grants first; to PostgreSQL it is a join like any other.
MINE = (
    "{said} FROM {mine} held CROSS JOIN {down} WHERE held.user_id = %s AND held.permission_id = {permission} AND {on}"
)
FEW = (
    "{said} FROM (SELECT 1 AS one WHERE NOT {several}) chosen CROSS JOIN {ours} held CROSS JOIN {down}"
    " WHERE {groups} AND held.permission_id = {permission} AND {on}"
)
# OFFSET: PostgreSQL does not turn the question about each row into a join.
LOTS = (
    "{said} FROM (SELECT 1 AS one WHERE {several}) chosen CROSS JOIN {up} WHERE {on_up}"
    " AND EXISTS (SELECT 1 FROM {ours} held WHERE held.content_object_id = {guard}"
    " AND held.permission_id = {permission} AND {groups} LIMIT 1 OFFSET 0)"
)


@cache
def union(models):
    """`(sql, n)`: rows `machine, pk, due_at, codename` of what waits for the user whose id is each of `n` params."""
    sql = " UNION ALL ".join(
        part
        for model in models
        for codename, states in sources(model).items()
        for part in _parts(model, codename, states)
    )
    return sql, sql.count("%s")


def sources(model):
    """`{codename: states}` in which a move is awaited of its holders."""
    found = defaultdict(set)
    for move in model.MOVES.values():
        if move.awaited:
            found[move.codename] |= move.sources
    return found


def _parts(model, codename, states):
    guard, path, joins, column = _way(model)
    waits = "m.state IN ('" + "', '".join(sorted(states)) + "')"
    said = {
        "said": SAID.format(label=model._meta.label_lower, codename=codename),
        "mine": get_user_obj_perms_model(guard)._meta.db_table,
        "ours": get_group_obj_perms_model(guard)._meta.db_table,
        "permission": _permission(guard, codename),
        "groups": GROUPS.format(member=get_user_model().groups.through._meta.db_table),
        "down": " CROSS JOIN ".join(reversed(path)),
        "up": " CROSS JOIN ".join(path),
        "on": " AND ".join([f"{column} = held.content_object_id", *joins, waits]),
        "on_up": " AND ".join([waits, *joins]),
        "guard": column,
    }
    said["several"] = SEVERAL.format(many=MANY, **said)
    return [part.format(**said) for part in (MINE, FEW, LOTS)]


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


def _permission(model, codename):
    kind = ContentType.objects.get_for_model(model)
    return Permission.objects.only("pk").get(content_type=kind, codename=codename).pk


def forget(**kwargs):
    """Migrations may give permissions other keys."""
    union.cache_clear()


post_migrate.connect(forget, dispatch_uid="forget_turns")
