"""The arithmetic of the gap table on cases worked out by hand."""

from datetime import date, timedelta

import pytest

from curricula import indicators
from curricula.indicators import Attainment, Post, Share, Trend
from marketplace.evidence import Attained
from marketplace.states import EvidenceClass

TODAY = date(2026, 9, 1)
YEAR = timedelta(days=365)


def post(quarters_ago=0, openings=1, level=3, must=True, position=1):
    return Post(position, TODAY - timedelta(days=round(quarters_ago * 91.3125)), openings, level, must)


def seen(level, evidence_class):
    return Attained(level, evidence_class, 1, 0.5, TODAY)


def test_demand_counts_openings_halves_a_nice_to_have_and_halves_again_after_two_quarters():
    posts = [post(openings=4), post(openings=4, must=False)]

    assert indicators.demand(posts, TODAY) == 4 + 2
    assert indicators.demand([post(2, openings=8)], TODAY) == pytest.approx(4, abs=0.01)


@pytest.mark.parametrize(("days", "counted"), [(-1, 0), (0, 1), (364, 1), (365, 0)])
def test_the_window_is_four_quarters_that_end_today(days, counted):
    posts = [Post(1, TODAY - timedelta(days=days), 1, 3, True)]

    assert len(indicators.window(posts, TODAY)) == counted


def test_trend_compares_two_windows_each_from_its_own_end():
    now = [post(0, openings=3, position=n) for n in range(5)]
    before = [Post(n, TODAY - YEAR, 2, 3, True) for n in range(5)]

    assert indicators.trend(now + before, TODAY) == Trend(0.5, 5, 5)
    assert indicators.trend(now + before, TODAY).percent == 50


@pytest.mark.parametrize(("n_now", "n_before"), [(4, 5), (5, 4), (5, 0)])
def test_a_trend_of_few_posts_has_no_percentage(n_now, n_before):
    posts = [post()] * n_now + [Post(1, TODAY - YEAR, 1, 3, True)] * n_before

    found = indicators.trend(posts, TODAY)

    assert (found, found.percent, found.is_small) == (Trend(None, n_now, n_before), None, True)


def test_the_required_level_is_weighted_as_the_demand():
    posts = [post(openings=3, level=4), post(openings=2, level=2, must=False)]

    assert indicators.required(posts, TODAY) == (3 * 4 + 1 * 2) / 4
    assert indicators.required([], TODAY) is None


def test_attainment_rests_on_confirmed_levels_where_there_are_five():
    levels = [seen(2, EvidenceClass.CONFIRMED)] * 5 + [seen(5, EvidenceClass.CLAIMED)] * 9

    assert indicators.attainment(levels) == Attainment(2.0, EvidenceClass.CONFIRMED, 5)


def test_attainment_takes_in_weaker_evidence_only_when_the_stronger_is_too_little():
    levels = [*[seen(2, EvidenceClass.CONFIRMED)] * 4, seen(4, EvidenceClass.ASSESSED), seen(5, EvidenceClass.CLAIMED)]

    assert indicators.attainment(levels) == Attainment((4 * 2 + 4) / 5, EvidenceClass.ASSESSED, 5)


def test_under_five_students_there_is_no_mean_only_n():
    found = indicators.attainment([seen(2, EvidenceClass.CONFIRMED)] * 4)

    assert (found, found.is_small) == (Attainment(None, EvidenceClass.CONFIRMED, 4), True)
    assert indicators.attainment([]) == Attainment(None, None, 0)


def test_the_gap_index_is_what_is_missing_of_what_is_required():
    posts = [post(openings=3, level=4), post(openings=1, level=2)]

    assert indicators.gap_index(posts, 2.0, TODAY) == (3 * 0.5 + 1 * 0.0) / 4
    assert indicators.gap_index(posts, 5.0, TODAY) == 0
    assert indicators.gap_index(posts, 0, TODAY) == 1
    assert indicators.gap_index(posts, None, TODAY) is None
    assert indicators.gap_index([], 2.0, TODAY) is None


def test_the_gap_of_a_major_weighs_each_skill_by_its_demand():
    assert indicators.overall_gap([(3, 0.5), (1, 0.1), (9, None), (0, 1.0)]) == (3 * 0.5 + 1 * 0.1) / 4
    assert indicators.overall_gap([(9, None)]) is None


@pytest.mark.parametrize(
    ("is_mastered", "weight", "n_market", "expected"),
    [(True, 0.24, 5, True), (True, 0.25, 5, False), (True, 0, 4, False), (False, 0, 5, False)],
)
def test_oversupply_is_mastery_that_nobody_asked_for_in_a_market_that_is_known(is_mastered, weight, n_market, expected):
    assert indicators.is_oversupplied(is_mastered, weight, n_market) is expected


@pytest.mark.parametrize(("part", "n", "percent"), [(1, 4, None), (0, 0, None), (1, 5, 20), (2, 3, None), (2, 6, 33)])
def test_a_share_of_fewer_than_five_has_no_percentage(part, n, percent):
    assert Share(part, n).percent == percent


def test_a_placement_matches_when_its_post_names_the_class_of_the_major():
    placements = [("460301", ["460301"]), ("460301", ["510201", "460305"]), ("460301", ["460105"]), ("460301", [])]

    assert indicators.major_match(placements) == Share(2, 4)
