"""What the engine on a server promises beyond the contract: faults of the index, of the wire, and other machines."""

import time
from urllib.parse import urlsplit

import pytest

from search.engine import DocumentsRefused, IndexBusy, IndexMissing, Query, SearchUnavailable
from search.engines.elasticsearch import shape
from search.engines.elasticsearch.connection import Breaker
from search.engines.elasticsearch.engine import ElasticsearchEngine
from tests.search.conftest import ON_SERVER, VALUES, ids, position, server, titled
from tests.search.proxy import Proxy

pytestmark = [*ON_SERVER, pytest.mark.usefixtures("elasticsearch_server")]


@pytest.fixture
def none():
    """The engine on a prefix where there is no index."""
    engine = ElasticsearchEngine(server("-faults"), VALUES)
    yield engine
    engine.store.remove()


@pytest.fixture
def engine(none):
    none.rebuild(titled("焊接"))
    return none


@pytest.fixture
def client(none):
    """For what only an administrator does to a server."""
    return none.connection.client


@pytest.fixture
def wire():
    proxy = Proxy(urlsplit(server()).port)
    yield proxy
    proxy.close()


@pytest.fixture
def far(engine, wire):
    """A second engine on the same index, behind the wire."""
    url = (
        server("-faults").replace(f":{urlsplit(server()).port}/", f":{wire.port}/").replace("timeout=30", "timeout=0.3")
    )
    return ElasticsearchEngine(url, VALUES)


def index_by_hand(engine, client, **changes):
    """Put an index of our own making behind the alias that is read."""
    engine.rebuild([])
    (old,) = engine.store.names()
    name = f"{engine.store.alias}-1"
    client.indices.create(index=name, wait_for_active_shards="0", **changes)
    client.indices.update_aliases(actions=[
        {"remove": {"index": old, "alias": engine.store.alias}}, {"add": {"index": name, "alias": engine.store.alias}}
    ])  # fmt: skip
    return name


def take_lease(engine, until):
    """Write the lease as another machine does."""
    found = engine.store._lease()
    engine.connection.client.index(index=found.index, id=found.name, document={"holder": "another", "until": until})


def expire_lease(engine):
    take_lease(engine, time.time() - 1)


def unavailable(engine):
    """Return which calls raise SearchUnavailable."""
    calls = {
        "search": lambda: engine.search(Query("焊接")),
        "suggest": lambda: engine.suggest("焊"),
        "digests": lambda: engine.digests("position"),
        "index": lambda: engine.index(titled("护理")),
        "delete": lambda: engine.delete("position", ["1"]),
    }
    raised = set()
    for name, call in calls.items():
        try:
            call()
        except SearchUnavailable:
            raised.add(name)
    return raised


ALL = {"search", "suggest", "digests", "index", "delete"}


def test_scores_are_those_of_the_embedded_engine(engine, tantivy):
    """Where every document has every field."""
    documents = [
        position(id, title, names=(name,), body=body)
        for id, (title, name, body) in enumerate([
            ("Python 后端开发实习生", "Django", "负责软件的自动化测试"), ("软件测试", "Python", "python 脚本"),
            ("数控车床操作", "数控加工", "加工 零件 加工"), ("后端", "Java", "开发与测试，后端服务"),
        ])
    ]  # fmt: skip
    engine.rebuild(documents)
    tantivy.rebuild(documents)

    for words in ("python", "软件测试", "后端开发", "pyhton", "加工 零件", "测试"):
        expected = [(hit.id, pytest.approx(hit.score, rel=1e-4)) for hit in tantivy.search(Query(words)).hits]
        assert [(hit.id, hit.score) for hit in engine.search(Query(words)).hits] == expected


# The index


def test_a_missing_index_says_so_and_writes_do_not_make_one(none):
    for call in (lambda: none.search(Query("焊接")), lambda: none.suggest("焊"), lambda: none.index(titled("焊接"))):
        with pytest.raises(IndexMissing):
            call()

    assert (unavailable(none), none.store.names()) == (ALL, {})


def test_a_red_index_is_unavailable_and_a_rebuild_cures_it(engine, client):
    index_by_hand(engine, client, settings={"index.routing.allocation.require._name": "nowhere"})

    refused = unavailable(engine)
    engine.rebuild(titled("焊接"))

    assert (refused, ids(engine, "焊接")) == (ALL, ["1"])


def test_an_index_that_takes_no_writes_still_answers(engine, client):
    client.indices.put_settings(index=engine.store.alias, settings={"blocks.write": True})

    refused = unavailable(engine)
    client.indices.put_settings(index=engine.store.alias, settings={"blocks.write": None})
    engine.index([position(2, "护理")])

    assert (refused, ids(engine)) == ({"index", "delete"}, ["1", "2"])


def test_an_index_half_built_by_a_killed_process_is_missing_and_the_next_rebuild_removes_it(none, client):
    none.store._create(f"{none.store.alias}-1")

    refused = unavailable(none)
    none.rebuild(titled("焊接"))

    assert (refused, ids(none), len(none.store.names())) == (ALL, ["1"], 1)


