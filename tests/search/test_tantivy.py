"""What the embedded engine promises beyond the contract: processes, crashes, shapes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from search.engine import IndexBusy, IndexMissing, Query
from search.engines.tantivy import store
from search.engines.tantivy.engine import TantivyEngine
from tests.search.conftest import VALUES, position, titled

OPEN = f"from search.engines.tantivy.engine import TantivyEngine; engine = TantivyEngine(path, {VALUES})"
USE = "from tests.search.conftest import position, titled; from search.engine import Query; import time, os"


def start(path, code, **popen):
    """Run code in another process that has opened the index."""
    script = f"path = {str(path)!r}; {OPEN}; {USE}\n{code}"
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, **popen)


def total(engine, words=""):
    return engine.search(Query(words)).total


def wait_for_line(process):
    assert process.stdout.readline() == "ready\n"


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_a_search_without_an_index_says_so(path):
    with pytest.raises(IndexMissing, match="no search index"):
        TantivyEngine(path).search(Query("python"))


def test_a_write_without_an_index_says_so(path):
    with pytest.raises(IndexMissing):
        TantivyEngine(path).index(titled("焊接"))
    with pytest.raises(IndexMissing):
        TantivyEngine(path).delete("position", ["1"])


@pytest.mark.parametrize("name", ["meta.json", ".store", ".term"])
def test_a_damaged_index_says_so_and_a_rebuild_cures_it(tantivy, path, name):
    tantivy.index(titled("焊接", "护理"))
    for file in path.glob(f"*/*{name}"):
        file.write_bytes(b"rubbish")
    broken = TantivyEngine(path, VALUES)

    with pytest.raises(IndexMissing):
        broken.search(Query("焊接"))
    broken.rebuild(titled("焊接"))

    assert total(broken, "焊接") == 1


def test_an_index_of_another_shape_is_refused_until_it_is_rebuilt(tantivy, path):
    tantivy.index(titled("焊接"))
    newer = TantivyEngine(path, (*VALUES, "height"))

    with pytest.raises(IndexMissing, match="older shape"):
        newer.search(Query("焊接"))
    with pytest.raises(IndexMissing, match="older shape"):
        newer.index(titled("焊接"))
    newer.rebuild(titled("焊接", "护理"))

    assert total(newer) == 2
    with pytest.raises(IndexMissing, match="older shape"):
        tantivy.search(Query("焊接"))


def test_a_reader_sees_what_another_process_writes(tantivy, path):
    assert total(tantivy) == 0

    with start(path, "engine.index(titled('焊接', '护理'))") as writer:
        assert writer.wait() == 0

    assert total(tantivy) == 2


def test_a_reader_follows_a_rebuild_of_another_process(tantivy, path):
    tantivy.index(titled("焊接"))
    assert total(tantivy) == 1

    with start(path, "engine.rebuild(titled('钳工')); engine.rebuild(titled('护理', '会计'))") as writer:
        assert writer.wait() == 0

    assert (total(tantivy), total(tantivy, "焊接")) == (2, 0)


def test_a_killed_writer_loses_only_what_it_had_not_finished(tantivy, path):
    code = """
for number in range(10_000):
    engine.index([position(number, '焊接')])
    print('ready', flush=True)
"""
    writer = start(path, code)
    for _ in range(5):
        wait_for_line(writer)
    kill(writer)

    before = total(tantivy)
    tantivy.index([position("new", "护理")])

    assert before >= 5
    assert (total(tantivy), total(tantivy, "护理")) == (before + 1, 1)


def test_searches_go_on_while_a_writer_is_killed_again_and_again(tantivy, path):
    tantivy.index(titled("焊接"))
    failures, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                assert total(tantivy, "焊接") >= 1
            except BaseException as error:
                failures.append(error)
            time.sleep(0.001)

    reader = threading.Thread(target=read)
    reader.start()
    for round in range(3):
        code = (
            f"print('ready', flush=True)\nfor n in range(9999): engine.index([position({round} * 10_000 + n, '护理')])"
        )
        writer = start(path, code)
        wait_for_line(writer)
        time.sleep(0.2 * round)
        kill(writer)
    stop.set()
    reader.join()

    assert failures == []


def test_a_killed_rebuild_leaves_the_old_index_and_the_next_one_cleans_up(tantivy, path):
    tantivy.index(titled("焊接"))
    code = """
def documents():
    yield position(1, '护理')
    print('ready', flush=True)
    time.sleep(60)
engine.rebuild(documents())
"""
    rebuild = start(path, code)
    wait_for_line(rebuild)
    with pytest.raises(IndexBusy):
        tantivy.rebuild([])
    tantivy.index([position(2, "会计")])
    kill(rebuild)

    assert (total(tantivy, "焊接"), total(tantivy, "会计")) == (1, 1)
    tantivy.index([position(3, "会计")])
    assert not (path / "journal").exists()
    tantivy.rebuild(titled("钳工"))
    assert (total(tantivy), len([entry for entry in path.iterdir() if entry.is_dir()])) == (1, 2)


def test_writes_during_the_rebuild_of_another_process_are_kept(tantivy, path):
    code = """
def documents():
    yield position(1, '焊接')
    print('ready', flush=True)
    input()
engine.rebuild(documents())
"""
    rebuild = start(path, code, stdin=subprocess.PIPE)
    wait_for_line(rebuild)
    tantivy.index([position(1, "护理"), position(2, "会计", pay=5, city="wuhan")])
    rebuild.communicate("\n")

    assert (total(tantivy, "焊接"), total(tantivy, "护理")) == (0, 1)
    assert tantivy.search(Query(where={"city": ("wuhan",)}, ranges={"pay": (5, 5)})).ids == ["2"]


def test_the_first_rebuild_keeps_what_is_written_meanwhile(path):
    engine = TantivyEngine(path, VALUES)

    def documents():
        yield position(1, "焊接")
        engine.index([position(2, "护理")])

    engine.rebuild(documents())

    assert engine.ids("position") == {"1", "2"}


def test_a_writer_that_waits_too_long_gives_up(tantivy, path, monkeypatch):
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.05)

    with tantivy.store._locked("write.lock", 0), pytest.raises(IndexBusy):
        tantivy.index(titled("焊接"))


def test_two_processes_may_write_at_once(tantivy, path):
    code = "for number in range(first, first + 20): engine.index([position(number, '焊接')])"
    writers = [start(path, f"first = {first}\n{code}") for first in (0, 100)]
    for writer in writers:
        assert writer.wait() == 0
        writer.stdout.close()

    assert total(tantivy) == 40


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_an_engine_works_in_a_forked_process(tantivy):
    tantivy.index(titled("焊接"))
    total(tantivy)
    reader, writer = os.pipe()
    if not (child := os.fork()):
        try:
            os.write(writer, json.dumps(total(tantivy, "焊接")).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)

    tantivy.index([position(2, "焊接")])

    assert (os.read(reader, 9), total(tantivy)) == (b"1", 2)
    os.close(reader)
    os.close(writer)


def test_many_threads_search_during_rebuilds(tantivy):
    tantivy.index(titled("焊接", "护理"))
    failures = []

    def read():
        try:
            for _ in range(100):
                assert total(tantivy, "焊接") == 1
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for _ in range(5):
        tantivy.rebuild(titled("焊接", "护理"))
    for reader in readers:
        reader.join()

    assert failures == []
