"""What every search engine must do: words, filters, facets."""

from datetime import UTC, date, datetime, timedelta

import pytest

from search import words
from search.engine import Document, Hit, Query
from tests.search.conftest import ids, keys, position, titled

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


def test_a_mistyped_word_is_found_first_in_a_title_then_in_a_name_then_in_the_text(engine):
    engine.index(
        [
            position(1, "数据分析", body="会用 python 更好"),
            position(2, "后端开发", names=("python",)),
            position(3, "python 开发"),
        ]
    )

    assert ids(engine, "pyhton") == ["3", "2", "1"]


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
