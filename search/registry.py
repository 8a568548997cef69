"""What is searchable: upper packages say in ready() how their documents are made, and which names they know."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from search import words
from search.engine import Document, check_name

BATCH = 500


@dataclass(frozen=True)
class Source:
    kind: str
    build: Callable[[Sequence[str]], Iterable[Document]]
    all_ids: Callable[[], Iterable]
    values: frozenset[str]


_sources: dict[str, Source] = {}
_vocabularies: list[Callable[[], Mapping[str, Iterable[str]]]] = []


def register(
    kind: str,
    *,
    build: Callable[[Sequence[str]], Iterable[Document]],
    all_ids: Callable[[], Iterable],
    values: Iterable[str] = (),
) -> None:
    """Make a kind of documents searchable. Call it in ready().

    `build(ids)` returns the documents of those ids (strings) that exist and may be found; the others are forgotten.
    `all_ids()` returns all ids, in any order. `values` declares the numbers and dates the documents carry; kinds may
    share names. A changed declaration makes the index outdated until it is rebuilt.
    """
    for name in (kind, *(values := frozenset(values))):
        check_name(name)
    _sources[kind] = Source(kind, build, all_ids, values)


def register_vocabulary(source: Callable[[], Mapping[str, Iterable[str]]]) -> None:
    """Have `source()` asked for {name: other names} (skills, majors, employers) whenever the vocabulary is loaded.

    It may query the database: it is called by the worker and by searches, never in ready().
    """
    if source not in _vocabularies:
        _vocabularies.append(source)


def kinds() -> list[str]:
    return list(_sources)


def value_names() -> frozenset[str]:
    return frozenset().union(*(source.values for source in _sources.values()))


def documents(kind: str, ids: Iterable) -> list[Document]:
    """Build the documents of these ids. Raises KeyError for a kind nobody registered."""
    return list(_sources[kind].build([str(id) for id in ids]))


def batches(kind: str) -> Iterator[list[Document]]:
    """Build every document of a kind, some hundred at a time."""
    ids = iter(_sources[kind].all_ids())
    while batch := list(islice(ids, BATCH)):
        yield documents(kind, batch)


def all_documents() -> Iterator[Document]:
    """Build every document of every kind."""
    for kind in _sources:
        for some in batches(kind):
            yield from some


def names() -> dict[str, list[str]]:
    """Ask every vocabulary: {name: other names}."""
    found = {}
    for source in _vocabularies:
        for name, others in source().items():
            found[name] = [*found.get(name, ()), *others]
    return found


def load_vocabulary() -> None:
    """Ask every vocabulary and teach what it says to this process."""
    known = names()
    words.add_words(known)
    words.add_aliases({name: others for name, others in known.items() if others})
