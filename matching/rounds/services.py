"""What offices and students do with a placement round."""

from datetime import datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import policy, transitions
from marketplace.states import Role
from matching import tasks
from matching.models import Participant, Recommendation, Round
from matching.rounds import inputs, jobs, market, previews, rankings
from matching.states import Basis, Method, RecommendationState, RoundState, WishState
from recruitment import services as recruitment
from recruitment.models import Position
from recruitment.services.moves import move

MOST_WISHES = 15


@transaction.atomic
def create_round(plan, *, by, name, wishes_until, quota=None, basis=Basis.SCORES):
    """Make a round for the students of `plan`; which positions it has is read in the background.

    Raises PermissionDenied unless `by` is of the internship office of the school.
    """
    if not by.memberships.filter(role=Role.INTERNSHIP_OFFICE, school=plan.school_id).exists():
        raise PermissionDenied
    made = Round(plan=plan, name=name, wishes_until=wishes_until, quota=quota, basis=basis, created_by=by, progress=0)
    made.full_clean(exclude=["input"])
    made.save()
    policy.sync(made)
    transitions.begin(made, by=by)
    tasks.prepare_round.enqueue(made.pk)
    return made


@transaction.atomic
def open_round(placement_round, *, by, at=None):
    """Ask the students of the plan for their wishes. Raises ValidationError with code no_positions, past."""
    if not placement_round.positions.filter(capacity__gt=0).exists():
        raise ValidationError(_("No open position fits this plan yet."), code="no_positions")
    if placement_round.wishes_until < timezone.localdate(at):
        raise ValidationError(_("The last day for wishes is over."), code="past")
    due_at = _end_of(placement_round.wishes_until)
    if move(placement_round, "open", by=by, at=at, due_at=due_at):
        _work(placement_round, tasks.ask_students)


@transaction.atomic
def close_round(placement_round, *, by, at=None):
    """Take no more wishes; the input is frozen and both previews are computed."""
    if move(placement_round, "close", by=by, at=at):
        _work(placement_round, tasks.freeze_round)


@transaction.atomic
def publish_round(placement_round, *, by, method, at=None):
    """Recommend to everybody whom `method` places. Raises ValidationError with code method, not_ready."""
    if method not in Method.values:
        raise ValidationError(_("Please choose one of the two."), code="method")
    now = Round.objects.select_for_update(of=("self",)).get(pk=placement_round.pk)  # nobody changes settings meanwhile
    if now.is_working or not placement_round.previews.filter(method=method).exists():
        raise ValidationError(_("The previews are still being computed."), code="not_ready")
    if move(placement_round, "publish", by=by, at=at, data={"method": method, "input": now.input_digest}):
        Round.objects.filter(pk=placement_round.pk).update(method=method)
        _work(placement_round, tasks.recommend_round)


@transaction.atomic
def cancel_round(placement_round, *, by, reason):
    if move(placement_round, "cancel", by=by, reason=reason):
        _work(placement_round, tasks.call_off_round)


@transaction.atomic
def change_settings(placement_round, *, by, capacities=None, quotas=None):
    """Set places `{position id: n}` and quotas `{enterprise id: n or None}`; closed rounds are computed anew.

    Raises ValidationError (code capacity) beyond the openings, (code wrong_state) once published.
    """
    placement_round = _changeable(placement_round, by)
    rows = {row.position_id: row for row in placement_round.positions.filter(position__in=capacities or {})}
    for position, capacity in (capacities or {}).items():
        if position in rows and not 0 <= capacity <= rows[position].openings:
            raise ValidationError(_("There are not that many openings left."), code="capacity")
        placement_round.positions.filter(position=position).update(capacity=capacity)
    for enterprise, quota in (quotas or {}).items():
        placement_round.enterprises.filter(enterprise=enterprise).update(quota=quota)
    _compute_anew(placement_round)


@transaction.atomic
def set_must_place(participant, *, by, must):
    """Say that a student has to find a place in the round, or need not after all."""
    placement_round = _changeable(participant.round, by)
    if participant.must_place != must:
        participant.must_place = must
        participant.save(update_fields=["must_place"])
        _compute_anew(placement_round)


