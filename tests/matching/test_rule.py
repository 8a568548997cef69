"""Properties of the rule on random markets, and one golden ranking that a person can check."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.rule import MUST_SHARE, RuleMatcher, skill_shares
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


@given(positions(), rows, st.integers(1, 4), st.integers(1, 3), st.data())
def test_more_of_a_skill_never_lowers_a_score(wanted, evidence, skill, kind, data):
    strongest = [row for row in evidence if row[0] == 0 and row[1] == skill]
    kind = max([kind, *(row[3] for row in strongest)])
    best = max([row[2] for row in strongest], default=1)
    more = [*evidence, (0, skill, data.draw(st.integers(best, 5)), kind)]

    before, after = (MATCHER.rank(wanted, candidates(STUDENTS, each)) for each in (evidence, more))

    assert after.scores[0] >= before.scores[0] - 1e-6
    assert np.array_equal(after.scores[1:], before.scores[1:])


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
def test_the_must_skills_dominate_whatever_the_number_of_nice_ones(standard):
    wanted = position(standard)

    shares = skill_shares(wanted)

    assert round(shares.sum(), 9) == 1
    assert round(shares[wanted.must].sum(), 9) >= MUST_SHARE
    assert shares[wanted.must].min() >= 3 * shares[~wanted.must].max() - 1e-9


GOLDEN = [
    # who                           evidence of skill 1 (must, 3), of skill 2 (nice, 3)             major   rank
    ("both confirmed",              [(1, 4, CONFIRMED), (2, 3, CONFIRMED)],                         460301, 1),
    ("must confirmed, nice missing", [(1, 3, CONFIRMED)],                                           460301, 3),
    ("must assessed, nice confirmed", [(1, 3, ASSESSED), (2, 3, CONFIRMED)],                        460301, 2),
    ("both claimed at the top",     [(1, 5, CLAIMED), (2, 5, CLAIMED)],                             460301, 4),
    ("must half, confirmed",        [(1, 1, CONFIRMED), (2, 3, CONFIRMED)],                         460301, 5),
    ("only the nice one",           [(2, 5, CONFIRMED)],                                            460301, 6),
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
    """Must: 0.7·0.75·(2/3)·0.852 = 0.298; nice: 0.7·0.25·1·0.5 = 0.0875; major 0.8·0.15; no text; no city said."""
    market = candidates(1, [(0, 1, 2, CONFIRMED), (0, 2, 4, CLAIMED)], majors=np.array([460306]))

    ranking = MATCHER.rank(position(), market)

    parts = {name: round(float(values[0]), 4) for name, values in ranking.parts.items()}
    assert parts == {"must_skills": 0.2982, "nice_skills": 0.0875, "major": 0.12, "text": 0.0, "city": 0.025}
    assert round(float(ranking.scores[0]), 4) == 0.5307


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