def test_a_document_the_server_refuses_is_named_and_the_others_are_written(engine, client):
    properties = shape.mappings(VALUES)["properties"] | {"label": {"type": "integer"}}
    index_by_hand(engine, client, mappings={"properties": properties})

    with pytest.raises(DocumentsRefused) as refused:
        engine.index([position(1, "焊接"), position(2, "7")])

    assert (list(refused.value.reasons), engine.ids("position")) == (["position:1"], {"2"})


# The wire


def test_a_server_that_hangs_costs_a_few_searches_their_timeout_and_the_rest_nothing(far, wire):
    far.search(Query("焊接"))
    wire.mode = "hang"
    for _ in range(3):
        with pytest.raises(SearchUnavailable, match="does not answer"):
            far.search(Query("焊接"))
    asked = wire.requests

    with pytest.raises(SearchUnavailable, match="left alone"):
        far.search(Query("焊接"))

    assert wire.requests == asked


def test_a_server_that_returns_is_used_again(far, wire):
    far.connection.breaker = Breaker(failures_allowed=1, first_pause=0)
    wire.mode = "refuse"
    assert unavailable(far) == ALL

    wire.mode = "pass"

    assert unavailable(far) == set()


def test_a_bulk_whose_answer_is_lost_is_sent_again_and_counted_once(engine, far, wire):
    def documents():
        yield from titled("焊接", "护理")
        wire.mode = "cut"

    assert far.rebuild(documents()) == 2
    assert (engine.ids("position"), wire.mode) == ({"1", "2"}, "pass")


def test_a_change_of_indices_whose_answer_is_lost_is_made_once(engine, far, wire):
    wire.cut_at = b"POST /_aliases"

    far.rebuild(titled("护理", "会计"))

    assert (ids(engine), len(engine.store.names()), wire.cut_at) == (["1", "2"], 1, b"")


def test_a_server_that_dies_in_a_rebuild_leaves_the_old_index(engine, far, wire):
    def documents():
        yield position(7, "护理")
        wire.mode = "refuse"

    with pytest.raises(SearchUnavailable):
        far.rebuild(documents())
    found = ids(engine)
    expire_lease(engine)
    engine.rebuild(titled("护理", "会计"))

    assert (found, ids(engine), len(engine.store.names())) == (["1"], ["1", "2"], 1)


def test_a_busy_server_gets_the_documents_later_in_smaller_pieces(engine, far, wire):
    wire.busy = 3

    far.index(position(id, "护理") for id in range(20))

    assert (len(engine.ids("position")), wire.busy) == (20, 0)


# Other machines


def test_two_rebuilds_do_not_run_at_once(engine, far):
    def documents():
        with pytest.raises(IndexBusy):
            far.rebuild(titled("会计"))
        yield position(2, "护理")

    engine.rebuild(documents())

    assert ids(engine) == ["2"]


def test_the_lease_of_a_holder_that_died_runs_out(engine, far):
    far.store._lease().__enter__()
    with pytest.raises(IndexBusy):
        engine.rebuild([])
    expire_lease(engine)

    assert engine.rebuild(titled("护理")) == 1


def test_a_rebuild_that_lost_its_lease_publishes_nothing(engine):
    def documents():
        yield position(2, "护理")
        take_lease(engine, time.time() + 60)

    with pytest.raises(IndexBusy):
        engine.rebuild(documents())

    assert (ids(engine), len(engine.store.names())) == (["1"], 1)


def test_what_another_machine_writes_during_a_rebuild_is_kept(engine, far):
    def documents():
        far.index([position(3, "钳工"), position(1, "电工")])
        far.delete("position", ["2"])
        yield from titled("焊接", "护理")

    engine.rebuild(documents())

    assert (engine.ids("position"), ids(engine, "电工"), ids(engine, "焊接")) == ({"1", "3"}, ["1"], [])


def test_the_first_rebuild_keeps_what_is_written_meanwhile(none):
    def documents():
        yield position(1, "焊接")
        none.index([position(2, "护理")])

    none.rebuild(documents())

    assert none.ids("position") == {"1", "2"}


def test_code_of_another_shape_has_an_index_of_its_own(engine):
    newer = ElasticsearchEngine(server("-faults"), (*VALUES, "height"))
    with pytest.raises(IndexMissing, match="older shape"):
        newer.search(Query("焊接"))

    newer.rebuild(titled("护理", "会计"))
    engine.index([position(2, "钳工")])

    assert (ids(engine), ids(newer, "护理"), len(engine.store.names())) == (["1", "2"], ["1"], 2)


def test_a_shape_nobody_has_built_for_a_week_is_removed(engine, client):
    client.indices.create(index=f"{engine.store.prefix}-0badc0de-{time.time_ns() - 8 * 86_400 * 10**9:x}")

    engine.rebuild([])

    assert len(engine.store.names()) == 1
