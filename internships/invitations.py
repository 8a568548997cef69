"""Whose turn it is hears of it: people with an account by notice, people without one by their own link."""

from django.db import transaction

from internships.models import Confirmation
from internships.work_states import ConfirmationState
from marketplace import links, policy


def invite(obj, codename, actions, *, by):
    """Send everyone who holds `codename` on `obj` and has no account a link to take `actions`."""
    for holder in policy.holders(obj, codename):
        if not holder.has_usable_password():
            links.issue(obj, actions, holder, by=by)


def ask_mentor(confirmation, *, by):
    invite(confirmation, "mentor_placement", ["confirm", "question"], by=by)


@transaction.atomic
def ask_mentor_of(log_id):
    """Invite the mentor of a week that was handed in, unless that was done since."""
    waiting = Confirmation.objects.filter(log=log_id, state=ConfirmationState.AWAITED).select_for_update(of=("self",))
    for confirmation in waiting.select_related("log__placement__student__user"):
        if not links.links_to(confirmation).filter(created_at__gte=confirmation.state_at).exists():
            ask_mentor(confirmation, by=confirmation.log.placement.student.user)
