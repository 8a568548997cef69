"""The work of a round in the background. Every job may run twice with the effect of once."""

from contextlib import suppress
from functools import wraps

from django.core.exceptions import ValidationError
from django.db import transaction

from marketplace import policy, realtime, transitions
from matching.models import Participant, Preview, Recommendation, Round, RoundEnterprise, RoundPosition
from matching.rounds import caps, inputs, market, news, previews, rankings
from matching.states import Method, RoundState, WishState


def _job(state):
    """Make of `work(round, report)` a job `(round id)` that does nothing once the round has left `state`.

    The office's pages hear how far it is (`report(per cent)`); the end says 100 also when it fails.
    """

    def decorate(work):
        @wraps(work)
        def run(round_id):
            mine = Round.objects.filter(pk=round_id)
            placement_round = mine.filter(state=state).select_related("plan__school").first()
            if placement_round is None:
                return
            try:
                work(placement_round, _reporter(mine))
            finally:
                mine.update(progress=100)
                viewers = policy.holders(placement_round, "view_round").values_list("pk", flat=True)
                realtime.announce(set(viewers), "rounds")

        return run

    return decorate


def _reporter(mine):
    said = [0]

    def report(per_cent):
        if per_cent >= said[0] + 5:
            said[0] = per_cent
            mine.update(progress=min(per_cent, 99))

    return report


@_job(RoundState.DRAFT)
def prepare(placement_round, report):
    """Read which positions a round has, and how many places law and openings leave."""
    found = market.positions_for(placement_round.plan)
    posts, enterprises = caps.of_law([position for position, _left in found])
    report(60)
    RoundEnterprise.objects.bulk_create(
        [
            RoundEnterprise(round=placement_round, enterprise_id=enterprise, law_cap=cap)
            for enterprise, cap in enterprises.items()
        ],
        update_conflicts=True, unique_fields=["round", "enterprise"], update_fields=["law_cap"],
    )  # fmt: skip
    known = set(placement_round.positions.values_list("position", flat=True))
    RoundPosition.objects.bulk_create(
        RoundPosition(
            round=placement_round, position=position, capacity=left, openings=left, law_cap=posts[position.pk]
        )
        for position, left in found
        if position.pk not in known
    )


@_job(RoundState.COLLECTING)
def ask(placement_round, report):
    """Make every student of the plan a participant, and ask for wishes."""
    known = set(placement_round.participants.values_list("student", flat=True))
    students = list(market.students_of(placement_round.plan).select_related("user"))
    new = [each for each in students if each.pk not in known]
    for done, student in enumerate(new, start=1):
        with transaction.atomic():
            row = Participant.objects.create(round=placement_round, student=student)
            policy.sync(row)
            transitions.begin(row, by=None, via=transitions.Via.CLOCK, due_at=placement_round.due_at)
        report(100 * done // len(new))
    news.tell_students(placement_round, students, "round_opened")
    if placement_round.is_mutual and students:
        news.tell_managers(placement_round)


@_job(RoundState.CLOSED)
def freeze(placement_round, report):
    """Write down everything that decides, once, and compute both previews of it."""
    if placement_round.input:
        return
    _miss(placement_round)
    wishes = dict(placement_round.participants.values_list("student", "wishes"))
    if placement_round.is_mutual:
        scores, spread = rankings.scores_of(placement_round, wishes)
    else:
        scores, spread = market.scores_of(wishes, report=lambda done: report(done * 8 // 10))
    facts = _facts(placement_round, wishes, scores) | {"spread": spread}
    keep(placement_round, facts)


def keep(placement_round, facts):
    """Store `facts` as the input of the round, and both previews of them. One transaction."""
    stored, digest = inputs.pack(facts)
    with transaction.atomic():
        Round.objects.filter(pk=placement_round.pk).update(input=stored, input_digest=digest)
        for method in Method:
            result = previews.compute(facts, method)
            Preview.objects.update_or_create(
                round=placement_round, method=method, defaults={**result, "input_digest": digest}
            )


@_job(RoundState.PUBLISHED)
def recommend(placement_round, report):
    """Make a recommendation for everybody whom the published method placed; tell the others."""
    preview = placement_round.previews.get(method=placement_round.method)
    known = set(placement_round.recommendations.values_list("student", flat=True))
    rows = placement_round.participants.select_related("student__user")
    placed = [row for row in rows if str(row.student_id) in preview.placed]
    new = [row for row in placed if row.student_id not in known]
    for done, row in enumerate(new, start=1):
        position = preview.placed[str(row.student_id)]
        with transaction.atomic():
            made = Recommendation.objects.create(
                round=placement_round,
                student=row.student,
                position_id=position,
                wish=row.wishes.index(position) + 1,
            )
            policy.sync(made)
            transitions.begin(made, by=None, via=transitions.Via.CLOCK)
        report(100 * done // len(new))
    news.tell_students(placement_round, [row.student for row in placed], "round_recommended")
    left = [row.student for row in rows if str(row.student_id) not in preview.placed]
    news.tell_students(placement_round, left, "round_left")


@_job(RoundState.CANCELLED)
def call_off(placement_round, report):
    """Nobody is waited for any longer."""
    _miss(placement_round)


def with_settings(facts, placement_round):
    """`facts` with the capacities, quotas and must-place students as they are set now; wishes and scores stay."""
    capacity = dict(placement_round.positions.values_list("position", "capacity"))
    quota = dict(placement_round.enterprises.values_list("enterprise", "quota"))
    must = set(placement_round.participants.filter(must_place=True).values_list("student", flat=True))
    return {
        **facts,
        "positions": [{**row, "capacity": capacity[row["id"]]} for row in facts["positions"]],
        "enterprises": [{**row, "quota": _quota(placement_round, quota[row["id"]])} for row in facts["enterprises"]],
        "students": [{**row, "must": row["id"] in must} for row in facts["students"]],
    }


def _facts(placement_round, wishes, scores):
    enterprises = list(placement_round.enterprises.order_by("enterprise"))
    row_of_enterprise = {row.enterprise_id: index for index, row in enumerate(enterprises)}
    positions = list(placement_round.positions.select_related("position").order_by("position"))
    row_of = {row.position_id: index for index, row in enumerate(positions)}
    students = []
    for student in sorted(wishes):
        ranked = [position for position in wishes[student] if (student, position) in scores and position in row_of]
        students.append({
            "id": student, "must": False, "choices": [row_of[position] for position in ranked],
            "scores": [scores[student, position] for position in ranked], "dropped": len(wishes[student]) - len(ranked),
        })  # fmt: skip
    facts = {
        "version": inputs.VERSION,
        "seed": placement_round.pk,
        "enterprises": [{"id": row.enterprise_id, "quota": None, "law_cap": row.law_cap} for row in enterprises],
        "positions": [
            {"id": row.position_id, "enterprise": row_of_enterprise[row.position.enterprise_id],
             "capacity": row.capacity, "law_cap": row.law_cap}
            for row in positions
        ],
        "students": students,
    }  # fmt: skip
    return with_settings(facts, placement_round)


def _quota(placement_round, own):
    return placement_round.quota if own is None else own


def _miss(placement_round):
    """Those who were asked and said nothing are no longer waited for."""
    for row in placement_round.participants.filter(state=WishState.ASKED):
        with suppress(ValidationError), transaction.atomic():  # given at this very moment
            transitions.perform(row, "miss", by=None)
