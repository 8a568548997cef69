"""What every search engine must do: levels of skills, freshness, digests."""

from datetime import UTC, datetime, timedelta

import pytest

from search.engine import Document, Freshness, Query
from tests.search.conftest import ids, position

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def skilled(engine):
    """Positions that want Python and welding at some levels."""
    wanted = [{"python": 2, "weld": 5}, {"python": 3}, {"python": 5}, {"weld": 3}, {}]
    engine.index([Document("position", str(id), {"title": "学徒"}, levels=levels) for id, levels in enumerate(wanted)])
    return engine


def opened(*ages):
    """Make documents alike but for their age in days."""
    days = [None if age is None else NOON - timedelta(days=age) for age in ages]
    return [position(id, "焊接", published_on=day) for id, day in enumerate(days)]


def fresh(half_life=30, weight=0.5):
    return Freshness("published_on", NOON, half_life, weight)


def test_a_level_is_kept_between_its_bounds(skilled):
    assert ids(skilled, levels={"python": (3, 5)}) == ["1", "2"]
    assert ids(skilled, levels={"python": (3, 3)}) == ["1"]
    assert ids(skilled, levels={"python": (6, 9)}) == []


def test_an_open_bound_asks_for_the_skill_only(skilled):
    assert ids(skilled, levels={"python": (None, 3)}) == ["0", "1"]
    assert ids(skilled, levels={"weld": (None, None)}) == ["0", "3"]


def test_the_level_of_one_skill_is_not_that_of_another(skilled):
    assert ids(skilled, levels={"python": (5, 5)}) == ["2"]
    assert ids(skilled, levels={"python": (1, 2), "weld": (5, 5)}) == ["0"]


def test_levels_narrow_words_and_facets_without_a_score(skilled):
    free = {hit.id: hit.score for hit in skilled.search(Query("学徒")).hits}

    results = skilled.search(Query("学徒", levels={"weld": (4, None)}, facets=("kind",)))

    assert [(hit.id, hit.score) for hit in results.hits] == [("0", free["0"])]
    assert (results.total, results.facets) == (1, {"kind": {"position": 1}})


@pytest.mark.parametrize("level", [0, 6, 2.5])
def test_a_level_is_a_whole_number_from_1_to_5(level):
    with pytest.raises(ValueError, match="level"):
        Document("position", "1", levels={"python": level})


def test_a_score_halves_with_age_as_far_as_the_weight_says(engine):
    engine.index(opened(0, 30, 60, None, -30))
    plain = engine.search(Query("焊接")).hits[0].score

    hits = engine.search(Query("焊接", freshness=fresh(weight=0.4))).hits

    assert [hit.id for hit in hits] == ["0", "1", "4", "2", "3"]
    assert [hit.score / plain for hit in hits] == pytest.approx([1, 0.8, 0.8, 0.7, 0.6], rel=1e-4)


def test_freshness_without_weight_changes_nothing(engine):
    engine.index(opened(300, 0))

    assert engine.search(Query("焊接", freshness=fresh(weight=0))) == engine.search(Query("焊接"))


def test_freshness_does_not_touch_a_sort(engine):
    engine.index(opened(0, 300))

    assert ids(engine, "焊接", sort=("published_on",), freshness=fresh()) == ["1", "0"]


def test_pages_of_fresh_hits_are_those_of_the_whole_list(engine):
    ages = [(37 * number) % 301 for number in range(300)]
    engine.index(opened(*ages))
    expected = [str(id) for id in sorted(range(300), key=lambda id: (ages[id], id))]

    pages = [ids(engine, "焊接", freshness=fresh(), offset=offset, limit=7) for offset in (0, 7, 280)]

    assert pages == [expected[0:7], expected[7:14], expected[280:287]]


def test_a_better_title_outranks_a_fresher_body(engine):
    engine.index([
        position(1, "焊接学徒", published_on=NOON - timedelta(days=400)),
        position(2, "学徒", body="焊接", published_on=NOON),
    ])  # fmt: skip

    assert ids(engine, "焊接", freshness=fresh(weight=0.2)) == ["1", "2"]


def test_freshness_of_a_value_that_was_not_declared_is_refused(engine):
    with pytest.raises(ValueError, match="not declared"):
        engine.search(Query("焊接", freshness=Freshness("height", 1, 30, 0.5)))


@pytest.mark.parametrize("wrong", [{"half_life": 0}, {"weight": 1}, {"weight": -0.1}])
def test_freshness_has_bounds(wrong):
    with pytest.raises(ValueError, match="half-life"):
        fresh(**wrong)


def test_digests_tell_what_was_indexed(market):
    changed = position(6, "会计助理", city="wuhan", pay=1)
    before = market.digests("position")

    market.index([changed])

    assert set(before) == {"1", "2", "3", "4", "5", "6"}
    assert market.digests("position") == before | {"6": changed.digest}
    assert market.digests("course") == {}


def test_a_digest_changes_with_the_content_and_not_with_its_order():
    first = Document("a", "1", {"names": ("x", "y")}, {"city": ("b", "a")}, {"pay": 1}, {"weld": 2})
    same = Document("a", "1", {"names": ("y", "x"), "title": " "}, {"city": ("a", "b")}, {"pay": 1.0}, {"weld": 2})
    others = [
        Document("a", "1", {"title": ("x", "y")}, {"city": ("b", "a")}, {"pay": 1}, {"weld": 2}),
        Document("a", "1", {"names": ("x", "y")}, {"city": ("b",)}, {"pay": 1}, {"weld": 2}),
        Document("a", "1", {"names": ("x", "y")}, {"city": ("b", "a")}, {"pay": 2}, {"weld": 2}),
        Document("a", "1", {"names": ("x", "y")}, {"city": ("b", "a")}, {"pay": 1}, {"weld": 3}),
    ]

    assert first.digest == same.digest
    assert len({first.digest, *(other.digest for other in others)}) == 5
