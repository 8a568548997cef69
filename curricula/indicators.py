"""What hiring says about a training plan, as numbers: pure functions, each with its definition.

Source of all definitions: domain research §4.4. A quarter is 365.25 / 4 days. Nothing here reads a model.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.models.organisations import Major
from marketplace.states import EvidenceClass

QUARTER_DAYS = 365.25 / 4
WINDOW_QUARTERS = 4
HALF_LIFE_QUARTERS = 2
MUST_WEIGHT, NICE_WEIGHT = 1.0, 0.5
MIN_N = 5  # under so many cases there is no percentage and no mean: too few to tell, and too few to hide in
NO_DEMAND = 0.25  # demand below this is nothing: one opening loses that much weight in the four quarters


@dataclass(frozen=True, slots=True)
class Post:
    """One position that asks for one skill: openings, level 1–5, must or nice, and the day it was published."""

    position: int
    published_on: date
    openings: int
    level: int
    must: bool


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `n` cases. The percentage is None when there are fewer than MIN_N cases."""

    part: int
    n: int

    @property
    def is_small(self) -> bool:
        return self.n < MIN_N

    @property
    def percent(self) -> int | None:
        return None if self.is_small else round(100 * self.part / self.n)


@dataclass(frozen=True, slots=True)
class Trend:
    """`change` is D now / D before − 1 (0.5 = half as much again); None without demand before or with few posts."""

    change: float | None
    n_now: int
    n_before: int

    @property
    def is_small(self) -> bool:
        return min(self.n_now, self.n_before) < MIN_N

    @property
    def percent(self) -> int | None:
        return None if self.change is None else round(100 * self.change)


@dataclass(frozen=True, slots=True)
class Attainment:
    """Mean level (1–5) of `n` students whose evidence is at least of `evidence_class`; no mean when n < MIN_N."""

    mean: float | None
    evidence_class: EvidenceClass | None
    n: int

    @property
    def is_small(self) -> bool:
        return self.n < MIN_N


NOBODY = Attainment(None, None, 0)


def window(posts: Iterable[Post], until: date) -> list[Post]:
    """The posts published in the four quarters that end with `until` (included)."""
    since = until - timedelta(days=round(WINDOW_QUARTERS * QUARTER_DAYS))
    return [post for post in posts if since < post.published_on <= until]


def weight(post: Post, until: date) -> float:
    """openings × (must 1.0 / nice 0.5) × 0.5^(age in quarters / 2)."""
    age_quarters = (until - post.published_on).days / QUARTER_DAYS
    importance = MUST_WEIGHT if post.must else NICE_WEIGHT
    return post.openings * importance * 0.5 ** (age_quarters / HALF_LIFE_QUARTERS)


def demand(posts: Iterable[Post], until: date) -> float:
    """Demand weight D(s): the sum of `weight` over the posts of the window, in openings as of today."""
    return sum(weight(post, until) for post in window(posts, until))


def trend(posts: Iterable[Post], until: date) -> Trend:
    """Demand trend T(s) = D(these 4 quarters) / D(the 4 before) − 1, each weighted from the end of its own window."""
    posts = list(posts)
    before = until - timedelta(days=round(WINDOW_QUARTERS * QUARTER_DAYS))
    n_now, n_before = len(window(posts, until)), len(window(posts, before))
    if min(n_now, n_before) < MIN_N:
        return Trend(None, n_now, n_before)
    return Trend(demand(posts, until) / demand(posts, before) - 1, n_now, n_before)


def required(posts: Iterable[Post], until: date) -> float | None:
    """The required level: mean over the posts of the window, weighted as the demand; None without demand."""
    posts = window(posts, until)
    total = sum(weight(post, until) for post in posts)
    return sum(weight(post, until) * post.level for post in posts) / total if total else None


def attainment(levels: Iterable) -> Attainment:
    """Attained level A(s) of students, given as `marketplace.evidence.Attained`, one for each student.

    The mean over those with confirmed evidence; where they are fewer than MIN_N, over those with at least
    assessed evidence; then over all. So a claim never outweighs a mentor, and the class says what it rests on.
    """
    levels = list(levels)
    for lowest in sorted(EvidenceClass, reverse=True):
        counted = [found.level for found in levels if found.evidence_class >= lowest]
        if len(counted) >= MIN_N:
            return Attainment(sum(counted) / len(counted), lowest, len(counted))
    best = max((found.evidence_class for found in levels), default=None)
    return Attainment(None, best, len(levels))


def gap_index(posts: Iterable[Post], level: float | None, until: date) -> float | None:
    """Skill-gap index G(s), 0–1: max(0, required − level) / required, mean over posts weighted as the demand.

    None when the level is not known or nobody asks for the skill.
    """
    posts = window(posts, until)
    total = sum(weight(post, until) for post in posts)
    if level is None or not total:
        return None
    return sum(weight(post, until) * max(0.0, post.level - level) / post.level for post in posts) / total


def overall_gap(rows: Iterable[tuple[float, float | None]]) -> float | None:
    """The gap index of a major: mean of G(s) weighted by D(s), over the skills whose G is known."""
    known = [(weight, gap) for weight, gap in rows if gap is not None and weight > 0]
    total = sum(weight for weight, _ in known)
    return sum(weight * gap for weight, gap in known) / total if total else None


def is_oversupplied(is_mastered: bool, demand_weight: float, n_market: int) -> bool:
    """A skill is taught to mastery and D ≈ 0 for four quarters, in a market of at least MIN_N posts of the major."""
    return is_mastered and demand_weight < NO_DEMAND and n_market >= MIN_N


def major_match(placements: Iterable[tuple[str, Iterable[str]]]) -> Share:
    """专业对口率: placements whose post names a major of the student's class (first four digits of the code).

    `placements` are pairs of the student's major code and the codes that the post names.
    """
    matches = [any(Major.distance(own, other) <= Major.SAME_CLASS for other in others) for own, others in placements]
    return Share(sum(matches), len(matches))
