"""From a changed object to a search that finds it."""

import io

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from search import indexing, registry, services
from search.engine import Document, IndexMissing, Query, SearchUnavailable
from search.engines import get_engine
from tests.search.conftest import position

pytestmark = pytest.mark.usefixtures("registered")


def found(words):
    return services.search(Query(words)).ids


def test_a_missing_index_is_something_a_page_can_catch():
    with pytest.raises(SearchUnavailable):
        found("焊接")


def test_an_enqueued_object_is_found():
    indexing.rebuild()

    services.enqueue("position", [])
    found_before = found("钳工")
    registry._sources["position"].all_ids()[3] = "钳工"
    services.enqueue("position", [3])

    assert (found_before, found("钳工")) == ([], ["3"])


def test_an_enqueued_object_that_is_gone_is_forgotten(posts):
    indexing.rebuild()

    del posts[1]
    services.enqueue("position", [1, 2, 999])

    assert (found("焊接"), found("护理")) == ([], ["2"])


def test_indexing_twice_changes_nothing():
    indexing.rebuild()

    indexing.index("position", [1])
    indexing.index("position", ["1"])

    assert services.search(Query()).total == 2


def test_indexing_without_an_index_builds_it_whole():
    services.enqueue("position", [1])

    assert get_engine().ids("position") == {"1", "2"}


def test_a_value_declared_later_has_the_index_rebuilt(posts):
    indexing.rebuild()
    registry.register("course", build=lambda ids: [], all_ids=list, values=("hours",))
    with pytest.raises(IndexMissing):
        found("焊接")

    services.enqueue("position", [1])

    assert (found("焊接"), found("护理")) == (["1"], ["2"])


def test_many_ids_are_enqueued_in_pieces(posts, monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 2)
    indexing.rebuild()
    posts.update(dict.fromkeys(range(10, 15), "电工"))

    services.enqueue("position", [10, 11, 12, 13, 14, 10])

    assert found("电工") == ["10", "11", "12", "13", "14"]


def test_a_kind_nobody_registered_is_an_error():
    with pytest.raises(KeyError):
        registry.documents("planet", [1])


def test_a_rebuild_reports_its_progress(posts, monkeypatch):
    monkeypatch.setattr(registry, "BATCH", 2)
    posts.update(dict.fromkeys(range(3, 6), "电工"))
    seen = []

    assert (indexing.rebuild(seen.append), seen) == (5, [2, 4])


def test_a_registered_vocabulary_is_taught_before_a_rebuild():
    registry.register_vocabulary(lambda: {"虚拟现实引擎": ("VRE",), "翼装飞行": ()})

    indexing.rebuild()
    get_engine().index([position(7, "虚拟现实引擎开发")])

    assert found("vre") == ["7"]


def test_a_search_loads_the_vocabulary_once_in_a_while(settings):
    calls = []
    registry.register_vocabulary(lambda: calls.append(1) or {})
    indexing.rebuild()
    calls.clear()
    settings.SEARCH_VOCABULARY_SECONDS = 10**9
    services._load_vocabulary.cache_clear()

    found("焊接")
    services.suggest("焊")

    assert calls == [1]


def test_the_command_builds_the_index_and_says_how_many():
    out = io.StringIO()

    call_command("rebuild_index", stdout=out)

    assert out.getvalue().startswith("Indexed 2 documents in ")
    assert found("焊接") == ["1"]


def test_the_command_leaves_a_usable_index_alone_when_told(posts):
    call_command("rebuild_index", "--if-needed", stdout=io.StringIO())
    posts[3] = "钳工"

    call_command("rebuild_index", "--if-needed", stdout=io.StringIO())

    assert found("钳工") == []


def test_the_command_gives_way_to_a_rebuild_under_way():
    indexing.rebuild()

    with get_engine().store._locked("rebuild.lock", 0), pytest.raises(CommandError, match="Another process"):
        call_command("rebuild_index", stdout=io.StringIO())


def test_an_unknown_engine_is_a_configuration_error(settings):
    settings.SEARCH_URL = "sphinx://localhost"

    with pytest.raises(ImproperlyConfigured, match="tantivy://"):
        get_engine()


def test_the_engine_of_the_settings_is_opened_once(settings):
    assert get_engine() is get_engine()

    settings.SEARCH_URL = "memory://"

    assert type(get_engine()).__name__ == "MemoryEngine"


def test_a_document_leaves_out_what_is_empty():
    document = Document("position", 7, {"names": ("", " ", "PLC")}, {"city": ("", None, 5)}, {"pay": None, "hours": 0})

    assert (document.key, document.lines("names")) == ("position:7", ("PLC",))
    assert (document.keywords, document.values) == ({"city": ("5",)}, {"hours": 0})


@pytest.mark.parametrize("wrong", [{"kind": "Position"}, {"keywords": {"kind": ()}}, {"text": {"summary": ""}}])
def test_a_document_with_a_wrong_name_is_refused(wrong):
    with pytest.raises(ValueError):
        Document(**{"kind": "position", "id": "1", **wrong})


@pytest.mark.parametrize("wrong", [{"offset": -1}, {"limit": -1}, {"facets": ("a.b",)}, {"sort": ("--pay",)}])
def test_a_query_with_a_wrong_name_or_number_is_refused(wrong):
    with pytest.raises(ValueError):
        Query(**wrong)


@pytest.mark.django_db
def test_results_pick_their_objects_in_order_with_one_query(django_assert_num_queries, django_user_model):
    users = [django_user_model.objects.create(username=f"u{number}") for number in range(3)]
    get_engine().rebuild([position(user.pk, "焊接", pay=-user.pk) for user in users] + [position(10**9, pay=-(10**10))])
    results = services.search(Query(sort=("pay",)))

    with django_assert_num_queries(1):
        picked = results.pick(django_user_model.objects.all())

    assert picked == users[::-1]
