"""What a placement round starts from."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from matching import lots

NONE = -1


@dataclass(frozen=True)
class Limits:
    """One level of caps above the single position: the positions of a group together take at most so many."""

    groups: np.ndarray
    """(positions,) int, the group of each position; every position is in exactly one."""
    caps: np.ndarray
    """(groups,) int, how many a group takes."""


@dataclass(frozen=True)
class Market:
    """Students with up to so many choices each, and positions that rank them by score.

    The caps are laminar: `limits` run from fine to coarse, and two positions that share a group share every coarser
    one. A row of `choices` names a position at most once.
    """

    choices: np.ndarray
    """(students, ranks) int, rows of positions, best first; -1 = none, also between others."""
    scores: np.ndarray
    """(students, ranks) float, 0–1: how well the student fits that choice."""
    capacity: np.ndarray
    """(positions,) int, how many a position takes, law and openings together."""
    lots: np.ndarray
    """(students,) uint64, what decides between equal scores; it belongs to the student, not to the row."""
    must: np.ndarray | None = None
    """(students,) bool, who has to find a place and wins over everybody else; None: nobody."""
    limits: tuple[Limits, ...] = field(default=())
    spread: float | None = None
    """Standard deviation of everybody's scores for every position, wished for or not; None: that of `scores`."""

    @cached_property
    def is_choice(self) -> np.ndarray:
        """(students, ranks) bool."""
        return self.choices != NONE

    @cached_property
    def levels(self) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """`(group of each position, cap of each group)` from the single position to the coarsest group."""
        own = np.arange(self.capacity.size), self.capacity
        return own, *((each.groups, each.caps) for each in self.limits)

    @cached_property
    def standing(self) -> np.ndarray:
        """(students, ranks) int64: in which order positions take these pairs, 0 first; no two pairs share a number.

        Who must be placed comes first, then the higher score; equal scores are drawn by lot, another for each position.
        """
        pairs = np.flatnonzero(self.is_choice.ravel())
        must = np.zeros(len(self.choices), bool) if self.must is None else self.must
        keys = (
            self._lots.ravel()[pairs],
            -self.scores.ravel()[pairs],
            ~np.repeat(must, self.choices.shape[1])[pairs],
        )
        standing = np.full(self.choices.size, np.iinfo(np.int64).max)
        standing[pairs[np.lexsort(keys)]] = np.arange(pairs.size)
        return standing.reshape(self.choices.shape)

    @property
    def _lots(self):
        with np.errstate(over="ignore"):
            mixed = self.lots[:, None] ^ (self.choices.astype(np.uint64) * lots.GOLDEN)
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        return mixed ^ (mixed >> np.uint64(31))

    def positions_of(self, taken: np.ndarray) -> np.ndarray:
        """(students,) int, the position each got, -1 = none; `taken` says which of the choices (0 = the first)."""
        found = np.take_along_axis(self.choices, np.maximum(taken, 0)[:, None], axis=1)[:, 0]
        return np.where(taken == NONE, NONE, found)


def lots_of(ids, seed: int = 0) -> np.ndarray:
    """(students,) uint64 from ids (int), the same lot for the same id and `seed`."""
    return lots.drawn(ids, seed + 1)
