"""From the stored input of a round to who is recommended where."""

import time

from django.utils import timezone

from matching.placing import stable, summary, welfare
from matching.placing.summary import NO_CHOICE, left_reasons
from matching.rounds import inputs
from matching.states import Method

METHODS = {Method.STABLE: stable, Method.WELFARE: welfare}
NOT_ELIGIBLE = "not_eligible"


def compute(facts: dict, method: str) -> dict:
    """The fields of a `Preview` of `facts`, apart from the round and the digest of the input."""
    start = time.perf_counter()
    market = inputs.market(facts)
    taken = METHODS[method](market)
    positions, students = facts["positions"], facts["students"]
    placed = {
        str(student["id"]): positions[row]["id"]
        for student, row in zip(students, market.positions_of(taken).tolist(), strict=True)
        if row >= 0
    }
    left = {
        str(student["id"]): NOT_ELIGIBLE if reason == NO_CHOICE and student["dropped"] else str(reason)
        for student, reason in zip(students, left_reasons(market, taken), strict=True)
        if reason
    }
    return {
        "method": method,
        "placed": placed,
        "left": left,
        "digest": inputs.digest(placed),
        "figures": _figures(summary(market, taken), left),
        "milliseconds": round(1000 * (time.perf_counter() - start)),
        "computed_at": timezone.now(),
    }


def _figures(result, left):
    reasons = [*result.left, NOT_ELIGIBLE]
    return {
        "students": result.students,
        "placed": result.placed,
        "first_choice": result.first_choice,
        "first_three": result.first_three,
        "welfare": round(result.welfare, 3),
        "mean_score": round(result.mean_score, 4),
        "blocking_pairs": result.blocking_pairs,
        "must_left": result.must_left,
        "left": {code: sum(each == code for each in left.values()) for code in reasons},
    }
