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


@transaction.atomic(savepoint=False)
def begin(obj, *, by, via=Via.ACCOUNT, data=None, due_at=None):
    """Write the first row of the chain of a new `obj`, and when its first awaited move is due."""
    due_at = due_at or due(obj, obj.state, obj.state_at)
    if obj.due_at != due_at:
        obj.due_at = due_at
        obj.save(update_fields=["due_at"])
    return chain.append(obj, action="create", source="", target=obj.state, by=by, via=via, data=data, is_first=True)


def perform(obj, action, *, by, may=None, is_locked=False, also=(), **said):
    """Take `action` on `obj` as user `by` (None: the clock), and log it; `said` as in `_move`.

    Raises `PermissionDenied` if `by` lacks the permission, whatever the state; `ValidationError` (code
    `wrong_state`) if the state does not allow it, (code `reason_required`) if the move wants words. The row is
    locked, so of two simultaneous clicks exactly one wins.

    Who has asked or locked already says so: `may` is an answer of `permissions.of`, `is_locked` that `obj` was read
    under its lock. `also` names fields of `obj` to be saved with its state.
    """
    move = obj.MOVES[action]
    if move.by_clock != (by is None) or (by and not (may or by.has_perm)(move.codename, obj.policy_object)):
        raise PermissionDenied
    with transaction.atomic(savepoint=False):  # what is refused has written nothing, so nothing is rolled back
        source = obj.state if is_locked else _locked_state(obj)
        refusal = _refusal(move, source, said.get("reason", ""))
        if not refusal:
            return _move(obj, action, source, by=by, also=also, **said)
    raise refusal


def _locked_state(obj):
    return type(obj)._base_manager.select_for_update(of=("self",)).only("state").get(pk=obj.pk).state


def _refusal(move, source, reason):
    if source not in move.sources:
        return ValidationError(_("This is no longer possible."), code="wrong_state")
    if move.needs_reason and not reason.strip():
        return ValidationError(_("Please say why."), code="reason_required")
    return None


def _move(obj, action, source, *, by, also, via=Via.ACCOUNT, reason="", data=None, due_at=None, at=None):
    """Write state, date and due date, append to the chain, and send the news."""
    target = obj.MOVES[action].target
    obj.state, obj.state_at = target, at or timezone.now()
    obj.due_at = due_at or due(obj, obj.state, obj.state_at)
    obj.save(update_fields=["state", "state_at", "due_at", *also])
    via = via if by else Via.CLOCK
    log = chain.append(obj, action=action, source=source, target=target, by=by, via=via, reason=reason, data=data)
    signals.moved.send(type(obj), obj=obj, action=action, source=source, target=target, by=by, log=log)
    return log


def due(obj, state, since):
    """When the first awaited move out of `state` is due; None if nobody is waited for."""
    days = [move.due_days for move in obj.MOVES.values() if move.awaited and move.due_days and state in move.sources]
    return since + timedelta(days=min(days)) if days else None


def history(obj):
    """The log rows of `obj`, oldest first, with who."""
    return chain.rows(obj).select_related("by")
