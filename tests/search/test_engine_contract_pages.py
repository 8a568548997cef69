"""What every search engine must do: order and pages, writing, suggestions."""

from datetime import date

import pytest

from search.engine import WINDOW, Hit, Query, Suggestion
from tests.search.conftest import ids, keys, position, texts, titled

# Order and pages


def test_a_sort_rises_or_falls_and_puts_missing_values_last(market):
    assert ids(market, sort=("pay",)) == ["6", "2", "1", "3", "4", "5"]
    assert ids(market, sort=("-pay",)) == ["4", "1", "3", "2", "6", "5"]


def test_a_second_sort_key_decides_ties(engine):
    engine.index([position(1, pay=1, published_on=date(2026, 1, 1)), position(2, pay=1, published_on=date(2026, 1, 2))])

    assert ids(engine, sort=("pay", "-published_on")) == ["2", "1"]


def test_a_sort_outranks_relevance_and_scores_nothing(market):
    results = market.search(Query("python", sort=("-pay",)))

    assert results.hits == [Hit("position", "1", 0.0), Hit("position", "3", 0.0)]


def test_equal_documents_follow_each_other_by_id(engine):
    for id in (10, 9, 2, 100, 1):
        engine.index([position(id, "焊接", pay=5)])

    assert ids(engine, "焊接") == ["1", "2", "9", "10", "100"]
    assert ids(engine, sort=("-pay",)) == ["1", "2", "9", "10", "100"]
    assert ids(engine) == ["1", "2", "9", "10", "100"]


def test_pages_of_equal_documents_neither_repeat_nor_lose_any(engine):
    engine.index(position(id, "焊接") for id in reversed(range(300)))

    pages = [ids(engine, "焊接", offset=offset, limit=50) for offset in range(0, 300, 50)]

    assert [id for page in pages for id in page] == [str(id) for id in range(300)]


def test_an_id_that_is_no_number_comes_after_numbers(engine):
    engine.index([position("about", "焊接"), position(3, "焊接"), position("zoo", "焊接")])

    assert ids(engine, "焊接") == ["3", "about", "zoo"]


def test_offset_and_limit_cut_a_page_and_total_counts_all(market):
    results = market.search(Query(sort=("pay",), offset=2, limit=2))

    assert (results.ids, results.total) == (["1", "3"], 6)


def test_a_page_after_the_end_is_empty(market):
    assert market.search(Query(offset=6)) == market.search(Query(offset=WINDOW + 5))
    assert market.search(Query("实习生", offset=50)).hits == []


def test_a_limit_of_zero_only_counts(market):
    results = market.search(Query("python", limit=0, facets=("city",)))

    assert (results.hits, results.total, results.facets) == ([], 2, {"city": {"beijing": 1, "shanghai": 1}})


def test_an_empty_index_finds_nothing(engine):
    assert engine.search(Query("python", facets=("city",), sort=("pay",))).total == 0
    assert engine.suggest("python") == []


# Writing


def test_indexing_again_replaces_a_document(market):
    market.index([position(1, "护理", city="xian")])

    assert ids(market, "后端") == []
    assert ids(market, where={"city": ("xian",)}) == ["1"]
    assert market.search(Query()).total == 6


def test_the_last_of_two_documents_with_one_key_wins(engine):
    assert engine.index([position(1, "焊接"), position(1, "护理")]) == 1

    assert (ids(engine, "焊接"), ids(engine, "护理")) == ([], ["1"])


def test_a_deleted_document_is_gone_from_hits_and_facets(market):
    market.delete("position", ["1", "999"])

    results = market.search(Query("python", facets=("city",)))

    assert (results.ids, results.facets) == (["3"], {"city": {"shanghai": 1}})


def test_deleting_one_kind_leaves_the_same_id_of_another(engine):
    engine.index([position(1, "焊接"), position(1, "焊接", kind="course")])

    engine.delete("position", ["1"])

    assert keys(engine.search(Query("焊接"))) == [("course", "1")]


def test_writing_nothing_is_no_error(market):
    assert market.index([]) == 0
    market.delete("position", [])

    assert market.search(Query()).total == 6


def test_a_rebuild_replaces_everything(market):
    assert market.rebuild(titled("焊接", "护理")) == 2

    assert (market.search(Query()).total, market.ids("position")) == (2, {"1", "2"})


def test_a_rebuild_that_fails_leaves_the_old_index(market):
    def broken():
        yield position(1, "焊接")
        raise RuntimeError("database went away")

    with pytest.raises(RuntimeError):
        market.rebuild(broken())

    assert market.search(Query()).total == 6
    market.index([position(7, "焊接")])
    assert ids(market, "焊接") == ["7"]


def test_the_old_index_answers_while_a_rebuild_reads(market):
    seen = []

    def documents():
        for document in titled("焊接", "护理"):
            seen.append(market.search(Query()).total)
            yield document

    market.rebuild(documents())

    assert (seen, market.search(Query()).total) == ([6, 6], 2)


def test_what_is_written_during_a_rebuild_is_kept(market):
    def documents():
        yield position(1, "焊接")
        yield position(2, "护理")
        market.index([position(3, "钳工"), position(1, "电工")])
        market.delete("position", ["2"])

    market.rebuild(documents())

    assert (market.ids("position"), ids(market, "电工"), ids(market, "焊接")) == ({"1", "3"}, ["1"], [])


def test_ids_lists_the_documents_of_a_kind(market):
    market.index([position("a", kind="page")])

    assert (market.ids("page"), market.ids("position")) == ({"a"}, {"1", "2", "3", "4", "5", "6"})


# Suggestions


def test_names_are_suggested_as_they_are_written_with_counts(market):
    assert market.suggest("pyt", limit=1) == [Suggestion("Python", count=2)]


def test_titles_are_suggested_with_their_document(market):
    assert market.suggest("会") == [Suggestion("会计助理", "position", "6")]


def test_names_come_before_titles(market):
    assert texts(market.suggest("数控")) == ["数控加工", "数控车床操作工"]


def test_an_unfinished_chinese_word_is_completed(market):
    assert texts(market.suggest("软件测")) == ["软件测试实习生"]
    assert texts(market.suggest("后端开")) == ["Python 后端开发实习生"]


def test_a_finished_word_and_an_unfinished_one_must_both_fit(market):
    assert texts(market.suggest("python 后")) == ["Python 后端开发实习生"]
    assert market.suggest("会计 后") == []


def test_a_typo_in_a_latin_word_is_forgiven_in_suggestions(market):
    assert texts(market.suggest("pyhto"))[0] == "Python"
    assert market.suggest("会汁") == []


def test_suggestions_obey_a_filter(market):
    assert texts(market.suggest("pyt", where={"city": ("shanghai",)})) == ["Python"]
    assert market.suggest("pyt", where={"city": ("wuhan",)}) == []


def test_equal_titles_are_suggested_once(engine):
    engine.index(titled("会计助理", "会计助理", "会计文员"))

    assert texts(engine.suggest("会计")) == ["会计助理", "会计文员"]


def test_suggestions_keep_to_the_limit(market):
    assert len(market.suggest("实习", limit=2)) == 2
    assert market.suggest("  ") == []
