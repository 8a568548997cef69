"""Object permissions. Each app's `policy.py` says who holds what; this module stores and asks."""

from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_migrate
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from marketplace import permissions
from marketplace.models import Enterprise, LawRelease
from marketplace.organisations import group_for
from marketplace.states import Role

_rules = {}


def grants(model):
    """Register the generator that yields `(User or Group, codenames)` for one object of `model`.

    Grants follow relations only, never state: what a state forbids is said by its transitions.
    """

    def register(rule):
        _rules[model] = rule
        return rule

    return register


def rules():
    return dict(_rules)


def wanted(obj):
    """What the rule of `obj` says now: `{(holder model, holder id, codename)}`."""
    return {
        (holder._meta.concrete_model, holder.pk, codename)  # the user of a request is of another type
        for holder, codenames in _rules[type(obj)](obj)
        if holder is not None
        for codename in codenames
    }


def stored(obj):
    """The grants of `obj` in the database, in the form of `wanted`."""
    return {
        (holder_model, holder, codename)
        for holder_model, grant_model in grant_models(type(obj))
        for holder, codename in grant_model.objects.filter(content_object=obj).values_list(
            f"{holder_model._meta.model_name}_id", "permission__codename"
        )
    }


@transaction.atomic(savepoint=False)
def sync(obj, *, is_new=False):
    """Make the stored grants of `obj` equal to what its rule says now; `is_new`: none are stored yet."""
    want, have = wanted(obj), set() if is_new else stored(obj)
    ids = permission_ids(type(obj))
    for holder_model, grant_model in grant_models(type(obj)):
        holder_id = f"{holder_model._meta.model_name}_id"
        for model, holder, codename in have - want:
            if model is holder_model:
                grant_model.objects.filter(
                    content_object=obj, permission__codename=codename, **{holder_id: holder}
                ).delete()
        grant_model.objects.bulk_create(
            grant_model(content_object=obj, permission_id=ids[codename], **{holder_id: holder})
            for model, holder, codename in sorted(want - have, key=str)
            if model is holder_model
        )


def sees(model, user, codename):
    """The condition of `visible`, to be combined with others."""
    if not user.is_authenticated or user.is_superuser:
        return ~Q(pk__in=[]) if user.is_superuser else Q(pk__in=[])
    return holds(model, user, codename)


def visible(queryset, user, codename):
    """The rows of `queryset` on whose guard `user` holds `codename`, alone or through a group."""
    if not user.is_authenticated:
        return queryset.none()
    return queryset if user.is_superuser else held(queryset, user, codename)


def held(queryset, user, codename):
    """As `visible`, but for a superuser, too, only what was granted."""
    return queryset.filter(holds(queryset.model, user, codename))


def holds(model, user, codename):
    """The condition that `user` holds `codename` on the guard of a row of `model`, to be combined with others."""
    guard = model
    for name in filter(None, getattr(model, "GUARD", "").split("__")):
        guard = guard._meta.get_field(name).related_model
    path = getattr(model, "GUARD", "") or "pk"
    return Q(**{f"{path}__in": permissions.objects_held(guard, user, codename)})


def holders(obj, *codenames):
    """The active users who hold one of `codenames` on the guard of `obj`, alone or through a group."""
    guard = getattr(obj, "policy_object", obj)
    return get_user_model().objects.filter(pk__in=permissions.holders(guard, codenames), is_active=True)


def holder_keys(obj, *codenames):
    """The keys of `holders`, for those who tell them and do not look at them."""
    return permissions.holder_keys(getattr(obj, "policy_object", obj), codenames)


@cache
def permission_ids(model):
    """`{codename: key}`, which migrations may change."""
    return dict(
        Permission.objects.filter(content_type=ContentType.objects.get_for_model(model)).values_list("codename", "pk")
    )


post_migrate.connect(lambda **kwargs: permission_ids.cache_clear(), dispatch_uid="forget_permission_ids", weak=False)


def grant_models(model):
    return (get_user_model(), get_user_obj_perms_model(model)), (Group, get_group_obj_perms_model(model))


@grants(Enterprise)
def enterprise(enterprise):
    yield group_for(Role.HR, enterprise), {"view_enterprise", "change_enterprise", "reapply_enterprise"}
    yield group_for(Role.OPERATOR), {"view_enterprise", "change_enterprise", "verify_enterprise"}


@grants(LawRelease)
def law_release(release):
    yield group_for(Role.INTERNSHIP_OFFICE, release.school), {"view_lawrelease", "decide_lawrelease"}
    yield release.askers, {"view_lawrelease", "withdraw_lawrelease"}
