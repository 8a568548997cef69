"""Placing a cohort: stable, within every cap, and worth as much as can be."""

import gzip
import json
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.evaluation import placement
from matching.placing import Limits, Market, blocking_pairs, pair_values, stable, summary, welfare
from matching.placing.market import lots_of

METHODS = [stable, welfare]
few = settings(max_examples=25, deadline=None)


@st.composite
def markets(draw, students=12, positions=6, ranks=4, capped=True):
    """Markets with holes among the choices, equal scores, students who must be placed, and caps on groups."""
    count, width = draw(st.integers(1, students)), draw(st.integers(1, positions))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    choices = np.full((count, ranks), -1)
    for row in choices:
        ranked = random.permutation(width)[: random.integers(0, ranks + 1)]
        row[np.sort(random.permutation(ranks)[: ranked.size])] = ranked
    groups = np.arange(width) // 2
    limits = Limits(groups, random.integers(0, 4, groups.max() + 1)), Limits(groups // 2, random.integers(1, 7, width))
    return Market(
        choices=choices,
        scores=random.integers(0, 5, choices.shape) / 4,
        capacity=random.integers(0, 4, width),
        lots=lots_of(np.arange(count)),
        must=random.random(count) < 0.2,
        limits=limits if capped else (),
    )


@few
@given(markets())
def test_deferred_acceptance_leaves_no_blocking_pair(market):
    assert not blocking_pairs(market, stable(market)).any()


@pytest.mark.parametrize("method", METHODS)
@few
@given(market=markets())
def test_no_position_and_no_group_takes_more_than_it_may(method, market):
    positions = market.positions_of(method(market))

    taken = positions[positions >= 0]

    for groups, caps in market.levels:
        assert (np.bincount(groups[taken], minlength=caps.size) <= caps).all()


@few
@given(markets(students=5, positions=3, ranks=3))
def test_no_student_is_better_off_in_any_other_stable_placing(market):
    taken = stable(market)

    others = [np.array(each) for each in product(range(-1, 3), repeat=len(market.choices))]
    found = [each for each in others if _is_allowed(market, each) and not blocking_pairs(market, each).any()]

    assert any((each == taken).all() for each in found)
    assert all((_rank(taken) <= _rank(each)).all() for each in found)


@few
@given(markets(capped=False))
def test_the_flow_is_worth_what_the_linear_assignment_is_worth(market):
    values = np.rint(pair_values(market) * 100) / 100
    worth = np.zeros((len(market.choices), market.capacity.size))
    worth[np.nonzero(market.is_choice)[0], market.choices[market.is_choice]] = values[market.is_choice]
    free = Market(market.choices, market.scores, market.capacity, market.lots)
    seats = np.repeat(worth, market.capacity, axis=1)

    taken = welfare(free, values)

    rows = np.flatnonzero(taken >= 0)
    assert values[rows, taken[rows]].sum() == pytest.approx(seats[linear_sum_assignment(seats, maximize=True)].sum())


@pytest.mark.parametrize("method", METHODS)
@few
@given(market=markets(), seed=st.integers(0, 1000))
def test_the_order_of_the_students_decides_nothing(method, market, seed):
    order = np.random.default_rng(seed).permutation(len(market.choices))
    moved = Market(
        market.choices[order], market.scores[order], market.capacity, market.lots[order], market.must[order],
        market.limits,
    )  # fmt: skip

    assert method(moved).tolist() == method(market)[order].tolist()


@pytest.mark.parametrize("method", METHODS)
def test_who_must_be_placed_wins_over_a_better_score(method):
    market = _market([[0], [0]], [[0.2], [0.9]], [1], must=[True, False])

    assert method(market).tolist() == [0, -1]


def test_the_first_choice_goes_to_the_better_score_and_the_loser_moves_on():
    market = _market([[0, 1], [0, 1]], [[0.4, 0.4], [0.8, 0.8]], [1, 1])

    assert stable(market).tolist() == [1, 0]


def test_a_cap_on_an_enterprise_holds_over_its_positions():
    market = _market([[0], [1], [1]], [[0.5], [0.9], [0.7]], [1, 2], limits=(Limits(np.zeros(2, int), np.array([2])),))

    taken = stable(market)

    assert taken.tolist() == [-1, 0, 0]
    assert summary(market, taken).left == {"no_choice": 0, "taken": 0, "capped": 1}


def test_the_summary_says_who_is_placed_and_why_the_others_are_left():
    market = _market([[0, 1], [0, -1], [-1, -1]], [[0.9, 0.5], [0.4, 0], [0, 0]], [1, 1])

    figures = summary(market, stable(market))

    assert (figures.students, figures.placed, figures.first_choice, figures.blocking_pairs) == (3, 1, 1, 0)
    assert figures.left == {"no_choice": 1, "taken": 1, "capped": 0}


def test_welfare_gives_up_a_first_choice_for_a_second_place():
    market = _market([[0, -1], [0, 1]], [[0.5, 0], [0.6, 0.5]], [1, 1])

    assert [stable(market).tolist(), welfare(market).tolist()] == [[-1, 0], [0, 1]]


@pytest.mark.parametrize("method", METHODS)
def test_a_market_without_students_or_choices_places_nobody(method):
    assert method(_market(np.zeros((0, 3), int), np.zeros((0, 3)), [1])).size == 0
    assert method(_market([[-1, -1]], [[0, 0]], [1])).tolist() == [-1]


def _market(choices, scores, capacity, must=None, limits=()):
    lots = lots_of(np.arange(len(choices)))
    must = None if must is None else np.array(must)
    return Market(np.array(choices), np.array(scores, float), np.array(capacity), lots, must, limits)


def _is_allowed(market, taken):
    rows = np.flatnonzero(taken >= 0)
    positions = market.choices[rows, taken[rows]]
    return (positions >= 0).all() and all(
        (np.bincount(groups[positions], minlength=caps.size) <= caps).all() for groups, caps in market.levels
    )


def _rank(taken):
    return np.where(taken < 0, 99, taken)


def test_wishes_and_capacities_of_files_become_a_market(tmp_path):
    _write(tmp_path / "preferences_test.jsonl.gz", [{"student": "s1", "ranked": ["p2", "p9", "p1"]}])
    _write(tmp_path / "positions_test.jsonl.gz", [{"id": "p1", "capacity": 3}, {"id": "p2", "capacity": 1}])

    market, students = placement.read_market(tmp_path, ["p1", "p2"], ["s0", "s1"], [[0.1, 0.2], [0.3, 0.4]])

    assert (students, market.capacity.tolist(), market.choices.tolist()) == (["s1"], [3, 1], [[1, 0, -1]])
    assert market.scores[0, :2].tolist() == [0.4, 0.3]


def test_a_placing_is_measured_against_the_best_with_the_true_utilities(tmp_path):
    truth = tmp_path / "truth.npz"
    utilities = {"U": [[0, 2], [0, 1]], "V": [[0, 0], [0, 0]]}
    np.savez(truth, students=["s1", "s2"], positions=["p1", "p2"], **utilities)
    market = _market([[0, 1], [0, 1]], [[0.5, 0.5], [0.4, 0.6]], [1, 1])

    figures = placement.metrics(truth, market, np.array([0, 1]), ["p1", "p2"], ["s1", "s2"])

    assert figures["welfare_of_optimum"] == pytest.approx(9 / 10)
    assert (figures["placed"], figures["blocking_pairs"]) == (1, 0)


def _write(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
