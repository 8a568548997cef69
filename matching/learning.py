"""What decisions of enterprises teach about the weights of the score.

Only people who applied were judged, and only against those who applied for the same position: for each pair of one who
came further than the other, a logistic regression learns from the difference of what each part is worth. Whatever is
the same for all applicants of a position (how strict an employer is, how good its applicants are) falls out, and every
position counts alike, so that no large employer decides for the others.

The learned weights replace the rule's only as far as there were decisions to learn from,

    weights = (1 − trust) · rule + trust · learned,      trust = judged / (judged + HALF_TRUST)
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from matching.features import Candidates, Position
from matching.rule import RULE, Weights, worths

HALF_TRUST = 500
"""After so many judged applications the learned weights count as much as the rule."""
TIE_BREAKERS = ("text", "city")
"""They are learned beside the others, so that these do not speak for them, and stay what the rule says: a word in
common has misled as often as it has helped, and the city is the student's wish."""
NAMES = tuple(field.name for field in fields(Weights))


@dataclass(frozen=True, slots=True)
class Group:
    """The judged applicants of one position."""

    position: Position
    rows: np.ndarray
    """(applicants,) int64, rows of the candidates."""
    outcomes: np.ndarray
    """(applicants,) int64, how far each came: 0 rejected, 1 interviewed, 2 hired."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Differences between applicants of one position of whom the first came further."""

    differences: np.ndarray
    """(pairs, weights) float64, in levels."""
    shares: np.ndarray
    """(pairs,) float64, adding up to 1 for each position."""
    positions: np.ndarray
    """(pairs,) int64, the group of each pair."""
    judged: int


def lessons(groups: Sequence[Group], candidates: Candidates) -> Lessons:
    """All pairs of `groups`."""
    differences, shares, positions, judged = [np.zeros((0, len(NAMES)))], [np.zeros(0)], [np.zeros(0, int)], 0
    for number, group in enumerate(groups):
        judged += group.rows.size
        better, worse = np.nonzero(group.outcomes[:, None] > group.outcomes[None, :])
        if not better.size:
            continue
        worth = worths(group.position, candidates.take(group.rows))
        differences.append(worth[better] - worth[worse])
        shares.append(np.full(better.size, 1 / better.size))
        positions.append(np.full(better.size, number))
    return Lessons(np.concatenate(differences), np.concatenate(shares), np.concatenate(positions), judged)


def learn(found: Lessons, *, seed: int = 0) -> tuple[Weights, float]:
    """`(weights, trust)`: what `found` teaches, blended into the rule as far as it is trusted, and how far that is.

    A part that would count against people is left out instead. Without pairs it is the rule. Deterministic.
    """
    used = np.flatnonzero(found.differences.any(axis=0))
    while used.size:
        weights = _regression(found, used, seed)
        if (weights >= 0).all():
            break
        used = used[weights > 0]
    if not used.size:
        return RULE, 0.0
    learned = np.zeros(len(NAMES))
    learned[used] = weights
    trust = found.judged / (found.judged + HALF_TRUST)
    rule = np.array([getattr(RULE, name) for name in NAMES])
    skills = [NAMES.index("must"), NAMES.index("nice")]
    learned *= rule[skills].sum() / (learned[skills].sum() or 1.0)
    learned = np.where([name in TIE_BREAKERS for name in NAMES], rule, learned)
    blended = (1 - trust) * rule + trust * learned
    return Weights(**dict(zip(NAMES, np.round(blended, 6).tolist(), strict=True))), trust


def accuracy(found: Lessons, weights: Weights) -> np.ndarray:
    """(positions,) float64: how often the one who came further would have stood higher; half for a tie."""
    margins = found.differences @ np.array([getattr(weights, name) for name in NAMES])
    right = found.shares * ((margins > 0) + 0.5 * (margins == 0))
    return np.bincount(found.positions, right)[np.unique(found.positions)]


def _regression(found, used, seed):
    """Weights of the columns `used`, each column measured by its spread."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  (slow to import, and only this needs it)

    differences = found.differences[:, used]
    spread = np.sqrt(found.shares @ differences**2 / found.shares.sum())
    both = np.concatenate([differences, -differences]) / spread
    first = np.repeat([1, 0], len(differences))
    model = LogisticRegression(C=1.0, fit_intercept=False, random_state=seed)
    model.fit(both, first, sample_weight=np.tile(found.shares, 2))
    return model.coef_[0] / spread
