"""What a row of the gap table shows, as one value: equal rows are drawn once (`{% drawn %}`)."""

from typing import NamedTuple


class Shown(NamedTuple):
    """All that `_gap_row.html` shows. `cohort` and `may_trace` lead to the students behind a number."""

    programme: int
    cohort: int | None
    may_trace: bool
    may_propose: bool
    code: str
    skill: str
    demand: float
    n_posts: int
    trend: int | None
    n_before: int
    n_now: int
    required: float | None
    attained: float | None
    evidence: str
    n_attained: int
    gap: int | None
    plan_gap: int | None
    cells: tuple[tuple[int, str, str], ...]
    is_uncovered: bool
    rejections: int
    n_rejections: int
    rejected_percent: int | None


def shown(row, programme, *, cohort, may_trace, may_propose):
    """The `Shown` of a `gap.Row`."""
    return Shown(
        programme=programme.pk,
        cohort=cohort,
        may_trace=may_trace,
        may_propose=may_propose,
        code=row.skill.code,
        skill=str(row.skill),
        demand=row.demand,
        n_posts=row.n_posts,
        trend=row.trend.percent,
        n_before=row.trend.n_before,
        n_now=row.trend.n_now,
        required=row.required,
        attained=row.attained.mean,
        evidence="" if row.attained.evidence_class is None else str(row.attained.evidence_class.value),
        n_attained=row.attained.n,
        gap=row.gap_percent,
        plan_gap=row.plan_gap_percent,
        cells=tuple((cell.course_id, cell.name, f"{cell.kind}{cell.level}") for cell in row.cells),
        is_uncovered=row.is_uncovered,
        rejections=row.rejections.part,
        n_rejections=row.rejections.n,
        rejected_percent=row.rejections.percent,
    )
