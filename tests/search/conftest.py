import itertools
import os

import pytest

from search import registry
from search.engine import Document, Query
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.memory import MemoryEngine
from search.engines.tantivy.engine import TantivyEngine

VALUES = ("pay", "published_on")

# Another engine is done when the contract passes with its name here.
ENGINES = {
    "memory": lambda path: MemoryEngine(VALUES),
    "tantivy": lambda path: TantivyEngine(path, VALUES),
    "elasticsearch": lambda path: ElasticsearchEngine(server(), VALUES),
}
SERVER = os.environ.get("TEST_ELASTICSEARCH_URL", "")
ON_SERVER = (pytest.mark.elasticsearch, pytest.mark.skipif(not SERVER, reason="no Elasticsearch runs"))


def server(suffix=""):
    """The URL of the test server, with a prefix that no other run has."""
    return f"{SERVER}-{os.getpid()}{suffix}?timeout=30"


@pytest.fixture(scope="session")
def elasticsearch_server():
    """The server, left without an index of ours."""
    yield
    ElasticsearchEngine(server()).store.remove()


@pytest.fixture(params=["memory", "tantivy", pytest.param("elasticsearch", marks=ON_SERVER)])
def engine(request, tmp_path):
    """An empty index, a new one: on a server what was deleted still counts as frequency of words."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch_server")
    engine = ENGINES[request.param](tmp_path / "index")
    engine.rebuild([])
    return engine


@pytest.fixture
def path(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def tantivy(path):
    engine = TantivyEngine(path, VALUES)
    engine.clear()
    return engine


def position(id, title="", names=(), *, body="", pay=None, published_on=None, kind="position", **keywords):
    """Make a document; keywords are given as a string or a tuple of strings."""
    values = {"pay": pay, "published_on": published_on}
    return Document(
        kind=kind,
        id=str(id),
        text={"title": title, "names": tuple(names), "body": body},
        keywords={name: (value,) if isinstance(value, str) else value for name, value in keywords.items()},
        values={name: value for name, value in values.items() if value is not None},
    )


def titled(*titles):
    """Make one document per title, with ids from 1."""
    return [position(id, title) for id, title in zip(itertools.count(1), titles, strict=False)]


def ids(engine, words="", **query):
    return engine.search(Query(words, **query)).ids


def keys(results):
    return [(hit.kind, hit.id) for hit in results.hits]


def texts(suggestions):
    return [suggestion.text for suggestion in suggestions]


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


@pytest.fixture
def posts():
    """A table of positions as another package has it: {id: title}."""
    return {1: "焊接", 2: "护理"}


@pytest.fixture
def registered(posts, monkeypatch, settings, path):
    """Only positions are registered, and the index of the settings is missing."""
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_vocabularies", [])
    settings.SEARCH_URL = f"tantivy://{path}"
    registry.register(
        "position",
        build=lambda ids: [position(id, posts[int(id)], pay=int(id)) for id in ids if int(id) in posts],
        all_ids=lambda: posts,
        values=("pay",),
    )