def is_reproducible(placement_round):
    """`{method: whether the stored input gives the stored result once more}`. Computes; writes nothing."""
    facts = inputs.unpack(placement_round.input)
    sound = inputs.digest(facts) == placement_round.input_digest
    return {
        each.method: sound and previews.compute(facts, each.method)["digest"] == each.digest
        for each in placement_round.previews.all()
    }


@transaction.atomic
def give_wishes(participant, ranked, *, by, at=None):
    """Keep `ranked`, ids of positions of the round, best first. Raises ValidationError with code wrong_state, too_many,
    not_eligible."""
    if not by.has_perm("give_wishes", participant):
        raise PermissionDenied
    row = Participant.objects.select_for_update(of=("self", "round")).select_related("round").get(pk=participant.pk)
    if row.round.state != RoundState.COLLECTING or row.round.wishes_until < timezone.localdate(at):
        raise ValidationError(_("Wishes can no longer be changed."), code="wrong_state")
    if len(ranked) > MOST_WISHES:
        raise ValidationError(_("You have fifteen wishes. Take one out first."), code="too_many")
    if len(set(ranked)) < len(ranked) or not set(ranked) <= eligible(row):
        raise ValidationError(_("This position is not open to you in this round."), code="not_eligible")
    row.wishes = list(ranked)
    row.save(update_fields=["wishes"])
    if row.state == WishState.ASKED:
        transitions.perform(row, "give", by=by, at=at)
    return row


def eligible(participant):
    """The ids of the positions of the round that the student may wish for."""
    of_round = participant.round.positions.filter(capacity__gt=0).values("position")
    if participant.round.is_mutual:
        return set(rankings.interviewing(participant.student).filter(pk__in=of_round).values_list("pk", flat=True))
    return market.eligible_for(participant.student, Position.objects.published().filter(pk__in=of_round))


@transaction.atomic
def accept(recommendation, *, by, message="", consent_version, at=None):
    """Apply for the recommended position: from here on it is an application like any other.

    Raises what `recruitment.services.apply` raises; then nothing is accepted.
    """
    if not move(recommendation, "accept", by=by, at=at):
        recommendation.refresh_from_db(fields=["application"])
        return recommendation.application
    application = recruitment.apply(
        recommendation.position, recommendation.student, by=by, message=message, consent_version=consent_version, at=at
    )
    recommendation.application = application
    recommendation.save(update_fields=["application"])
    return application


@transaction.atomic
def decline(recommendation, *, by, reason):
    """Say no, and why; the office reads it, the enterprise never hears of it."""
    move(recommendation, "decline", by=by, reason=reason)


def lapse_recommendations(at=None):
    """Let go of what nobody answered in time; return how many."""
    due = Recommendation.objects.filter(state=RecommendationState.PROPOSED, due_at__lt=at or timezone.now())
    return sum(_lapse(row, at) for row in due)


def _lapse(recommendation, at):
    try:
        transitions.perform(recommendation, "lapse", by=None, at=at)
    except ValidationError:  # answered at this very moment
        return 0
    return 1


def _changeable(placement_round, by):
    """The round as it is now, locked."""
    if not by.has_perm("run_round", placement_round):
        raise PermissionDenied
    placement_round = Round.objects.select_for_update(of=("self",)).get(pk=placement_round.pk)
    if placement_round.state not in {RoundState.DRAFT, RoundState.COLLECTING, RoundState.CLOSED}:
        raise ValidationError(_("This is no longer possible."), code="wrong_state")
    return placement_round


def _compute_anew(placement_round):
    if placement_round.state == RoundState.CLOSED and placement_round.input:
        jobs.keep(placement_round, jobs.with_settings(inputs.unpack(placement_round.input), placement_round))


def _work(placement_round, task):
    placement_round.progress = 0
    placement_round.save(update_fields=["progress"])
    task.enqueue(placement_round.pk)


def _end_of(day):
    return timezone.make_aware(datetime.combine(day, time.max))
