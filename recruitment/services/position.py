"""What enterprises do with positions."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import policy, transitions
from marketplace.states import EnterpriseState
from recruitment import notifications, signals
from recruitment.drafting import has_standard, new_draft, write_standard
from recruitment.models import Position
from recruitment.services import position_law
from recruitment.services.moves import move
from recruitment.states import PositionState
from search import services as search


@transaction.atomic
def create_position(enterprise, *, by, standard=(), **fields):
    """Write a draft for `enterprise`; see `drafting.new_draft`. Needs the right to change the enterprise."""
    if not by.has_perm("change_enterprise", enterprise):
        raise PermissionDenied
    position = new_draft(enterprise, by=by, standard=standard, **fields)
    signals.position_changed.send(Position, position=position)
    return position


@transaction.atomic
def change_position(position, *, by, standard=None, majors=None, reasons=None, **fields):
    """Change what a position says. The law is asked about what a change of an open one opens anew.

    Reasons once given still count; a release covers only what it was given for and lapses otherwise. What a position
    says already, with reasons that were given, changes nothing.
    """
    _check_right(position, by)
    kept = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    given = position_law.given(position)
    reasons = {**given, **(reasons or {})}
    if _says(kept, fields, majors, standard) and reasons == given:
        return position
    is_open = position.state == PositionState.OPEN
    before = position_law.findings_of(kept) if is_open else ()
    for name, value in fields.items():
        setattr(position, name, value)
    position.full_clean(exclude=["state"])
    position.save(update_fields=[*fields])
    if majors is not None:
        position.majors.set(majors)
    if standard is not None:
        write_standard(position, standard)
    policy.sync(position)
    if is_open:
        position_law.admit(position, by=by, reasons=reasons, at=timezone.now(), before=before)
    position_law.review(position)
    _changed(position)
    return position


@transaction.atomic
def publish(position, *, by, reasons=None, at=None):
    """Open a draft to applicants, if the law lets it; keep what the law said.

    `reasons` are `{code: (reason, filing no.)}` for the rules that HR itself may answer. Raises ValidationError with
    code law_blocks (`params["findings"]`: what nobody may let pass), law_reasons (what wants a reason), law_release
    (what a school has to release first), not_verified, past (its last day for applications is over).
    """
    _check_right(position, by)
    if position.state == PositionState.OPEN and not move(position, "open", by=by):
        return position
    _open(position, "open", by, reasons or {}, at or timezone.now())
    return position


@transaction.atomic
def reopen(position, *, by, reasons=None, at=None):
    """Open a closed position again, under the conditions of `publish`."""
    _check_right(position, by)
    if position.state == PositionState.OPEN and not move(position, "reopen", by=by):
        return position
    _open(position, "reopen", by, {**position_law.given(position), **(reasons or {})}, at or timezone.now())
    return position


@transaction.atomic
def close(position, *, by):
    """Take no more applications; those that are there go on."""
    if move(position, "close", by=by):
        _changed(position)


def expire_positions(at=None):
    """Close the open positions whose last day for applications is over; return how many."""
    at = at or timezone.now()
    due = Position.objects.filter(state=PositionState.OPEN, closes_on__lt=timezone.localdate(at))
    return sum(_expire(position, at) for position in due)


@transaction.atomic
def _expire(position, at):
    try:
        transitions.perform(position, "expire", by=None, at=at)
    except ValidationError:
        return 0
    notifications.tell_managers(position, "position_closed")
    _changed(position)
    return 1


def _open(position, action, by, reasons, at):
    if position.enterprise.state != EnterpriseState.VERIFIED:
        raise ValidationError(_("The enterprise has to be verified first."), code="not_verified")
    if position.closes_on and position.closes_on < timezone.localdate(at):
        raise ValidationError(_("The last day for applications is over."), code="past")
    position_law.admit(position, by=by, reasons=reasons, at=at)
    if move(position, action, by=by, at=at):
        position.opened_at = position.opened_at or at
        position.save(update_fields=["opened_at"])
        _changed(position)


def _says(position, fields, majors, standard):
    return (
        all(getattr(position, name) == value for name, value in fields.items())
        and (majors is None or set(position.majors.all()) == set(majors))
        and (standard is None or has_standard(position, standard))
    )


def _check_right(position, by):
    if not by.has_perm("change_position", position):
        raise PermissionDenied


def _changed(position):
    signals.position_changed.send(Position, position=position)
    search.enqueue("position", [position.pk])
