"""What decisions teach about the weights: exactly on small groups, and on a market whose weights are known."""

from dataclasses import astuple, replace

import numpy as np
import pytest

from matching import learning
from matching.learning import Group, Lessons, accuracy, learn, lessons
from matching.rule import RULE, Weights
from tests.matching.markets import CONFIRMED, candidates, position

MUST, NICE, MAJOR, TEXT, CITY = range(5)


def group(outcomes, rows=None, **changes):
    rows = np.arange(len(outcomes)) if rows is None else np.array(rows)
    return Group(position(**changes), rows, np.array(outcomes))


def taught(differences, positions=None, judged=500):
    """`Lessons` of pairs, by default each of a position of its own."""
    positions = np.arange(len(differences)) if positions is None else np.array(positions)
    shares = 1 / np.bincount(positions)[positions]
    return Lessons(np.array(differences, float).reshape(-1, 5), shares, positions, judged)


def test_pairs_are_of_one_position_and_of_different_outcomes():
    found = lessons([group([2, 0], rows=[0, 1]), group([1, 1, 0], rows=[2, 3, 4])], candidates(5))

    assert found.positions.tolist() == [0, 1, 1]
    assert found.judged == 5


def test_a_hired_one_is_paired_with_the_interviewed_and_the_rejected():
    assert lessons([group([2, 1, 0])], candidates(3)).positions.tolist() == [0, 0, 0]


def test_a_position_where_all_came_equally_far_teaches_nothing_but_counts_as_judged():
    found = lessons([group([0, 0]), group([2, 2])], candidates(2))

    assert (found.differences.size, found.judged) == (0, 4)


def test_the_difference_is_the_one_who_came_further_minus_the_other():
    [difference] = lessons([group([0, 2])], candidates(2, [(1, 1, 3, CONFIRMED)])).differences

    assert difference[MUST] > 0
    assert difference[[MAJOR, TEXT, CITY]].tolist() == [0, 0, 0]


def test_every_position_counts_alike_however_many_applied():
    found = lessons([group([2, 0], rows=[0, 1]), group([2, 0, 0, 0], rows=[2, 3, 4, 5])], candidates(6))

    assert np.bincount(found.positions, found.shares).round(12).tolist() == [1, 1]


def test_many_equal_pairs_of_one_position_do_not_outvote_another_position():
    for_must, against = [1, 0, 0, 0, 0], [-1, 1, 0, 0, 0]

    few, _ = learn(taught([for_must, against], [0, 1]))
    many, _ = learn(taught([for_must] * 9 + [against], [0] * 9 + [1]))

    assert np.allclose(astuple(few), astuple(many), atol=1e-3)


def test_without_pairs_the_rule_stays():
    assert learn(lessons([], candidates(1))) == (RULE, 0.0)


@pytest.mark.parametrize(("judged", "trust"), [(0, 0), (100, 100 / 600), (500, 0.5), (4500, 0.9)])
def test_trust_grows_with_what_was_judged(judged, trust):
    weights, found = learn(taught([[1, 0, 0, 0, 0]], judged=judged))

    assert found == trust
    assert weights.must == pytest.approx((1 - trust) * RULE.must + trust * (RULE.must + RULE.nice), abs=1e-6)
    assert weights.nice == pytest.approx((1 - trust) * RULE.nice, abs=1e-6)


def test_skills_together_stay_worth_what_they_are_in_the_rule():
    chance = np.random.default_rng(3)
    weights, _ = learn(taught(np.abs(chance.normal(size=(50, 5)))))

    assert weights.must + weights.nice == pytest.approx(RULE.must + RULE.nice, abs=1e-5)


def test_a_part_that_counts_against_people_is_left_out():
    chance = np.random.default_rng(5)
    differences = chance.normal([1, 1, -2, 0, 0], [1, 1, 1, 0, 0], (200, 5))

    weights, trust = learn(taught(differences))

    assert weights.major == pytest.approx((1 - trust) * RULE.major, abs=1e-6)
    assert min(astuple(weights)) >= 0


def test_what_only_breaks_ties_is_not_learned():
    weights, _trust = learn(taught(np.abs(np.random.default_rng(3).normal(size=(50, 5)))))

    assert (weights.text, weights.city) == (RULE.text, RULE.city)


def test_when_every_part_counts_against_people_the_rule_stays():
    assert learn(taught([[-1, -1, -1, -1, -1]] * 3)) == (RULE, 0.0)


def test_learning_twice_gives_the_same_bits():
    chance = np.random.default_rng(1)
    found = taught(chance.normal(0.3, 1, (100, 5)))

    assert learn(found, seed=4) == learn(found, seed=4)


def test_accuracy_is_the_share_of_pairs_in_order_of_each_position():
    found = taught([[1, 0, 0, 0, 0], [-1, 0, 0, 0, 0], [0, 0, 0, 0, 0]], [0, 0, 2])

    assert accuracy(found, RULE).tolist() == [0.5, 0.5]
    assert accuracy(replace(found, differences=-found.differences), Weights(nice=0)).tolist() == [0.5, 0.5]
    assert accuracy(taught([[0, 2, 0, 0, 0]]), RULE).tolist() == [1]


def market(chance, positions=80, applicants=12):
    """Groups in which the must-skill decides: the best three are hired, the next three interviewed."""
    count = positions * applicants
    levels = chance.integers(1, 6, (count, 2))
    pieces = [(row, skill + 1, levels[row, skill], CONFIRMED) for row in range(count) for skill in (0, 1)]
    liked = 4 * levels[:, 0] + levels[:, 1] + chance.normal(0, 2, count)
    groups = []
    for rows in np.arange(count).reshape(positions, applicants):
        outcomes = np.zeros(applicants, int)
        outcomes[np.argsort(-liked[rows])[:6]] = [2, 2, 2, 1, 1, 1]
        groups.append(Group(position(((1, 4, True), (2, 4, False))), rows, outcomes))
    return groups, candidates(count, pieces)


def test_on_a_market_where_the_must_skill_decides_it_is_learned_to_count_more():
    groups, people = market(np.random.default_rng(7))
    found, unseen = lessons(groups[:60], people), lessons(groups[60:], people)

    weights, trust = learn(found)
    wrong = Weights(must=1.0, nice=3.0)

    assert trust == 720 / 1220
    assert weights.must > 2.5 * weights.nice
    assert accuracy(unseen, weights).mean() > accuracy(unseen, wrong).mean() + 0.05
    assert set(learning.NAMES) == {"must", "nice", "major", "text", "city"}
