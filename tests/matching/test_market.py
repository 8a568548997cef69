"""The market arranged for speed: what comes out is what the matcher says about everybody."""

from dataclasses import replace

import numpy as np
import pytest

from matching.market import Market
from matching.rule import RuleMatcher
from tests.matching import markets

MATCHER = RuleMatcher(markets.TEXT)
MAJORS = np.array([460301, 460306, 460101, 510203, 530101])
POSITIONS = {
    "one class": {"majors": MAJORS[:2]},
    "every major": {"majors": MAJORS[:0]},
    "two categories, no city": {"majors": MAJORS[[2, 4]], "city": ""},
    "no dates": {"starts_on": markets.NO_DAY, "ends_on": markets.NO_DAY},
    "no standard": {"skills": ()},
    "a skill nobody has": {"skills": ((1, 3, True), (9, 2, False))},
}


def candidates(count, seed=0):
    dice = np.random.default_rng(seed)
    rows = [(*row, *other) for row, other in zip(dice.integers(0, [count, 1], (3 * count, 2))[:, :1], dice.integers(
        [1, 1, 1], [5, 6, 4], (3 * count, 3)), strict=True)]  # fmt: skip
    start = np.datetime64("2026-01-01")
    return markets.candidates(
        count,
        rows,
        ids=dice.permutation(count) + 1_000,
        majors=dice.choice(MAJORS, count),
        cities=dice.choice(["", "苏州", "无锡"], (count, 2)),
        cohorts=dice.integers(2023, 2026, count),
        words=markets.TEXT.vectors(dice.choice(["PLC 编程", "Java 开发", "传感器 调试 PLC", ""], count)),
        opted_out=dice.random(count) < 0.1,
        available_from=start + dice.integers(0, 90, count),
        busy_from=start + dice.integers(0, 400, (count, 1)),
        busy_until=start + dice.integers(0, 400, (count, 1)) + 30,
    )


@pytest.fixture(scope="module")
def everybody():
    return candidates(400)


@pytest.fixture(params=POSITIONS)
def position(request):
    return markets.position(**POSITIONS[request.param])


def listed(ranking, most):
    rows = ranking.order[:most]
    return list(zip(ranking.candidates.ids[rows].tolist(), ranking.scores[rows].tolist(), strict=True))


def test_the_best_are_the_best_of_all_and_in_the_same_order(everybody, position):
    full = MATCHER.rank(position, everybody)

    some = Market.of(everybody).rank(MATCHER, position, keep=60)

    assert listed(some, 40) == listed(full, 40)
    assert some.ranked == full.ranked


def test_the_quick_score_is_the_score_to_six_digits(everybody, position):
    full = MATCHER.rank(position, everybody)

    market = Market.of(everybody)
    quick = market.quick(MATCHER, position)[market.rows(everybody.ids)]

    ranked = full.ranks > 0
    assert ((quick > -np.inf) == ranked).all()
    assert np.abs(quick - full.scores)[ranked].max(initial=0) < 1e-6


def test_who_is_asked_for_besides_has_the_rank_among_all(everybody, position):
    full = MATCHER.rank(position, everybody)
    last = int(everybody.ids[full.order[-1]])

    some = Market.of(everybody).rank(MATCHER, position, keep=20, besides=[last, -1])

    assert MATCHER.explain(some, last).score == MATCHER.explain(full, last).score
    assert abs(MATCHER.explain(some, last).rank - MATCHER.explain(full, last).rank) <= 1


def test_explanations_of_the_best_are_the_same(everybody, position):
    full = MATCHER.rank(position, everybody)

    some = Market.of(everybody).rank(MATCHER, position, keep=60)

    for student, _score in listed(full, 10):
        assert MATCHER.explain(some, student).as_json()["skills"] == MATCHER.explain(full, student).as_json()["skills"]
        assert MATCHER.explain(some, student).rank == MATCHER.explain(full, student).rank


def test_the_order_of_the_students_has_no_influence(everybody, position):
    turned = Market.of(candidates(400)).candidates
    shuffled = Market(turned).among(np.random.default_rng(1).permutation(400), turned.skills)

    some, other = (Market.of(each).rank(MATCHER, position, keep=30) for each in (everybody, shuffled))

    assert listed(some, 30) == listed(other, 30)


def test_a_tie_at_the_end_of_the_shortlist_is_drawn_by_the_same_lot(everybody):
    equal = replace(everybody, opted_out=np.zeros(400, bool), majors=np.full(400, 460301))
    position = markets.position(skills=(), city="", words=markets.TEXT.vectors([""]))

    some = Market.of(equal).rank(MATCHER, position, keep=30)

    assert listed(some, 30) == listed(MATCHER.rank(position, equal), 30)
