"""A level in the words of a query."""

import pytest

from search import levels

CODES = {"python": "python-programming", "静脉输液": "iv", "sql": "sql", "plc": "plc"}


@pytest.mark.parametrize(
    ("typed", "words", "found"),
    [
        ("Python 3级", "Python", {"python-programming": (3, 5)}),
        ("python3级及以上", "python", {"python-programming": (3, 5)}),
        ("PLC level 3", "PLC", {"plc": (3, 5)}),
        ("SQL L4 宁波", "SQL 宁波", {"sql": (4, 5)}),
        ("宁波静脉输液三级", "宁波静脉输液", {"iv": (3, 5)}),
        ("2级 Python", "Python", {"python-programming": (2, 5)}),
        ("Python 3级 SQL 2级", "Python SQL", {"python-programming": (3, 5), "sql": (2, 5)}),
        ("英语四级", "英语四级", {}),
        ("L3", "L3", {}),
        ("Python 9级", "Python 9级", {}),
        ("Python 13级", "Python 13级", {}),
        ("", "", {}),
    ],
)
def test_a_level_beside_a_skill_is_taken_out_of_the_words(typed, words, found):
    understood = levels.understand(typed, CODES.get)

    assert (understood.words, understood.levels) == (words, found)


@pytest.mark.parametrize("words", ["Python 宁波", "宁波"])
def test_restored_words_are_understood_again(words):
    asked = levels.understand("Python 3级", CODES.get).asked

    assert levels.understand(levels.restore(words, asked), CODES.get).levels == {"python-programming": (3, 5)}
