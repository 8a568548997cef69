"""What a placed pair is worth, both sides in one unit."""

import numpy as np
from scipy.special import ndtri

from matching.placing.market import Market

PLACE = 4.0
"""What a place is worth at all, in standard deviations of how much one place differs from another: so much that hardly
anybody stays without one for the sake of better places for others."""


def pair_values(market: Market) -> np.ndarray:
    """(students, ranks) float: `PLACE` + the student's side + the enterprise's side, each in standard deviations.

    The student's side is what a standard normal wish for the positions of the market is expected to be at this rank;
    the enterprise's side is the score. The unit is on both sides the spread of the whole market: measured on the
    wished-for pairs alone, which lie further apart, a score would count for less than a wish.
    """
    wishes = wish_of_rank(np.arange(market.choices.shape[1]), market.capacity.size)
    scores = market.scores[market.is_choice]
    own = float(scores.std()) if scores.size else 0.0
    spread = own if market.spread is None else market.spread
    fits = (market.scores - scores.mean()) / spread if spread > 0 else np.zeros(market.scores.shape)
    return np.maximum(PLACE + wishes + fits, 0.0)


def wish_of_rank(ranks: np.ndarray, of: int) -> np.ndarray:
    """The expected normal order statistic of rank 0, 1, … among `of`. Source: Blom (1958)."""
    return ndtri(1 - (np.minimum(ranks, of - 1) + 0.625) / (of + 0.25))
