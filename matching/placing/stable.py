"""Deferred acceptance: students propose, positions keep the best.

Source: Gale and Shapley (1962); with laminar caps the choice of an enterprise is the greedy choice of a matroid, under
which deferred acceptance stays stable: Fleiner (2003), doi:10.1287/moor.28.1.103.14256.
"""

import numpy as np

from matching.placing.market import NONE, Market


def stable(market: Market) -> np.ndarray:
    """(students,) int, which choice each student gets, -1 = none: the best stable placing for every student at once.

    All who are free propose at once; only groups that somebody proposed to choose again. The end does not depend on
    the order of proposals.
    """
    following = _following(market)
    taken = following[:, 0].copy()
    roots, held = market.levels[-1][0], market.positions_of(taken)
    touched = np.ones(market.levels[-1][1].size, bool)
    while True:
        rows = np.flatnonzero((held != NONE) & touched[roots[held]])
        free = _refused(market, rows, held[rows], market.standing[rows, taken[rows]])
        if not free.size:
            return taken
        taken[free] = following[free, taken[free] + 1]
        held[free] = np.where(taken[free] == NONE, NONE, market.choices[free, taken[free]])
        touched = np.zeros(touched.size, bool)
        touched[roots[held[free][held[free] != NONE]]] = True


def _following(market):
    """(students, ranks + 1) int, the first real choice from each rank on, -1 = none is left."""
    students, ranks = market.choices.shape
    following = np.full((students, ranks + 1), NONE, np.int64)
    for rank in reversed(range(ranks)):
        following[:, rank] = np.where(market.is_choice[:, rank], rank, following[:, rank + 1])
    return following


def _refused(market, rows, positions, standing):
    """The `rows` that do not fit: from fine to coarse, each group keeps the best of whom the finer ones kept."""
    order = np.argsort(standing)
    kept = np.ones(rows.size, bool)
    for groups, caps in market.levels:
        best_first = order[kept[order]]
        group = groups[positions[best_first]]
        kept[best_first[_place(group) >= caps[group]]] = False
    return rows[~kept]


def _place(group):
    """(rows,) int, the how-many-eth row of its group each row is, from 0."""
    by_group = np.argsort(group, kind="stable")
    sorted_group = group[by_group]
    place = np.empty(group.size, np.int64)
    place[by_group] = np.arange(group.size) - np.searchsorted(sorted_group, sorted_group)
    return place
