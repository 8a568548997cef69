"""The directory: by the index, and without it."""

import pytest
from django.http import QueryDict

from marketplace import transitions
from marketplace.models import SkillAlias
from recruitment import directory, services
from recruitment.directory import Wish, find
from recruitment.models import Position, SkillRequirement
from search import indexing
from search.engine import SearchUnavailable
from tests import factories


def wish(query=""):
    return Wish.of(QueryDict(query))


def titles(found):
    return [position.title for position in found.positions]


def facet(found, name):
    return {value: n for value, _, n, _ in dict(found.facets)[name]}


@pytest.fixture(params=["index", "database"])
def posts(request, enterprise, hr, skill, monkeypatch):
    """Three open posts and a draft; asked through the index, then without one."""
    SkillAlias.objects.create(skill=skill, text="plc编程")
    for title, city, pay, state in [
        ("自动化调试实习生", "苏州", 4500, "open"),
        ("电气装配实习生", "苏州", 3500, "open"),
        ("直播运营实习生", "宁波", 3500, "open"),
        ("自动化草稿", "苏州", 3500, "draft"),
    ]:
        post = factories.PositionFactory(
            enterprise=enterprise, created_by=hr, title=title, city=city, pay_cny_per_month=pay, state=state,
            description=f"{title}的工作",
        )  # fmt: skip
        if "自动化" in title:
            SkillRequirement.objects.create(position=post, skill=skill)
    if request.param == "database":
        monkeypatch.setattr(directory.search, "search", _unavailable)
    else:
        indexing.rebuild()
    return request.param


def _unavailable(query):
    raise SearchUnavailable


def test_everything_open_is_there_newest_first_and_drafts_are_not(posts):
    found = find(wish())

    assert titles(found) == ["直播运营实习生", "电气装配实习生", "自动化调试实习生"]
    assert (found.page.paginator.count, found.is_indexed) == (3, posts == "index")


@pytest.mark.parametrize("words", ["调试", "PLC编程", "PLC programming", "可编程控制器编程"])
def test_a_post_is_found_by_its_words_and_by_every_name_of_its_skills(posts, words):
    assert titles(find(Wish(words=words, sort="best"))) == ["自动化调试实习生"]


def test_filters_narrow_and_count_without_themselves(posts):
    found = find(wish("city=苏州&pay=3000"))

    assert titles(found) == ["电气装配实习生"]
    assert (facet(found, "city"), facet(found, "pay")) == ({"宁波": 1, "苏州": 1}, {"3000": 1, "4000": 1})
    assert facet(found, "form") == {"post_internship": 1}


def test_posts_are_sorted_by_pay(posts):
    assert titles(find(wish("sort=pay")))[0] == "自动化调试实习生"


def test_a_page_beyond_the_last_is_no_error(posts):
    assert find(wish("page=99")).page.number == 1


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=1e9", "page=9999999999", "page=x", "city=%00", "q=%00", "q=" + "长" * 5000, "skill=" * 50,
     "sort=; drop", "enterprise=x&enterprise=1", "enterprise=%D9%A1",
     "enterprise=99999999999999999999", "q=\"AND (%2A \\"],
)  # fmt: skip
def test_no_query_breaks_the_directory(client, posts, query):
    assert client.get(f"/positions/?{query}").status_code == (400 if "%00" in query else 200)


def test_a_missing_index_is_said_and_words_are_marked(client, posts):
    page = client.get("/positions/?q=装配").text

    assert ("comes from the database" in page or "come from the database" in page) == (posts == "database")
    assert "<mark>装配</mark>" in page


def test_the_positions_of_one_enterprise(posts, enterprise):
    factories.PositionFactory(title="别家的岗位")
    indexing.rebuild()

    assert len(titles(find(wish(f"enterprise={enterprise.pk}")))) == 3


def test_publishing_and_closing_reach_the_index(draft, hr):
    indexing.rebuild()
    services.publish(draft, by=hr)
    opened = titles(find(wish()))
    services.close(draft, by=hr)

    assert (opened, titles(find(wish()))) == ([draft.title], [])


def test_a_suspended_enterprise_vanishes_with_its_positions(open_position, operator):
    indexing.rebuild()

    transitions.perform(open_position.enterprise, "suspend", by=operator, reason="投诉")

    assert titles(find(wish())) == []
    assert list(Position.objects.published()) == []


def test_long_chinese_names_are_shown_whole(client, posts, enterprise):
    Position.objects.update(title="长" * 80)
    enterprise.name = "名" * 120
    enterprise.save()

    assert "长" * 80 in client.get("/positions/").text


def test_a_level_in_the_words_is_understood_and_can_be_undone(client, posts, skill):
    SkillRequirement.objects.update(level=3)

    for typed, found in [("plc编程 3级", ["自动化调试实习生"]), ("plc编程 L4", [])]:
        assert titles(find(wish(f"q={typed}"))) == found
    page = client.get("/positions/?q=plc编程 3级").text
    assert ("plc编程 · " in page, "literal=1" in page) == (True, True)
    assert find(wish("q=plc编程 3级&literal=1")).understood == []


def test_where_nothing_is_found_what_would_find_something_is_linked(client, posts):
    found = find(wish("q=自动化 量子&city=苏州"))

    assert [(kind, count) for kind, _, _, count in found.instead] == [("shorter", 1)]
    assert found.instead[0][2] == "?q=%E8%87%AA%E5%8A%A8%E5%8C%96&city=%E8%8B%8F%E5%B7%9E"
    assert found.instead[0][2].replace("&", "&amp;") in client.get("/positions/?q=自动化 量子&city=苏州").text


def test_a_filter_that_leaves_nothing_is_offered_to_be_taken_away(posts):
    [(kind, names, url, count)] = find(wish("q=直播&city=苏州")).instead

    assert (kind, names, url, count) == ("fewer", [directory.FILTER_LABELS["city"]], "?q=%E7%9B%B4%E6%92%AD", 1)
