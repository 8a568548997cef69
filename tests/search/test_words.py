import subprocess
import sys

import pytest

from search import words


def typed(query):
    """Return the first form of each unit of a query."""
    return [unit.forms[0].words for unit in words.units(query)]


def test_a_long_chinese_word_is_indexed_with_the_words_inside_it():
    assert words.split("软件测试工程师") == ["软件", "测试", "软件测试", "工程", "工程师"]


def test_latin_words_are_indexed_in_every_way_they_are_written():
    assert words.split("Node.js Vue3 C++ C# React-Native 3.5") == [
        *("node.js", "nodejs", "node", "js"),
        *("vue3", "vue"),
        *("c++", "c#"),
        *("react-native", "reactnative", "react", "native"),
        *("3.5", "35", "3", "5"),
    ]


def test_widths_and_cases_are_one():
    assert words.split("ＰＹＴＨＯＮ　㎞") == ["python", "km"]


def test_signs_and_emoji_are_no_words():
    assert words.split("「」…—🎉 \0\\*") == []


def test_grams_are_characters_and_pairs():
    assert words.grams("车铣Ab车铣") == ["车", "铣", "车铣"]


def test_words_of_the_trade_are_known():
    assert typed("后端的开发") == [("后端",), ("开发",)]
    assert typed("产教融合") == [("产教融合",)]


def test_single_characters_stand_together():
    assert typed("鑫瑞达公司") == [("鑫", "瑞", "达"), ("公司",)]


def test_words_that_say_nothing_stay_when_they_are_alone():
    assert typed("的") == [("的",)]
    assert typed("the") == [("the",)]


def test_a_query_is_cut_where_nobody_reads_on():
    assert len(words.units("护理 " * 5_000)) == 67
    assert len(words.units("x" * 10_000)[0].forms[0].words[0]) == words.LONGEST_WORD


def test_a_learned_word_is_not_cut():
    words.add_words(["鹏飞达标"])

    assert typed("鹏飞达标培训") == [("鹏飞达标",), ("培训",)]


def test_an_alias_brings_all_names_of_its_group():
    words.add_aliases({"PLC": ["可编程控制器", "programmable logic controller"]})

    [unit] = words.units("可编程控制器")

    assert {"".join(form.words) for form in unit.forms} == {"可编程控制器", "plc", "programmablelogiccontroller"}


def test_the_longest_alias_wins():
    words.add_aliases({"深度学习": ["deep learning"], "深": ["deep"]})

    assert [len(unit.forms) for unit in words.units("deep learning")] == [2]


def test_an_alias_of_two_names_brings_both():
    words.add_aliases({"装配钳工": ["FGZ"], "机修钳工": ["FGZ"]})

    [unit] = words.units("fgz")

    assert {"".join(form.words) for form in unit.forms} == {"fgz", "装配钳工", "机修钳工"}


def test_an_alias_without_words_is_harmless():
    words.add_aliases({"焊工证": ["", "***"]})

    assert typed("焊工证") == [("焊工证",)]


@pytest.mark.parametrize("near", ["python", "pyhton", "pythn", "pythoon", "pithon", "ypthon", "pytho"])
def test_one_edit_is_near(near):
    assert words.is_near("python", near)


@pytest.mark.parametrize("far", ["pyhtno", "pyton3", "pyth", "typhon", "", "pythonic"])
def test_two_edits_are_far(far):
    assert not words.is_near("python", far)


def test_the_dictionary_loads_silently_and_leaves_no_file(tmp_path):
    code = "from search import words; print(words.split('校企合作'))"

    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, env={"TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr, list(tmp_path.iterdir())) == ("['校企', '合作']\n", "", [])
