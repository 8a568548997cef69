"""The placing of the greatest welfare, as a flow of least cost (OR-tools)."""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.placing.market import NONE, Market
from matching.placing.values import pair_values

UNITS = 1000
"""Costs are whole numbers: thousandths of a value."""


def welfare(market: Market, values: np.ndarray | None = None) -> np.ndarray:
    """(students,) int, which choice each student gets, -1 = none: as many as possible of those who must be placed, then
    the greatest sum of `values` (students, ranks; by default `pair_values`).

    Students enter the flow in the order of their lots, so that among equal optima the order of rows decides nothing.
    """
    students = len(market.choices)
    order = np.argsort(market.lots, kind="stable")
    gains = np.rint((pair_values(market) if values is None else values) * UNITS).astype(np.int64)[order]
    choices, is_choice = market.choices[order], market.is_choice[order]
    gains = np.where(is_choice, gains, 0)
    if market.must is not None and market.must.any():
        gains += np.where(market.must[order], 1 + gains.max(axis=1).sum(), 0)[:, None]
    network = SimpleMinCostFlow()
    rows, ranks = np.nonzero(is_choice)
    pairs = network.add_arcs_with_capacity_and_unit_cost(
        rows, students + choices[rows, ranks], np.ones(rows.size, np.int64), -gains[rows, ranks]
    )
    sink = _add_levels(network, market, students)
    everybody = np.arange(students)
    network.add_arcs_with_capacity_and_unit_cost(
        everybody, np.full(students, sink), np.ones(students, np.int64), np.zeros(students, np.int64)
    )
    network.set_nodes_supplies(np.append(everybody, sink), np.append(np.ones(students, np.int64), -students))
    if network.solve() != network.OPTIMAL:
        raise ArithmeticError("the flow has no optimum")
    used = network.flows(pairs) > 0
    taken = np.full(students, NONE, np.int64)
    taken[order[rows[used]]] = ranks[used]
    return taken


def _add_levels(network, market, first):
    """Positions flow into their groups, the coarsest groups into the sink; the node of the sink is returned."""
    for level, (groups, caps) in enumerate(market.levels):
        above = first + caps.size
        up = market.levels[level + 1 : level + 2]
        target = np.full(caps.size, above) if not up else above + _parents(groups, up[0][0], caps.size)
        network.add_arcs_with_capacity_and_unit_cost(
            first + np.arange(caps.size), target, np.maximum(caps, 0), np.zeros(caps.size, np.int64)
        )
        first = above
    return first


def _parents(groups, coarser, size):
    parents = np.zeros(size, np.int64)
    parents[groups] = coarser
    return parents
