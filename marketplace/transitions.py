"""State machines as data: a table of moves, and one function that makes a move."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import chain, permissions, signals
from marketplace.models import TransitionLog

Via = TransitionLog.Via


def available(objects, user, may=None):
    """Pair each of `objects` (of one model) with `{action: Move}` that `user` may take now, in table order.

    One query, whatever the number of objects; none with `may` of `permissions.of`, when that has asked already.
    """
    objects = list(objects)
    if not user.is_authenticated or not objects:
        return [(obj, {}) for obj in objects]
    may = may or permissions.of(user, [obj.policy_object for obj in objects])
    return [
        (
            obj,
            {
                action: move
                for action, move in obj.MOVES.items()
                if obj.state in move.sources and not move.by_clock and may(move.codename, obj.policy_object)
            },
        )
        for obj in objects
    ]


@transaction.atomic
def begin(obj, *, by, via=Via.ACCOUNT, data=None, due_at=None):
    """Write the first row of the chain of a new `obj`, and when its first awaited move is due."""
    due_at = due_at or due(obj, obj.state, obj.state_at)
    if obj.due_at != due_at:
        obj.due_at = due_at
        obj.save(update_fields=["due_at"])
    return chain.append(obj, action="create", source="", target=obj.state, by=by, via=via, data=data, is_first=True)


@transaction.atomic
def perform(obj, action, *, by, via=Via.ACCOUNT, reason="", data=None, due_at=None, at=None):
    """Take `action` on `obj` as user `by` (None: the clock), and log it.

    Raises `PermissionDenied` if `by` lacks the permission, whatever the state; `ValidationError` (code
    `wrong_state`) if the state does not allow it, (code `reason_required`) if the move wants words. The row is
    locked, so of two simultaneous clicks exactly one wins.
    """
    move = obj.MOVES[action]
    if move.by_clock != (by is None) or (by and not by.has_perm(move.codename, obj.policy_object)):
        raise PermissionDenied
    row = type(obj)._base_manager.select_for_update(of=("self",)).only("state").get(pk=obj.pk)
    if row.state not in move.sources:
        raise ValidationError(_("This is no longer possible."), code="wrong_state")
    if move.needs_reason and not reason.strip():
        raise ValidationError(_("Please say why."), code="reason_required")
    obj.state, obj.state_at = move.target, at or timezone.now()
    obj.due_at = due_at or due(obj, obj.state, obj.state_at)
    obj.save(update_fields=["state", "state_at", "due_at"])
    via = via if by else Via.CLOCK
    log = chain.append(
        obj, action=action, source=row.state, target=move.target, by=by, via=via, reason=reason, data=data
    )
    signals.moved.send(type(obj), obj=obj, action=action, source=row.state, target=move.target, by=by, log=log)
    return log


def due(obj, state, since):
    """When the first awaited move out of `state` is due; None if nobody is waited for."""
    days = [move.due_days for move in obj.MOVES.values() if move.awaited and move.due_days and state in move.sources]
    return since + timedelta(days=min(days)) if days else None


def history(obj):
    """The log rows of `obj`, oldest first, with who."""
    return chain.rows(obj).select_related("by")
