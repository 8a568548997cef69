"""The arithmetic of a joint grade: pure functions on marks from 0 to 100, rounded to one decimal, half up."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from internships.work_states import Grade

TENTH = Decimal("0.1")


def rounded(value: Decimal | float | int) -> Decimal:
    return Decimal(str(value)).quantize(TENTH, ROUND_HALF_UP)


def score_total(rows: Iterable[tuple[int, int]]) -> Decimal:
    """Return the total of one grader from `(weight in percent, mark)`; the weights sum to 100."""
    return rounded(sum(Decimal(weight) * mark for weight, mark in rows) / 100)


def log_score(approved: int, required: int) -> Decimal:
    """Return the share of the required weeks that were approved, as a mark; more than required is no more than 100."""
    return rounded(Decimal(100) * min(approved, required) / required) if required else Decimal("100.0")


def joint_total(
    school: Decimal | None, enterprise: Decimal | None, logs: Decimal, weights: tuple[int, int, int]
) -> Decimal:
    """Return the weighted total; the weight of a waived score goes to the other grader."""
    of_school, of_enterprise, of_logs = weights
    if school is None:
        school = enterprise
    if enterprise is None:
        enterprise = school
    if school is None:
        raise ValueError("a grade needs at least one score")
    return rounded((of_school * school + of_enterprise * enterprise + of_logs * logs) / 100)


def is_disputed(school: Decimal | None, enterprise: Decimal | None, threshold: int) -> bool:
    """Tell whether somebody else has to decide: the scores differ by more than `threshold`, or one is missing."""
    return school is None or enterprise is None or abs(school - enterprise) > threshold


def grade_of(total: Decimal, excellent: int, good: int, qualified: int) -> Grade:
    """Return the statutory grade of a total as it is shown: 89.95 is shown as 90.0 and counts as that."""
    if total >= excellent:
        return Grade.EXCELLENT
    if total >= good:
        return Grade.GOOD
    return Grade.QUALIFIED if total >= qualified else Grade.UNQUALIFIED
