"""The gap between two groups at equal estimated skill, in standard deviations of the score."""

from dataclasses import dataclass

import numpy as np

SURE = 1.96
"""Standard errors on either side of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Gap:
    size: float
    """In standard deviations of the score inside a position; above 0: the first group stands higher."""
    error: float
    """Standard error of it."""

    @property
    def interval(self):
        return self.size - SURE * self.error, self.size + SURE * self.error

    @property
    def is_sure(self):
        """Whether chance alone would hardly make it."""
        return abs(self.size) > SURE * self.error


def gap(scores: np.ndarray, skill: np.ndarray, positions: np.ndarray, first: np.ndarray) -> Gap:
    """How much higher the rows `first` (bool) are scored than the others with the same skill at the same position.

    A regression of the score on skill and group, everything measured from the mean of the position.
    """
    score, skill, group = (_centred(each.astype(float), positions) for each in (scores, skill, first))
    spread, columns = score.std(), np.column_stack([skill, group])
    inverse = np.linalg.pinv(columns.T @ columns)
    slopes = inverse @ columns.T @ score
    freedom = score.size - np.unique(positions).size - 2
    if spread < 1e-9 or freedom < 1:
        return Gap(0.0, 0.0)
    noise = np.sum((score - columns @ slopes) ** 2) / freedom
    return Gap(float(slopes[1] / spread), float(np.sqrt(noise * inverse[1, 1]) / spread))


def _centred(values, positions):
    _ids, each = np.unique(positions, return_inverse=True)
    return values - (np.bincount(each, values) / np.bincount(each))[each]
