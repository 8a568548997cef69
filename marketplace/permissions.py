"""What guardian's rows say, asked in bulk: in plain SQL, as building these queries costs more than running them."""

from collections import defaultdict
from functools import cache

from django.contrib.auth import get_user_model
from django.db.models.expressions import RawSQL
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from marketplace import prepared

MINE = "SELECT held.content_object_id{more} FROM {table} held{join} WHERE held.user_id = %s AND held.{which}"
OURS = (
    "SELECT held.content_object_id{more} FROM {table} held{join} WHERE held.group_id IN"
    " (SELECT group_id FROM {member} WHERE user_id = %s) AND held.{which}"
)
HOLDERS = (
    "SELECT user_id FROM {mine} WHERE {which}"
    " UNION ALL SELECT user_id FROM {member} WHERE group_id IN (SELECT group_id FROM {ours} WHERE {which})"
)
# One value, so PostgreSQL reads these grants from the index; of several it looks each up for all that somebody holds.
CALLED = (
    "permission_id = (SELECT said.id FROM auth_permission said JOIN django_content_type kind"
    " ON kind.id = said.content_type_id WHERE said.codename = %s AND kind.app_label = %s AND kind.model = %s)"
)
NAMED = " JOIN auth_permission said ON said.id = held.permission_id"


def objects_held(model, user, codename):
    """The keys of the objects of `model` on which `user` holds `codename`, alone or through a group, for `__in`."""
    mine, ours = tables(model)
    said = {"more": "", "join": "", "which": CALLED, "member": members()}
    sql = f"{MINE.format(table=mine, **said)} UNION ALL {OURS.format(table=ours, **said)}"
    called = (codename, model._meta.app_label, model._meta.model_name)
    return RawSQL(sql, 2 * (user.pk, *called))  # noqa: S611 - only names of tables are put in


def holders(obj, codenames):
    """The keys of those who hold one of `codenames` on `obj`, alone or through a group, for `__in`."""
    mine, ours = tables(type(obj))
    names = ", ".join(["%s"] * len(codenames))
    which = f"content_object_id = %s AND permission_id IN (SELECT id FROM auth_permission WHERE codename IN ({names}))"  # noqa: S608
    sql = HOLDERS.format(mine=mine, ours=ours, which=which, member=members())
    return RawSQL(sql, 2 * (obj.pk, *codenames))  # noqa: S611 - only names of tables are put in


def holder_keys(obj, codenames):
    """The keys of the active among them, as a set."""
    found = holders(obj, codenames)
    sql = f"SELECT id FROM {get_user_model()._meta.db_table} WHERE is_active AND id IN ({found.sql})"  # noqa: S608
    with prepared.cursor() as cursor:
        cursor.execute(sql, prepared.adapted(found.params))
        return {key for (key,) in cursor.fetchall()}


def of(user, objects):
    """`may(codename, obj)` for these guarded objects (of any models), with one query for all of them.

    It says what `user.has_perm` says: a superuser holds everything, an inactive user nothing.
    """
    if not (user.is_authenticated and user.is_active) or user.is_superuser:
        return lambda codename, obj: user.is_authenticated and user.is_active
    held = _held(user, objects)
    return lambda codename, obj: codename in held[type(obj), obj.pk]


def _held(user, objects):
    """`{(model, key): codenames}`; an object nobody asked about holds nothing."""
    asked = defaultdict(set)
    for obj in objects:
        asked[type(obj)].add(obj.pk)
    if not asked:
        return defaultdict(set)
    parts, params, kinds = [], [], list(asked)
    for number, model in enumerate(kinds):
        keys = prepared.filled(sorted(asked[model]))
        among = f"content_object_id IN ({', '.join(['%s'] * len(keys))})"
        said = {"more": f", {number}, said.codename", "join": NAMED, "which": among, "member": members()}
        for sql, table in zip((MINE, OURS), tables(model), strict=True):
            parts.append(sql.format(table=table, **said))
            params += [user.pk, *keys]
    held = defaultdict(set)
    with prepared.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), prepared.adapted(params))
        for key, number, codename in cursor.fetchall():
            held[kinds[number], key].add(codename)
    return held


@cache
def is_guarded(model):
    """Whether grants on objects of `model` are kept in tables of its own, the only ones that are asked here."""
    kept = (get_user_obj_perms_model(model), get_group_obj_perms_model(model))
    return not any(grants.objects.is_generic() for grants in kept)


@cache
def tables(model):
    """The names of the tables that keep the grants on objects of `model`: of persons, and of groups."""
    return get_user_obj_perms_model(model)._meta.db_table, get_group_obj_perms_model(model)._meta.db_table


def members():
    """The name of the table that says who is in which group."""
    return get_user_model().groups.through._meta.db_table
