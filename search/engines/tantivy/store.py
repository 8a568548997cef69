"""Where the Tantivy index lies: directories, the pointer to the current one, and the locks of those who write.

    <root>/current         name of the directory that is read; replaced atomically
    <root>/<shape>-<time>/ one Tantivy index; its name begins with the fingerprint of its schema
    <root>/journal         what was written while a rebuild is under way, replayed before the swap
    <root>/write.lock      held for a moment by who writes
    <root>/rebuild.lock    held by who rebuilds, from beginning to end

Locks are flocks: the kernel frees them when their holder is killed. Local disk only, not NFS.
"""

import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from search.engine import IndexBusy, IndexMissing
from search.engines.tantivy.schema import tantivy_document

LOCK_SECONDS = 60
WRITE_BYTES = 30_000_000
REBUILD_BYTES = 200_000_000


class Store:
    def __init__(self, root: Path, schema: tantivy.Schema, fingerprint: str):
        self.root, self.schema, self.fingerprint = root, schema, fingerprint
        self._opened: tuple[str, tantivy.Index] | None = None
        self._lock = threading.Lock()

    def searcher(self) -> tantivy.Searcher:
        """Return a searcher that sees every finished write. Raises IndexMissing."""
        for is_last_try in (False, True):
            name = self._current()
            try:
                index = self._index(name)
                index.reload()
                return index.searcher()
            except ValueError as error:
                # A rebuild may have swapped and cleaned up between reading the pointer and opening.
                self._opened = None
                if is_last_try:
                    raise IndexMissing(f"the search index {name} is damaged") from error
        raise AssertionError

    def write(self, keys: Iterable[str], rows: Iterable[dict] = ()) -> None:
        """Delete the documents with these keys and add these rows, in one commit. Raises IndexMissing, IndexBusy."""
        keys, rows = list(keys), list(rows)
        with self._locked("write.lock", LOCK_SECONDS):
            is_kept = self._is_rebuilding()
            if is_kept:
                self._journal(keys, rows)
            try:
                path = self.root / self._current()
            except IndexMissing:
                if is_kept:
                    return
                raise
            self._apply(path, [(keys, rows)], WRITE_BYTES)

    def rebuild(self, rows: Iterable[dict]) -> int:
        """Build a new directory from rows, then make it the current one; return how many. Raises IndexBusy."""
        self.root.mkdir(parents=True, exist_ok=True)
        with self._locked("rebuild.lock", 0):
            with self._locked("write.lock", LOCK_SECONDS):
                self._remove_leftovers()
                self._journal([], [])
            path = self.root / f"{self.fingerprint}-{time.time_ns():x}"
            path.mkdir()
            try:
                count = self._build(path, rows)
                with self._locked("write.lock", LOCK_SECONDS):
                    self._apply(path, self._journalled(), WRITE_BYTES)
                    self._point_to(path.name)
                    (self.root / "journal").unlink()
            except BaseException:
                (self.root / "journal").unlink(missing_ok=True)
                shutil.rmtree(path, ignore_errors=True)
                raise
        return count

    def _current(self) -> str:
        try:
            name = (self.root / "current").read_text()
        except OSError as error:
            raise IndexMissing(f"no search index in {self.root}") from error
        if not name.startswith(f"{self.fingerprint}-"):
            raise IndexMissing("the search index has an older shape")
        return name

    def _index(self, name: str) -> tantivy.Index:
        with self._lock:
            if self._opened is None or self._opened[0] != name:
                index = tantivy.Index.open(str(self.root / name))
                # The automatic reader's thread does not survive a fork; reloading costs 0.1 ms.
                index.config_reader("manual")
                self._opened = (name, index)
            return self._opened[1]

    def _apply(self, path: Path, changes: Iterable[tuple[list[str], list[dict]]], heap: int) -> None:
        try:
            writer = tantivy.Index.open(str(path)).writer(heap, 1)
            for keys, rows in changes:
                for key in keys:
                    writer.delete_documents_by_term("key", key)
                for row in rows:
                    writer.add_document(tantivy_document(row, self.schema))
            writer.commit()
            writer.wait_merging_threads()
        except ValueError as error:
            if "LockBusy" in str(error):
                raise IndexBusy("another process writes to the search index") from error
            raise IndexMissing(f"the search index {path.name} is damaged: {error}") from error

    def _build(self, path: Path, rows: Iterable[dict]) -> int:
        writer = tantivy.Index(self.schema, path=str(path)).writer(REBUILD_BYTES, 1)
        count = 0
        for row in rows:
            writer.add_document(tantivy_document(row, self.schema))
            count += 1
        writer.commit()
        writer.wait_merging_threads()
        return count

    def _point_to(self, name: str) -> None:
        draft = self.root / "current.new"
        with draft.open("w") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / "current")

    def _is_rebuilding(self) -> bool:
        """Whether a rebuild runs; a journal alone may belong to one that was killed."""
        if not (self.root / "journal").exists():
            return False
        try:
            with self._locked("rebuild.lock", 0):
                (self.root / "journal").unlink()
        except IndexBusy:
            return True
        return False

    def _journal(self, keys: list[str], rows: list[dict]) -> None:
        with (self.root / "journal").open("a") as file:
            file.write(json.dumps([keys, rows]) + "\n")

    def _journalled(self) -> Iterator[tuple[list[str], list[dict]]]:
        with (self.root / "journal").open() as file:
            yield from map(json.loads, file)

    def _remove_leftovers(self) -> None:
        """Remove what killed rebuilds left, and the directory before the current one: its readers have moved on."""
        (self.root / "journal").unlink(missing_ok=True)
        try:
            current = (self.root / "current").read_text()
        except OSError:
            current = ""
        for path in self.root.iterdir():
            if path.is_dir() and path.name != current:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _locked(self, name: str, seconds: float) -> Iterator[None]:
        if not self.root.is_dir():
            raise IndexMissing(f"no search index in {self.root}")
        deadline = time.monotonic() + seconds
        with (self.root / name).open("a") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() >= deadline:
                        raise IndexBusy(f"another process holds {name} of the search index") from error
                    time.sleep(0.01)
            yield
