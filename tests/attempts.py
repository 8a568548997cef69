"""Every move of a machine tried on one object: a set-up per cell of the table would cost more than all of its moves."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from marketplace import transitions


def attempted(obj, cells, *, by):
    """`{(action, state): (whether it was let happen, the state in the database after it)}`; nothing of them stays."""
    return {(action, state): _attempt(obj, action, state, by) for action, state in cells}


def _attempt(obj, action, state, by):
    with transaction.atomic():
        type(obj)._base_manager.filter(pk=obj.pk).update(state=state)
        obj.refresh_from_db()
        try:
            transitions.perform(obj, action, by=by)
            happened = True
        except (PermissionDenied, ValidationError):
            happened = False
        obj.refresh_from_db()
        transaction.set_rollback(True)
    return happened, obj.state
