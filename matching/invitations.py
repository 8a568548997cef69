"""Asking somebody who has not applied to do so: the enterprise never learns whom it asked unless they apply."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import policy, realtime, transitions
from marketplace.states import EnterpriseState
from matching import notifications
from matching.models import Invitation
from recruitment.models import Application, Position
from recruitment.states import PositionState

A_DAY = timedelta(days=1)
PER_DAY = 20
"""Invitations of one position within a day: a letter to everybody is not an invitation."""


@transaction.atomic
def invite(position, student, *, by, at=None):
    """Ask `student` to apply for `position`; a second time returns the first invitation, whatever became of it.

    Raises PermissionDenied unless `by` manages the position; ValidationError with code not_open, not_ranked (the
    student is in no list), applied (has applied before), enough (PER_DAY are sent).
    """
    if not by.has_perm("change_position", position):
        raise PermissionDenied
    at = at or timezone.now()
    position = Position.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=position.pk)
    found = Invitation.objects.filter(position=position, student=student).first()
    if found:
        return found
    _check(position, student, at)
    invitation = Invitation.objects.create(
        position=position, student=student, invited_by=by, created_at=at, state_at=at
    )  # fmt: skip
    policy.sync(invitation)
    transitions.begin(invitation, by=by)
    notifications.tell_invited(invitation)
    realtime.announce([student.user_id], "matches")
    return invitation


@transaction.atomic
def decline(invitation, *, by):
    """Say no; nobody asks why. A second time changes nothing."""
    if invitation.state != "declined":
        transitions.perform(invitation, "decline", by=by)


@transaction.atomic(savepoint=False)
def answer_by_application(application):
    """The invitation to what was now applied for is answered."""
    waiting = Invitation.objects.waiting().filter(position=application.position_id, student=application.student_id)
    for invitation in waiting:
        transitions.perform(invitation, "apply", by=application.student.user)


def lapse(at=None):
    """End the invitations whose days are over or whose position is closed; return how many."""
    at = at or timezone.now()
    waiting = Invitation.objects.waiting()
    due = waiting.filter(due_at__lt=at) | waiting.exclude(position__state=PositionState.OPEN)
    return sum(_lapse(invitation, at) for invitation in due)


def left_today(position, at=None):
    """How many invitations may still be sent."""
    since = (at or timezone.now()) - A_DAY
    return max(PER_DAY - Invitation.objects.filter(position=position, created_at__gt=since).count(), 0)


@transaction.atomic
def _lapse(invitation, at):
    try:
        transitions.perform(invitation, "lapse", by=None, at=at)
    except ValidationError:
        return 0
    return 1


def _check(position, student, at):
    if position.state != PositionState.OPEN or position.enterprise.state != EnterpriseState.VERIFIED:
        raise ValidationError(_("This position takes no applications now."), code="not_open")
    if student.ranking_opt_out:
        raise ValidationError(_("This candidate is no longer in the list."), code="not_ranked")
    if Application.objects.filter(position=position, student=student).exists():
        raise ValidationError(_("This candidate has applied already."), code="applied")
    if not left_today(position, at):
        problem = _("%(n)d people were invited within a day. More can be invited tomorrow.") % {"n": PER_DAY}
        raise ValidationError(problem, code="enough")
