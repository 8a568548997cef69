"""Searches are counted without who asked, and those that found nothing are shown."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from marketplace import searches
from marketplace.models import SearchQuery
from tests import factories


@pytest.fixture(autouse=True)
def _nothing_gathered():
    searches.gathered.take()
    yield
    searches.gathered.take()


def asked(words, *, times=1, empty=None, place="positions", days_ago=0, language="zh-hans"):
    return SearchQuery.objects.create(
        day=timezone.localdate() - timedelta(days=days_ago), place=place, language=language, words=words,
        asked=times, empty=times if empty is None else empty,
    )  # fmt: skip


def stored():
    return sorted(SearchQuery.objects.values_list("place", "words", "asked", "empty"))


def test_the_same_words_are_one_row_a_day_however_they_were_typed(db):
    for typed, found in [("Java  开发", 0), ("ＪＡＶＡ 开发", 3), ("java 开发", 0)]:
        searches.note("positions", typed, found=found)

    assert (stored(), searches.flush(), searches.flush()) == ([], 1, 0)
    searches.note("positions", "java 开发", found=1)
    searches.flush()

    assert stored() == [("positions", "java 开发", 4, 2)]


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "张三 330106199001011234",
        "zhang@example.org",
        "2301000007",
        "王小明",
        "长" * 61,
        " ",
    ],
)
def test_what_may_name_a_person_is_never_stored(db, typed):
    factories.UserFactory(name="王小明")

    searches.note("positions", typed, found=0)
    searches.flush()

    assert stored() == []


def test_counts_are_written_after_so_many_searches(db, settings):
    settings.SEARCH_LOG = (1e9, 3)
    for _ in range(5):
        searches.note("positions", "java", found=1)

    assert stored() == [("positions", "java", 3, 0)]


def test_counts_wait_for_a_database_in_trouble(db, monkeypatch):
    searches.note("positions", "java", found=0)
    with monkeypatch.context() as broken:
        broken.setattr(searches, "_write", _refuse)
        searches.flush()
    searches.flush()

    assert stored() == [("positions", "java", 1, 1)]


def _refuse(*counts):
    raise DatabaseError("database is locked")


def test_both_searches_are_counted_by_their_words_alone(client, db):
    for address in [
        "/positions/?q=量子",
        "/positions/?q=量子&city=x",
        "/positions/?q=量子&page=2",
        "/search/?q=量子",
        "/search/",
    ]:
        client.get(address)
    searches.flush()

    assert stored() == [("pages", "量子", 1, 1), ("positions", "量子", 1, 1)]


def test_a_search_costs_the_database_no_write(client, db):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/positions/?q=量子")

    assert [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))] == []


def test_the_clock_forgets_what_is_too_old(db):
    asked("old", days_ago=91)
    asked("new", days_ago=90)

    call_command("tick")

    assert [words for _, words, _, _ in stored()] == ["new"]


def test_only_what_was_asked_often_enough_is_shown(db):
    asked("量子", times=2)
    asked("量子", times=1, days_ago=3)
    asked("张三", times=2)
    asked("java", times=9, empty=0)

    [row] = searches.found_nothing()

    assert (row["words"], row["n_asked"], row["n_empty"], row["last"]) == ("量子", 3, 3, timezone.localdate())


def test_a_share_of_few_searches_is_no_percentage(client, operator):
    asked("量子", times=4, empty=3)
    asked("元宇宙", times=8, empty=2)
    client.force_login(operator)

    with translation.override("en"):
        page = client.get("/searches/", headers={"Accept-Language": "en"}).text

    assert ("3 of 4" in page, "75 %" in page, "2 of 8 · 25 %" in page) == (True, False, True)


def test_the_page_costs_the_same_with_one_row_and_with_three(client, internship_office, django_assert_num_queries):
    client.force_login(internship_office)
    asked("量子", times=3)
    client.get("/searches/")
    with CaptureQueriesContext(connection) as with_one:
        client.get("/searches/")
    for words in ("元宇宙", "火箭"):
        asked(words, times=3)

    with django_assert_num_queries(len(with_one)):
        page = client.get("/searches/").text

    assert all(words in page for words in ("量子", "元宇宙", "火箭"))
