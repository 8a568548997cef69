"""The jobs of the worker: bring the index to what the database says."""

import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from search import registry
from search.engine import Document, IndexBusy, IndexMissing
from search.engines import get_engine

# Between attempts while the index is away: doubles from the first to the last, so that a long night costs few tasks
# and the return of the server is noticed soon.
FIRST_PAUSE, LAST_PAUSE = 5, 120  # seconds

# How often a write looks whether the database has changed since; two unless somebody changes it in this moment.
LOOKS = 10


def next_attempt(attempt: int) -> datetime:
    """Return when to try again after so many attempts; at random, so that waiting tasks do not come all at once."""
    longest = min(LAST_PAUSE, FIRST_PAUSE * 2 ** min(attempt - 1, 10))
    return timezone.now() + timedelta(seconds=random.uniform(longest / 2, longest))  # noqa: S311


def index(kind: str, ids: Iterable) -> None:
    """Index these objects as they are now, and forget those that are gone or may not be found.

    Doing it twice changes nothing. An index that is missing, damaged or of an older shape is rebuilt instead.
    """
    try:
        write(kind, ids)
    except IndexMissing:
        rebuild()


def write(kind: str, ids: Iterable) -> None:
    """Write what the database says of these objects, and read it again afterwards until it says the same.

    So whoever writes last has written the newest, however many write at once: what is changed after the last look
    has a task of its own, which writes later. Raises IndexMissing; IndexBusy when they change faster than that.
    """
    ids = [str(id) for id in ids]
    engine, written = get_engine(), None
    for _ in range(LOOKS):
        documents = {document.id: document for document in registry.documents(kind, ids)}
        found = {id: document.digest for id, document in documents.items()}
        if found == written:
            return
        engine.index(documents.values())
        engine.delete(kind, [id for id in ids if id not in documents])
        written = found
    raise IndexBusy(f"{kind} changes faster than it is indexed")


def rebuild(progress: Callable[[int], None] = lambda count: None) -> int:
    """Build the index anew from all registered documents while searches go on; return how many there are.

    `progress` is called with the count so far after every batch. Raises IndexBusy when a rebuild is under way.
    """
    registry.load_vocabulary()

    def counted() -> Iterable[Document]:
        for count, document in enumerate(registry.all_documents(), 1):
            yield document
            if count % registry.BATCH == 0:
                progress(count)

    return get_engine().rebuild(counted())


def is_usable() -> bool:
    """Return whether there is an index of the right shape that answers."""
    try:
        get_engine().digests("nothing")
    except (IndexMissing, IndexBusy):
        return False
    return True
