"""Who belongs where: one auth group per role and scope, and memberships that put people into it."""

import secrets

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from marketplace.models import Department, Enterprise, Membership, School, User


def group_for(role, scope=None):
    """The group of everyone who has `role` in `scope` (a school, department, enterprise, or None: everywhere).

    Kept on the object `scope`: who grants rights on many things of one enterprise asks once.
    """
    return groups_for((role, scope))[0]


def groups_for(*places):
    """The groups of these `(role, scope)`, with one query for all."""
    wanted = [(_kept_on(scope), role, _name(role, scope)) for role, scope in places]
    unknown = {name for kept, role, name in wanted if role not in kept}
    found = {group.name: group for group in Group.objects.filter(name__in=unknown)} if unknown else {}
    for kept, role, name in wanted:
        if role not in kept:
            kept[role] = found.get(name) or Group.objects.get_or_create(name=name)[0]
    return [kept[role] for kept, role, _ in wanted]


def _kept_on(scope):
    return {} if scope is None else scope.__dict__.setdefault("_groups", {})


def _name(role, scope):
    return str(role) if scope is None else f"{role}@{scope._meta.model_name}:{scope.pk}"


def person(*, name, email="", phone="", kind):
    """Return the user with this e-mail, without one the user with this phone; else a new one who has links alone.

    Of two who name somebody new at once, one makes the person and the other finds it. Raises ValidationError.
    """
    known = User.objects.filter(Q(email__iexact=email) if email else Q(phone=phone))
    if found := known.first():
        return found
    user = User(username=f"{kind}-{secrets.token_hex(6)}", name=name, email=email, phone=phone)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.full_clean()
            user.save(force_insert=True)
    except (IntegrityError, ValidationError):
        if found := known.first():
            return found
        user.full_clean()
        raise
    return user


@transaction.atomic
def add_member(user, role, scope=None, *, staff_no=""):
    """Give `user` the `role` in `scope`; a second time changes nothing."""
    group = group_for(role, scope)
    place = {
        "school": scope if isinstance(scope, School) else scope.school if isinstance(scope, Department) else None,
        "department": scope if isinstance(scope, Department) else None,
        "enterprise": scope if isinstance(scope, Enterprise) else None,
    }
    membership, _ = Membership.objects.get_or_create(
        user=user, role=role, group=group, defaults={**place, "staff_no": staff_no}
    )
    user.groups.add(group)
    return membership


@transaction.atomic
def remove_member(membership):
    """End a membership; the person leaves the group, and with it every grant the role gave."""
    user, group = membership.user, membership.group
    membership.delete()
    if not user.memberships.filter(group=group).exists():
        user.groups.remove(group)
