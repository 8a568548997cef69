"""Who would rather be elsewhere, where they are wanted more than somebody who is there."""

import numpy as np

from matching.placing.market import Market


def blocking_pairs(market: Market, taken: np.ndarray) -> np.ndarray:
    """(students, ranks) bool: the student would rather have this choice, and it would rather have the student.

    It would when there is room for the student, or when the last one in the smallest full group around it stands
    behind the student.
    """
    ranks = np.arange(market.choices.shape[1])
    wished = market.is_choice & ((taken[:, None] == -1) | (ranks < taken[:, None]))
    last = last_standing(market, taken)
    choices = np.where(market.is_choice, market.choices, 0)
    return wished & (market.standing < last[choices])


def last_standing(market: Market, taken: np.ndarray) -> np.ndarray:
    """(positions,) int64: before this a pair has to stand to be let in; the largest number where there is room."""
    room = np.iinfo(np.int64).max
    rows = np.flatnonzero(taken != -1)
    positions, standing = market.choices[rows, taken[rows]], market.standing[rows, taken[rows]]
    last = np.full(market.capacity.size, room)
    open_yet = np.ones(market.capacity.size, bool)
    for groups, caps in market.levels:
        full = np.bincount(groups[positions], minlength=caps.size) >= caps
        worst = np.full(caps.size, -1, np.int64)
        np.maximum.at(worst, groups[positions], standing)
        here = open_yet & full[groups]
        last[here] = worst[groups[here]]
        open_yet &= ~full[groups]
    return last
