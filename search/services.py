"""What other packages call: ask the index, and say what has changed."""

import time
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.conf import settings

from search import corrections, registry, tasks
from search.corrections import Corrections
from search.engine import Query, Results, SearchUnavailable, Suggestion
from search.engines import get_engine
from search.metrics import counted

# One task carries so many ids.
CHUNK = 500


def search(query: Query) -> Results:
    """Answer a query. Raises SearchUnavailable: catch it and fall back to the database."""
    with counted():
        _refresh_vocabulary()
        return get_engine().search(query)


def suggest(text: str, *, where: Mapping[str, tuple[str, ...]] | None = None, limit: int = 8) -> list[Suggestion]:
    """Complete what is being typed. Raises SearchUnavailable."""
    with counted():
        _refresh_vocabulary()
        return get_engine().suggest(text, where, limit)


def correct(query: Query, droppable: Iterable[str] = ()) -> Corrections:
    """Return what would find something instead of a query that found nothing; empty when the index is away."""
    try:
        return corrections.correct(query, droppable, search=search, suggest=suggest)
    except SearchUnavailable:
        return Corrections()


def enqueue(kind: str, ids: Iterable) -> None:
    """Have the worker index these objects as they are then. Call it inside the transaction that changes them."""
    ids = list(dict.fromkeys(ids))
    for start in range(0, len(ids), CHUNK):
        tasks.index_documents.enqueue(kind, ids[start : start + CHUNK])


def _refresh_vocabulary() -> None:
    """Load the vocabulary the first time, and again when it is old."""
    seconds = settings.SEARCH_VOCABULARY_SECONDS
    if seconds:
        _load_vocabulary(int(time.monotonic() // seconds))


@lru_cache(maxsize=1)
def _load_vocabulary(period: int) -> None:
    registry.load_vocabulary()
