"""Properties of the rule on random markets, and one golden ranking that a person can check."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import attainment
from matching.levels import NOTHING
from matching.rule import RuleMatcher, standard_worth
from tests.matching.markets import ASSESSED, CLAIMED, CONFIRMED, TEXT, candidates, position

MATCHER = RuleMatcher(TEXT)
STUDENTS = 5
PHRASES = ["", "PLC 编程", "Java 后端", "传感器 调试 PLC"]

rows = st.lists(
    st.tuples(st.integers(0, STUDENTS - 1), st.integers(1, 4), st.integers(1, 5), st.integers(1, 3)), max_size=30
)
standards = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 5), st.booleans()), max_size=4, unique_by=lambda row: row[0]
)


@st.composite
def markets(draw):
    each = {"min_size": STUDENTS, "max_size": STUDENTS}
    return candidates(
        STUDENTS,
        draw(rows),
        majors=np.array(draw(st.lists(st.sampled_from([460301, 460306, 461101, 510203]), **each))),
        cities=np.array(draw(st.lists(st.sampled_from(["", "苏州", "无锡"]), **each)))[:, None],
        words=TEXT.vectors(draw(st.lists(st.sampled_from(PHRASES), **each))),
        opted_out=np.array(draw(st.lists(st.booleans(), **each))),
    )


@st.composite
def positions(draw):
    return position(
        draw(standards),
        majors=np.array(draw(st.sampled_from([[], [460301], [460301, 510203]])), int),
        city=draw(st.sampled_from(["", "苏州"])),
        words=TEXT.vectors([draw(st.sampled_from(PHRASES))]),
    )


@given(positions(), markets())
def test_scores_lie_between_0_and_1_and_are_the_sum_of_their_parts(wanted, market):
    ranking = MATCHER.rank(wanted, market)

    assert ((ranking.scores >= 0) & (ranking.scores <= 1)).all()
    assert np.allclose(sum(ranking.parts.values()), ranking.scores, atol=1e-6, rtol=0)
    skills = ranking.parts["must_skills"] + ranking.parts["nice_skills"]
    assert np.allclose(ranking.skill_parts.sum(axis=1), skills, atol=1e-6, rtol=0)
    assert round(sum(ranking.limits.values()), 9) in {0, 1}
    assert all((ranking.parts[part] <= limit + 1e-9).all() for part, limit in ranking.limits.items())


@given(positions(), rows, st.data())
def test_a_higher_level_never_lowers_a_score(wanted, evidence, data):
    at = data.draw(st.integers(0, max(len(evidence) - 1, 0)))
    more = [(*row[:2], min(row[2] + (number == at), 5), row[3]) for number, row in enumerate(evidence)]

    before, after = (MATCHER.rank(wanted, candidates(STUDENTS, each)) for each in (evidence, more))

    raised = {row[0] for number, row in enumerate(evidence) if number == at}
    for row in range(STUDENTS):
        if row in raised:
            assert after.scores[row] >= before.scores[row] - 1e-6
        else:
            assert after.scores[row] == before.scores[row]


@given(st.integers(1, 5), st.floats(0, 5), st.floats(0.5, 20), st.floats(0, 2), st.floats(0, 20))
def test_a_level_is_worth_more_when_it_is_higher_and_when_it_is_surer(required, mean, precision, more, surer):
    worth = attainment.worth(mean, precision, required)

    assert 0 <= worth <= attainment.most(required)
    assert attainment.worth(mean + more, precision, required) >= worth - 1e-9
    assert attainment.worth(mean, precision + surer, required) >= worth - 1e-9


@given(positions(), markets(), st.permutations(range(STUDENTS)))
def test_permuting_the_candidates_permutes_the_ranking_bit_by_bit(wanted, market, order):
    order = np.array(order)
    arrays = {name: getattr(market, name)[order] for name in market.__slots__ if name not in {"skills", "levels"}}
    levels = type(market.levels)(*(getattr(market.levels, name)[order] for name in market.levels.__slots__))

    one, other = MATCHER.rank(wanted, market), MATCHER.rank(wanted, replace(market, levels=levels, **arrays))

    assert one.scores[order].tobytes() == other.scores.tobytes()
    assert one.ranks[order].tolist() == other.ranks.tolist()
    assert market.ids[one.order].tolist() == other.candidates.ids[other.order].tolist()


@given(positions(), markets())
def test_ranks_follow_scores_and_leave_out_who_is_not_eligible(wanted, market):
    ranking = MATCHER.rank(wanted, market)

    ranked = set(ranking.order.tolist())
    assert not ranked & set(np.flatnonzero(market.opted_out).tolist())
    assert set(np.flatnonzero(ranking.ranks).tolist()) == ranked
    for row in ranked:
        assert ranking.ranks[row] == 1 + sum(ranking.scores[other] > ranking.scores[row] for other in ranked)


@given(standards.filter(lambda rows: {row[2] for row in rows} == {True, False}))
def test_a_must_skill_is_worth_three_times_a_nice_one(standard):
    wanted = position(standard)

    worth = standard_worth(wanted)

    assert round(worth.sum(), 9) == 1
    assert np.allclose(worth[wanted.must], 3 * worth[~wanted.must][0])


GOLDEN = [
    # who                           evidence of skill 1 (must, 3), of skill 2 (nice, 3)             major   rank
    ("both confirmed",              [(1, 4, CONFIRMED), (2, 3, CONFIRMED)],                         460301, 1),
    ("must confirmed, nice missing", [(1, 3, CONFIRMED)],                                           460301, 3),
    ("must assessed, nice confirmed", [(1, 3, ASSESSED), (2, 3, CONFIRMED)],                        460301, 2),
    ("both claimed at the top",     [(1, 5, CLAIMED), (2, 5, CLAIMED)],                             460301, 4),
    ("known to lack the must",      [(1, 1, CONFIRMED), (2, 3, CONFIRMED)],                         460301, 6),
    ("must unknown, nice excellent", [(2, 5, CONFIRMED)],                                           460301, 5),
    ("nothing, right major",        [],                                                             460301, 8),
    ("all, but a foreign major",    [(1, 5, CONFIRMED), (2, 5, CONFIRMED)],                         510203, 0),
    ("claims, related major",       [(1, 2, CLAIMED)],                                              460306, 7),
]  # fmt: skip


def test_a_golden_ranking_that_a_person_can_check():
    evidence = [(row, *piece) for row, (_, found, _, _) in enumerate(GOLDEN) for piece in found]
    market = candidates(len(GOLDEN), evidence, majors=np.array([case[2] for case in GOLDEN]))

    ranking = MATCHER.rank(position([(1, 3, True), (2, 3, False)]), market)

    assert ranking.ranks.tolist() == [case[3] for case in GOLDEN]


def test_the_arithmetic_of_one_score():
    """The best possible: 3 + 0.05·2 levels of skill, 0.5 major, 0.05 text, 0.01 city = 3.66. The student stands
    (4·1.3 + 0.39·3.3)/(4.39 + 20) = 0.27 above usual, so the must is 1.85 ± 0.46 and worth 1.844 levels of 3.1, at
    three quarters; the nice one 2.06 ± 0.96 and worth 1.975, at one; major 0.8·0.5; no text; no city said."""
    market = candidates(1, [(0, 1, 2, CONFIRMED), (0, 2, 4, CLAIMED)], majors=np.array([460306]))

    ranking = MATCHER.rank(position(), market)

    parts = {name: round(float(values[0]), 4) for name, values in ranking.parts.items()}
    assert parts == {"must_skills": 0.3783, "nice_skills": 0.1352, "major": 0.1093, "text": 0.0, "city": 0.0014}
    assert round(float(ranking.scores[0]), 4) == 0.6242


@pytest.mark.parametrize("required", [1, 3, 5])
def test_the_quick_worth_is_the_worth_to_six_digits(required):
    mean, precision = (each.ravel() for each in np.meshgrid(np.linspace(0, 5, 301), np.geomspace(NOTHING, 100, 60)))
    mean, precision = mean.astype(np.float32), precision.astype(np.float32)

    quick = attainment.quick_worth(mean, precision, np.float32(required))

    assert quick.dtype == np.float32
    assert np.abs(quick - attainment.worth(mean, precision, required)).max() < 1e-6


@pytest.mark.parametrize("seed", [1, 2])
def test_ties_share_a_rank_and_are_drawn_by_lot_per_position(seed):
    market = candidates(50)

    ranking = MATCHER.rank(position(id=seed), market)

    assert set(ranking.ranks) == {1}
    assert ranking.order.tolist() != list(range(50))
    assert ranking.order.tolist() == MATCHER.rank(position(id=seed), market).order.tolist()


@settings(max_examples=20)
@given(positions())
def test_a_position_without_candidates_has_an_empty_ranking(wanted):
    assert MATCHER.rank(wanted, candidates(0)).order.size == 0
