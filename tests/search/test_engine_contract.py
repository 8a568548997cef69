"""What every search engine must do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from search import words
from search.engine import WINDOW, Document, Hit, Query, Suggestion
from tests.search.conftest import position, titled


def ids(engine, words="", **query):
    return engine.search(Query(words, **query)).ids


def keys(results):
    return [(hit.kind, hit.id) for hit in results.hits]


@pytest.fixture
def market(engine):
    """Six positions in three cities, two of them paid alike."""
    engine.index(
        [
            position(
                1,
                "Python 后端开发实习生",
                names=("Python", "Django"),
                city="beijing",
                skill=("python", "django"),
                pay=3000,
            ),
            position(2, "前端开发实习生", names=("Vue.js",), city="beijing", skill=("vue",), pay=2500.5),
            position(3, "软件测试实习生", names=("Python",), city="shanghai", skill=("python",), pay=3000),
            position(4, "数控车床操作工", names=("数控加工",), city="shanghai", skill=("cnc",), pay=4200),
            position(5, "汽车维修学徒", city="wuhan", skill=("repair",)),
            position(6, "会计助理", city="wuhan", pay=-1),
        ]
    )
    return engine


# Words


def test_a_chinese_word_is_found_inside_a_title(engine):
    engine.index(titled("校企合作实习平台", "汽车维修"))

    assert ids(engine, "实习") == ["1"]
    assert ids(engine, "合作") == ["1"]


def test_a_part_of_a_long_chinese_word_finds_it(engine):
    engine.index(titled("软件测试工程师", "会计"))

    assert ids(engine, "测试工程") == ["1"]


def test_a_whole_phrase_finds_its_words_apart(engine):
    engine.index(titled("负责软件的自动化测试", "会计"))

    assert ids(engine, "软件测试") == ["1"]


def test_a_name_no_dictionary_knows_is_found(engine):
    engine.index(titled("鑫瑞达精密机械有限公司", "达瑞鑫贸易有限公司"))

    assert ids(engine, "鑫瑞达") == ["1"]


def test_a_single_character_is_found_inside_words(engine):
    engine.index(titled("汽车维修", "护理"))

    assert ids(engine, "车") == ["1"]


def test_mixed_chinese_and_latin_words_are_found_together(market):
    assert ids(market, "python后端") == ["1"]
    assert ids(market, "后端 PYTHON") == ["1"]


def test_full_width_letters_are_letters(market):
    assert ids(market, "Ｐｙｔｈｏｎ 后端") == ["1"]


def test_names_with_signs_are_words(engine):
    engine.index(titled("C++ 开发", "C# 开发", "C语言 开发", "Node.js 开发", "Vue3 开发"))

    assert ids(engine, "c++") == ["1"]
    assert ids(engine, "C#") == ["2"]
    assert ids(engine, "nodejs") == ["4"]
    assert ids(engine, "vue") == ["5"]


def test_an_alias_finds_the_official_name(engine):
    engine.index(titled("岗位实习管理", "顶岗实习总结", "会计"))

    assert set(ids(engine, "顶岗实习")) == {"1", "2"}
    assert set(ids(engine, "岗位实习")) == {"1", "2"}


def test_an_alias_of_several_words_finds_the_other_language(engine):
    words.add_aliases({"机器视觉": ["machine vision"]})
    engine.index(titled("机器视觉调试", "Machine Vision Engineer", "machine operator"))

    assert set(ids(engine, "machine vision")) == {"1", "2"}
    assert set(ids(engine, "机器视觉")) == {"1", "2"}


def test_a_word_learned_after_indexing_still_finds_older_documents(engine):
    engine.index(titled("鲲鹏运维工程", "会计"))
    words.add_words(["鲲鹏运维"])

    assert ids(engine, "鲲鹏运维") == ["1"]


def test_both_of_two_words_are_required(market):
    assert ids(market, "python 前端") == []


def test_one_of_four_words_may_be_missing(market):
    assert ids(market, "前端 开发 实习生 护理") == ["2"]
    assert ids(market, "前端 会计 护理 焊接") == []


def test_words_that_say_nothing_are_not_required(market):
    assert ids(market, "前端的开发") == ["2"]


def test_a_title_counts_more_than_a_name_and_a_name_more_than_the_body(engine):
    engine.index([position(1, "甲", body="焊接"), position(2, "焊接"), position(3, "乙", names=("焊接",))])

    assert ids(engine, "焊接") == ["2", "3", "1"]


def test_a_typo_in_a_latin_word_is_forgiven(market):
    assert set(ids(market, "pyhton")) == {"1", "3"}
    assert set(ids(market, "pythn")) == {"1", "3"}


def test_an_unfinished_latin_word_is_completed(market):
    assert ids(market, "djan") == ["1"]


def test_a_latin_word_that_exists_is_taken_as_it_stands(engine):
    engine.index(titled("Java 开发", "Lava 开发", "JavaScript 开发"))

    assert ids(engine, "java") == ["1"]


def test_a_wrong_chinese_character_is_not_forgiven(market):
    assert ids(market, "会汁") == []


def test_blank_words_find_everything(market):
    assert ids(market, " \t ") == ["1", "2", "3", "4", "5", "6"]


HOSTILE = [
    *('"', "AND (", "a:b", "*", "\\", "python\0", "\0", "🎉👩‍💻", "+-!(){}[]^~?:/", "%' OR 1=1 --"),
    *("x" * 10_000, "护" * 10_000, "护 " * 5_000, "\ud800", "\u202e\u200b"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_searched_without_error(market, text):
    assert market.search(Query(text, facets=("city",), sort=("pay",))).total in (0, 2)
    assert market.search(Query(where={"city": (text,)})).total == 0
    assert isinstance(market.suggest(text), list)


@pytest.mark.parametrize("text", ['"', "*", "🎉", "( )"])
def test_signs_alone_find_nothing(market, text):
    assert ids(market, text) == []


def test_signs_around_words_are_ignored(market):
    assert ids(market, '"python" AND (后端)') == ids(market, "python and 后端")
    assert ids(market, "title:前端*") == []
    assert ids(market, "(前端)*") == ["2"]


def test_hostile_documents_are_indexed_without_error(engine):
    engine.index([position(1, "a\0b <script>", body="字" * 50_000 + " " + "y" * 50_000, city="a\0b", names=("", " "))])

    assert ids(engine, "script") == ["1"]
    assert ids(engine, where={"city": ("a\0b",)}) == ["1"]


# Filters and ranges


def test_a_filter_keeps_documents_with_any_of_its_values(market):
    assert ids(market, where={"city": ("beijing",)}) == ["1", "2"]
    assert ids(market, where={"city": ("beijing", "wuhan")}) == ["1", "2", "5", "6"]


def test_filters_on_two_keywords_must_both_hold(market):
    assert ids(market, where={"city": ("shanghai",), "skill": ("python", "vue")}) == ["3"]


def test_an_empty_filter_filters_nothing(market):
    assert market.search(Query(where={"city": ()})).total == 6


def test_an_unknown_keyword_matches_nothing(market):
    assert ids(market, where={"planet": ("mars",)}) == []


def test_keyword_values_are_exact(engine):
    engine.index([position(1, city="上海 浦东"), position(2, city="上海")])

    assert ids(engine, where={"city": ("上海",)}) == ["2"]


def test_kinds_are_told_apart(engine):
    engine.index([position(7, "焊接"), position(7, "焊接", kind="course"), position(8, "焊接", kind="course")])

    results = engine.search(Query("焊接", where={"kind": ("course",)}, facets=("kind",)))

    assert keys(results) == [("course", "7"), ("course", "8")]
    assert results.facets == {"kind": {"course": 2, "position": 1}}


def test_filters_do_not_change_scores(market):
    free = {hit.id: hit.score for hit in market.search(Query("python")).hits}
    where = {"city": ("beijing",), "kind": ("position",)}

    filtered = market.search(Query("python", where=where, ranges={"pay": (1, None)}))

    assert filtered.hits == [Hit("position", "1", free["1"])]


def test_a_range_includes_its_bounds(market):
    assert ids(market, ranges={"pay": (2500.5, 3000)}) == ["1", "2", "3"]
    assert ids(market, ranges={"pay": (2500.6, 2999.9)}) == []


def test_a_range_may_be_open(market):
    assert ids(market, ranges={"pay": (3001, None)}) == ["4"]
    assert ids(market, ranges={"pay": (None, 0)}) == ["6"]
    assert ids(market, ranges={"pay": (None, None)}) == ["1", "2", "3", "4", "5", "6"]


def test_a_range_of_dates(engine):
    days = [date(1969, 12, 31), date(2026, 9, 1), date(2026, 9, 2)]
    engine.index([position(id, published_on=day) for id, day in enumerate(days)])

    assert ids(engine, ranges={"published_on": (date(2026, 9, 1), date(2026, 9, 1))}) == ["1"]
    assert ids(engine, ranges={"published_on": (None, date(2026, 1, 1))}) == ["0"]


def test_a_range_of_moments(engine):
    noon = datetime(2026, 9, 1, 12, tzinfo=UTC)
    engine.index([position(1, published_on=noon), position(2, published_on=noon + timedelta(seconds=1))])

    assert ids(engine, ranges={"published_on": (noon + timedelta(seconds=1), None)}) == ["2"]


def test_a_value_that_was_not_declared_is_refused(engine):
    with pytest.raises(ValueError, match="not declared"):
        engine.index([Document("position", "1", values={"height": 3})])
    with pytest.raises(ValueError, match="not declared"):
        engine.search(Query(ranges={"height": (1, 2)}))
    with pytest.raises(ValueError, match="not declared"):
        engine.search(Query(sort=("-height",)))


# Facets


def test_facets_count_what_was_found(market):
    results = market.search(Query("实习生", facets=("city", "skill")))

    assert results.facets == {"city": {"beijing": 2, "shanghai": 1}, "skill": {"python": 2, "django": 1, "vue": 1}}


def test_facets_are_ordered_by_count_then_value(market):
    results = market.search(Query(facets=("skill",)))

    assert list(results.facets["skill"].items()) == [
        ("python", 2),
        ("cnc", 1),
        ("django", 1),
        ("repair", 1),
        ("vue", 1),
    ]


def test_a_facet_ignores_its_own_filter(market):
    results = market.search(Query(where={"city": ("beijing",)}, facets=("city", "skill")))

    assert results.total == 2
    assert results.facets["city"] == {"beijing": 2, "shanghai": 2, "wuhan": 2}
    assert results.facets["skill"] == {"django": 1, "python": 1, "vue": 1}


def test_each_of_two_filtered_facets_obeys_the_other(market):
    results = market.search(Query(where={"city": ("beijing",), "skill": ("python",)}, facets=("city", "skill")))

    assert results.facets == {"city": {"beijing": 1, "shanghai": 1}, "skill": {"python": 1, "django": 1, "vue": 1}}


def test_facets_obey_ranges(market):
    assert market.search(Query(ranges={"pay": (3000, None)}, facets=("city",))).facets == {
        "city": {"shanghai": 2, "beijing": 1}
    }


def test_a_chosen_value_stays_in_its_facet_when_nothing_has_it(market):
    results = market.search(Query("会计", where={"city": ("beijing",)}, facets=("city",)))

    assert results.total == 0
    assert results.facets == {"city": {"wuhan": 1, "beijing": 0}}


def test_a_facet_nobody_has_is_empty(market):
    assert market.search(Query(facets=("planet",))).facets == {"planet": {}}


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


def texts(suggestions):
    return [suggestion.text for suggestion in suggestions]


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
