"""When the index is away nothing is lost: writes wait, and index and database are compared."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from search import indexing, registry, services
from search.engine import IndexBusy, Query, SearchUnavailable
from search.engines import get_engine
from tests.search.conftest import ON_SERVER, server

# Nobody listens there.
AWAY = "elasticsearch://127.0.0.1:1/away"


pytestmark = pytest.mark.usefixtures("registered")


@pytest.fixture(params=["memory", "tantivy", pytest.param("elasticsearch", marks=ON_SERVER)])
def built(request, settings, path):
    """An index of both posts on each engine."""
    settings.SEARCH_URL = {"memory": "memory://", "tantivy": f"tantivy://{path}"}.get(request.param) or server("-check")
    indexing.rebuild()
    yield
    if request.param == "elasticsearch":
        get_engine().store.remove()


@pytest.fixture
def queue(settings, db):
    """Tasks wait in the database for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def check(*arguments):
    out = io.StringIO()
    try:
        call_command("check_search", *arguments, stdout=out)
    except CommandError as error:
        return [*out.getvalue().splitlines(), str(error)]
    return out.getvalue().splitlines()


def work():
    """Run what is due as the worker does, and return what waits for later."""
    names = {"queue_names": ["default"], "excluded_queue_names": [], "backend_name": "default", "worker_id": "worker"}
    worker = Worker(**names, interval=0, batch=True, startup_delay=False, max_tasks=None)
    for row in DBTaskResult.objects.ready():
        row.claim("worker")
        worker.run_task(row)
    return list(DBTaskResult.objects.filter(status=TaskResultStatus.READY))


def found(words=""):
    return services.search(Query(words)).ids


def test_a_difference_in_ids_or_content_is_counted_and_repaired(built, posts):
    assert check() == [
        "position: 2 in the database, 2 in the index; 0 missing, 0 changed, 0 to be forgotten",
        "The index agrees with the database.",
    ]
    posts |= {1: "电工", 3: "钳工", 4: "会计"}
    del posts[2]
    line = "position: 3 in the database, 2 in the index; 2 missing, 1 changed, 1 to be forgotten"

    assert check() == [line, "The index differs from the database. Repair it with --repair."]
    assert check("--repair") == [line, "Repaired."]
    assert check()[-1] == "The index agrees with the database."
    assert (found("电工"), found("焊接"), found("护理"), found()) == (["1"], [], [], ["1", "3", "4"])


def repair(kind, ids):
    check("--repair")


@pytest.mark.parametrize(
    ("write", "before", "meanwhile"),
    [
        (indexing.index, "焊接", "电工"),
        (indexing.index, None, "电工"),
        (indexing.index, "焊接", None),
        (repair, "焊接", "电工"),
    ],
    ids=["changed", "published", "withdrawn", "repaired"],
)
def test_of_two_that_write_one_object_at_once_the_later_text_stays(built, posts, monkeypatch, write, before, meanwhile):
    """The first has read when the object changes and the second reads, writes and ends; then the first writes."""
    now = lambda title: posts.pop(1, None) if title is None else posts.update({1: title})  # noqa: E731
    now("钳工")
    indexing.index("position", [1])
    now(before)
    source, overtaken = registry._sources["position"], []

    def build(ids):
        documents = source.build(ids)
        if not overtaken:
            overtaken.append(True)
            now(meanwhile)
            indexing.index("position", [1])
        return documents

    monkeypatch.setitem(registry._sources, "position", replace(source, build=build))
    write("position", [1])

    assert {word: found(word) for word in ("钳工", "焊接", "电工")} == {
        "钳工": [], "焊接": [], "电工": ["1"] if meanwhile else [],
    }  # fmt: skip
    assert check()[-1] == "The index agrees with the database."


def test_what_changes_at_every_look_waits_for_its_task(posts):
    indexing.rebuild()
    source = registry._sources["position"]
    titles = iter(["电工", "钳工"] * indexing.LOOKS)

    def build(ids):
        posts[1] = next(titles)
        return source.build(ids)

    registry._sources["position"] = replace(source, build=build)

    with pytest.raises(IndexBusy):
        indexing.index("position", [1])


def test_an_index_that_is_missing_is_built_by_a_repair():
    assert check()[-1].endswith("Build it with --repair.")
    assert check("--repair") == ["There was no index; 2 documents were indexed.", "Repaired."]
    assert found("焊接") == ["1"]


def test_without_a_server_the_commands_say_so(settings):
    settings.SEARCH_URL = AWAY

    assert check("--repair")[-1].startswith("Not compared: the search server does not answer")
    with pytest.raises(CommandError, match="was not built: the search server does not answer"):
        call_command("rebuild_index", "--if-needed")


def test_what_changes_while_the_server_is_away_is_indexed_when_it_returns(queue, posts, settings):
    indexing.rebuild()
    here, settings.SEARCH_URL = settings.SEARCH_URL, AWAY
    posts[3] = "钳工"
    services.enqueue("position", [3])
    before = timezone.now()
    (waiting,) = work()
    with pytest.raises(SearchUnavailable):
        found("钳工")

    assert waiting.args_kwargs == {"args": ["position", [3], 2], "kwargs": {}}
    assert timedelta(seconds=2) < waiting.run_after - before < timedelta(minutes=1)
    settings.SEARCH_URL = here
    DBTaskResult.objects.update(run_after=before)

    assert (work(), found("钳工"), check()[-1]) == ([], ["3"], "The index agrees with the database.")


def test_attempts_become_rare_but_never_end():
    now = timezone.now()
    waits = [(indexing.next_attempt(attempt) - now).total_seconds() for attempt in (1, 2, 6, 1000)]

    assert [low <= wait <= low * 2 + 1 for wait, low in zip(waits, (2.5, 5, 60, 60), strict=True)] == [True] * 4
