"""Compare the index with the database, and bring it back to what the database says."""

from collections.abc import Mapping
from dataclasses import dataclass

from search import indexing, registry
from search.engine import Document
from search.engines import get_engine


@dataclass(frozen=True)
class Difference:
    """Of one kind: ids that are not in the index, that are there with other content, and that should not be there."""

    kind: str
    in_database: int
    in_index: int
    missing: list[str]
    changed: list[str]
    stale: list[str]

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.changed) + len(self.stale)


def check(kind: str, *, repair: bool = False) -> Difference:
    """Compare one kind some hundred documents at a time; with `repair` write what differs.

    What is on its way through the queue counts as a difference. Raises SearchUnavailable, IndexMissing, IndexBusy.
    """
    indexed = get_engine().digests(kind)
    missing, changed, seen = [], [], set()
    for documents in registry.batches(kind):
        seen.update(document.id for document in documents)
        absent, other = _apart(documents, indexed)
        missing += [document.id for document in absent]
        changed += [document.id for document in other]
        if repair and (absent or other):
            indexing.write(kind, [document.id for document in [*absent, *other]])
    stale = sorted(indexed.keys() - seen)
    if repair:
        stale = _forget(kind, stale)
    return Difference(kind, len(seen), len(indexed), missing, changed, stale)


def _apart(documents: list[Document], indexed: Mapping[str, str]) -> tuple[list[Document], list[Document]]:
    absent = [document for document in documents if document.id not in indexed]
    other = [document for document in documents if indexed.get(document.id, document.digest) != document.digest]
    return absent, other


def _forget(kind: str, ids: list[str]) -> list[str]:
    """Delete those that still have no document: one may have been published while the others were read."""
    gone = []
    for start in range(0, len(ids), registry.BATCH):
        some = ids[start : start + registry.BATCH]
        alive = {document.id for document in registry.documents(kind, some)}
        gone += [id for id in some if id not in alive]
    indexing.write(kind, gone)
    return gone
