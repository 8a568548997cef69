"""The interface of a matcher: fit, rank, explain. A learned model goes behind the same three calls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

import numpy as np

from matching import lots
from matching.explain import Breakdown
from matching.features import Candidates, Position
from matching.text import TextModel


@dataclass(frozen=True, slots=True)
class History:
    """What a matcher may learn from before anybody has decided on anybody."""

    positions: Iterable[str] = ()
    profiles: Iterable[str] = ()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What `matching.text.Names` takes: names of skills and majors, and the other ways to write them."""
    evidence: tuple = ()
    """What `matching.levels.Usual.of` takes: pieces, majors of the students, ids of the skills; or nothing."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """All candidates of one position, scored; the arrays have one row per candidate, in the order of `candidates`."""

    position: Position
    candidates: Candidates
    version: str
    scores: np.ndarray
    """(students,) float64, 0–1; also of those who are not ranked."""
    parts: dict[str, np.ndarray]
    """Per part (students,) float64; the parts of a row add up to its score within 1e-6."""
    limits: dict[str, float]
    """Per part the most it can give; the limits add up to 1."""
    skill_parts: np.ndarray
    """(students, required) float64; a row adds up to the parts `must_skills` + `nice_skills`."""
    skill_limits: np.ndarray
    """(required,) float64."""
    blocks: dict[str, np.ndarray]
    """Per hard constraint (students,) bool: whom it stops."""
    order: np.ndarray
    """(ranked,) int64, rows of those who are ranked, best first."""
    ranks: np.ndarray
    """(students,) int64, 1 = best, equal scores share a rank; 0 = not ranked."""
    rivals: np.ndarray
    """(rivals,) float64, the scores of the ranked, best first; may be only the best of them."""
    ranked: int
    """How many are ranked."""

    def ranks_of(self, scores: np.ndarray) -> list[int | None]:
        """The rank of each of `scores` (n,) among the rivals; None when it falls below those that are known."""
        better = np.searchsorted(-self.rivals, -scores).tolist()
        last = self.rivals.size if self.rivals.size >= self.ranked - 1 else self.rivals.size - 1
        return [place + 1 if place <= last else None for place in better]

    def rows(self, candidates: Iterable[int]) -> list[int]:
        """The rows of the students with the ids `candidates`. Raises KeyError."""
        places = dict(zip(self.candidates.ids.tolist(), range(self.candidates.ids.size), strict=True))
        return [places[each] for each in candidates]


class Matcher(Protocol):
    """Deterministic: the same input gives the same bits."""

    version: str
    text: TextModel

    def fit(self, history: History) -> Self:
        """A matcher that has learned from `history`; the old one stays as it is."""

    def rank(self, position: Position, candidates: Candidates) -> Ranking:
        """Score and order `candidates`. Their order has no influence on anybody's score or rank."""

    def explain(self, ranking: Ranking, candidate: int) -> Breakdown:
        """Why the student with the id `candidate` stands where they stand in `ranking`. Raises KeyError."""

    def explain_all(self, ranking: Ranking, candidates: Sequence[int]) -> list[Breakdown]:
        """`explain` for many, at a fraction of the time of each."""


def ordered(position: Position, candidates: Candidates, scores: np.ndarray, eligible: np.ndarray):
    """`(order, ranks)` of a `Ranking`. Ties are drawn by lot: the same lot each time, another for each position."""
    rows = np.flatnonzero(eligible)
    order = rows[np.lexsort((lots.drawn(candidates.ids[rows], position.id), -scores[rows]))]
    ranks = np.zeros(scores.size, np.int64)
    best_first = -scores[order]
    ranks[order] = np.searchsorted(best_first, best_first) + 1
    return order, ranks
