"""What is offered where a query found nothing."""

import pytest

from search import corrections, words
from search.corrections import Instead
from search.engine import Query
from search.engines.memory import MemoryEngine
from tests.search.conftest import position

POSTS = {"kind": ("position",)}


class Counted:
    """An engine that counts the calls made of it."""

    def __init__(self, engine):
        self.engine, self.calls = engine, 0

    def search(self, query):
        self.calls += 1
        return self.engine.search(query)

    def suggest(self, *args, **kwargs):
        self.calls += 1
        return self.engine.suggest(*args, **kwargs)


@pytest.fixture
def engine():
    words.add_words(["自动化产线调试"])
    engine = MemoryEngine()
    engine.index(
        [
            position(1, "自动化产线调试实习生", names=("宁波启衡精密零部件有限公司",), city="宁波", form="post"),
            position(2, "前端开发实习生", names=("JavaScript programming",), city="杭州", form="post"),
        ]
    )
    return Counted(engine)


def correct(engine, typed, droppable=(), **query):
    query = Query(typed, where={**POSTS, **query})
    found = corrections.correct(query, droppable, search=engine.search, suggest=engine.suggest)
    assert engine.calls <= corrections.CALLS
    return found


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("自动化产线调式", "自动化产线调试"),
        ("启恒精密", "启衡精密"),
        ("jvascrpt 前端", "javascript 前端"),
    ],
)
def test_the_nearest_spelling_that_finds_something_is_offered(engine, typed, better):
    assert correct(engine, typed).spelling == Instead(better, (), 1)


def test_the_query_without_its_rarest_word_is_offered_with_its_count(engine):
    assert correct(engine, "前端 qzxwv").shorter == Instead("前端", (), 1)


def test_where_neither_another_spelling_nor_fewer_words_find_anything_the_best_known_word_is_offered(engine):
    found = correct(engine, "qzxwv 焊接 前端")

    assert (found.spelling, found.shorter) == (None, Instead("前端", (), 1))


def test_filters_are_offered_to_be_taken_away_with_what_that_would_find(engine):
    found = correct(engine, "前端", ("city", "form"), city=("宁波",), form=("post",))

    assert found.fewer == (Instead("前端", ("city",), 1),)


def test_many_filters_are_offered_together(engine):
    chosen = dict.fromkeys(("city", "form", "pay", "major", "skill"), ("nowhere",))

    assert correct(engine, "前端", tuple(chosen), **chosen).fewer == (Instead("前端", tuple(chosen), 1),)


@pytest.mark.parametrize("typed", ["", "qzxwv", "的", "“”", "量子"])
def test_nothing_is_offered_where_nothing_would_be_found(engine, typed):
    assert not correct(engine, typed, ("city",), city=("nowhere",)) or typed == ""
