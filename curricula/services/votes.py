"""The committee: ballots go out, votes come in, and their count decides."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from curricula import notifications, voting
from curricula.models import Ballot, Proposal, Vote
from curricula.services.proposals import check_ready
from curricula.states import BallotState, Choice, ProposalState
from marketplace import links, policy, realtime, transitions
from marketplace.transitions import Via
from recruitment.services.moves import move

NEWS = {"pass": "proposal_passed", "defeat": "proposal_defeated", "tie": "proposal_returned"}


@transaction.atomic
def convene(proposal, *, by, at=None):
    """Open the vote: every member of the committee gets a ballot of their own, due in the days of its rule.

    A member without a password gets a link to it by mail.
    """
    if not move(proposal, "convene", by=by, at=at):
        proposal.refresh_from_db(fields=["round"])
        return list(proposal.ballots.filter(round=proposal.round))
    check_ready(proposal)
    committee = proposal.programme.committee
    proposal.round += 1
    proposal.due_at = proposal.state_at + timedelta(days=committee.vote_days)
    proposal.save(update_fields=["round", "due_at"])
    ballots = [_ballot(proposal, member, by) for member in committee.members.select_related("user")]
    notifications.tell_voters(ballots)
    for ballot in ballots:
        if not ballot.user.has_usable_password():
            links.issue(ballot, ["cast"], ballot.user, by=by, term=timedelta(days=committee.vote_days))
    realtime.announce({ballot.user_id for ballot in ballots}, "todo")
    return ballots


@transaction.atomic
def cast(ballot, choice, *, by, opinion="", via=Via.ACCOUNT, at=None):
    """Vote, once, for oneself; the last vote that matters decides the proposal. The same vote again is the first one.

    Raises `PermissionDenied` for anybody else's ballot, `ValidationError` (code wrong_state) for another vote or after
    the vote was closed, (code opinion_required) for a vote against without words.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=ballot.proposal_id)
    known = Vote.objects.filter(ballot=ballot, ballot__user=by, choice=choice, opinion=opinion.strip()).first()
    if known:
        return known
    transitions.perform(ballot, "cast", by=by, via=via, data={"choice": str(choice)}, at=at)
    if choice == Choice.AGAINST and not opinion.strip():
        raise ValidationError(_("Please say why you are against it."), code="opinion_required")
    vote = Vote.objects.create(ballot=ballot, choice=choice, opinion=opinion.strip(), at=at or timezone.now())
    settle(proposal, at=at)
    return vote


def close_votes(*, at=None):
    """Settle every vote whose term is over and that has its quorum. Returns how many were decided."""
    at = at or timezone.now()
    due = Proposal.objects.filter(state=ProposalState.COMMITTEE, due_at__lte=at)
    return sum(1 for pk in list(due.values_list("pk", flat=True)) if _settle_locked(pk, at))


@transaction.atomic
def _settle_locked(pk, at):
    return settle(Proposal.objects.select_for_update(of=("self",)).get(pk=pk), at=at)


def settle(proposal, *, at=None):
    """Make the move that the votes decide, if they do; ballots still open lapse. Returns the action or None."""
    if proposal.state != ProposalState.COMMITTEE:
        return None
    committee = proposal.programme.committee
    found = tally(proposal)
    action = voting.outcome(
        found,
        quorum_percent=committee.quorum_percent,
        enterprise_votes_min=committee.enterprise_votes_min,
        is_over=(at or timezone.now()) >= proposal.due_at,
    )
    if action is None:
        return None
    data = {"for": found.votes_for, "against": found.votes_against, "abstain": found.abstained, "of": found.members}
    transitions.perform(proposal, action, by=None, data=data, at=at)
    for ballot in proposal.ballots.filter(state=BallotState.OPEN):
        transitions.perform(ballot, "lapse", by=None, at=at)
    heard = ["propose_programme"] + (["review_programme"] if action == "pass" else [])
    notifications.tell_holders(proposal, NEWS[action], *heard)
    return action


def tally(proposal):
    """The `voting.Count` of the round under way. Two queries."""
    ballots = proposal.ballots.filter(round=proposal.round)
    votes = Vote.objects.filter(ballot__in=ballots).values_list("choice", "ballot__is_enterprise")
    return voting.count(ballots.count(), votes)


def _ballot(proposal, member, by):
    ballot = Ballot.objects.create(
        proposal=proposal, member=member, user=member.user, is_enterprise=member.is_enterprise, round=proposal.round
    )
    policy.sync(ballot)
    transitions.begin(ballot, by=by, due_at=proposal.due_at)
    return ballot
