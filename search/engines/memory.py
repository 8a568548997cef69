"""A search engine of plain dictionaries: the contract in its simplest form, for unit tests and for reading."""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search import words
from search.engine import (
    BOOSTS,
    FACET_VALUES,
    GUESSES,
    WINDOW,
    Document,
    Hit,
    Query,
    Results,
    Suggestion,
    check_declared,
    ordinal,
    place,
    within,
)
from search.engines.suggestions import choose


@dataclass(frozen=True)
class Entry:
    document: Document
    fields: Mapping[str, list[str]]
    grams: frozenset[str]
    values: Mapping[str, float]
    place: int

    @classmethod
    def of(cls, document: Document) -> "Entry":
        text = {field: "\n".join(document.lines(field)) for field in document.text}
        return cls(
            document,
            {name: words.split(value) for name, value in text.items()},
            frozenset(words.grams("\n".join(text.values()))),
            {name: ordinal(value) for name, value in document.values.items()},
            place(document.kind, document.id),
        )

    def keywords(self, name: str) -> tuple[str, ...]:
        return (self.document.kind,) if name == "kind" else self.document.keywords.get(name, ())


class MemoryEngine:
    """Holds its documents as long as the process lives. Scores by boosts alone, without the rarity of words."""

    def __init__(self, values: Iterable[str] = ()):
        self.values = frozenset(values)
        self._entries: dict[str, Entry] = {}
        self._lock = threading.RLock()
        self._journal: list[tuple] | None = None

    @classmethod
    def from_url(cls, url: str, values: Iterable[str]) -> "MemoryEngine":
        """Open `memory://`."""
        return cls(values)

    def index(self, documents: Iterable[Document]) -> int:
        entries = self._checked(documents)
        self._apply(set(), entries)
        return len(entries)

    def delete(self, kind: str, ids: Iterable[str]) -> None:
        self._apply({f"{kind}:{id}" for id in ids}, {})

    def rebuild(self, documents: Iterable[Document]) -> int:
        self._journal = journal = []
        try:
            documents = list(documents)
            entries = self._checked(documents)
        finally:
            self._journal = None
        with self._lock:
            self._entries = entries
            for change in journal:
                self._apply(*change)
        return len(documents)

    def clear(self) -> None:
        self._entries = {}

    def ids(self, kind: str) -> set[str]:
        return set(self.digests(kind))

    def digests(self, kind: str) -> dict[str, str]:
        documents = [entry.document for entry in self._entries.values()]
        return {document.id: document.digest for document in documents if document.kind == kind}

    def search(self, query: Query) -> Results:
        check_declared(query.value_names, self.values)
        scores = self._scores(query.words)
        entries = [self._entries[key] for key in scores]
        found = [entry for entry in entries if _passes(entry, query)]
        rank = {entry.document.key: -scores[entry.document.key] if query.is_ranked else 0.0 for entry in found}
        if query.freshness:
            for entry in found:
                rank[entry.document.key] *= query.freshness.factor(entry.values.get(query.freshness.name))
        found.sort(key=lambda entry: (*_sort_key(entry, query.sort), rank[entry.document.key], entry.place))
        page = found[query.offset : min(query.offset + query.limit, WINDOW)]
        hits = [Hit(entry.document.kind, entry.document.id, abs(rank[entry.document.key])) for entry in page]
        return Results(hits, len(found), {name: _counts(entries, query, name) for name in query.facets})

    def suggest(
        self, text: str, where: Mapping[str, tuple[str, ...]] | None = None, limit: int = 8
    ) -> list[Suggestion]:
        query = Query(where=where or {})
        documents = [entry.document for entry in self._entries.values() if _passes(entry, query)]
        names = Counter(name for document in documents for name in set(document.lines("names")))
        titles = [Suggestion(" ".join(document.lines("title")), document.kind, document.id) for document in documents]
        return choose(text, names, titles, limit)

    def _apply(self, gone: set[str], entries: Mapping[str, Entry]) -> None:
        with self._lock:
            if self._journal is not None:
                self._journal.append((gone, entries))
            kept = {key: entry for key, entry in self._entries.items() if key not in gone}
            self._entries = kept | entries

    def _checked(self, documents: Iterable[Document]) -> dict[str, Entry]:
        entries = {document.key: Entry.of(document) for document in documents}
        for entry in entries.values():
            check_declared(entry.values, self.values)
        return entries

    def _scores(self, typed: str) -> dict[str, float]:
        """Return {key: score} of the documents that match the words."""
        if not typed.strip():
            return dict.fromkeys(self._entries, 0.0)
        units = words.units(typed)
        needed = len(units) if len(units) < 3 else -(-3 * len(units) // 4)
        known = {word for entry in self._entries.values() for found in entry.fields.values() for word in found}
        found = {}
        for key, entry in self._entries.items():
            scores = [score for unit in units if (score := _unit_score(entry, unit, known))]
            if units and len(scores) >= needed:
                found[key] = sum(scores)
        return found


def _unit_score(entry: Entry, unit: words.Unit, known: set[str]) -> float:
    score = max(_form_score(entry, form) for form in unit.forms)
    if score or not unit.latin or unit.latin in known:
        return score
    return max((GUESSES[field] for field, own in entry.fields.items() if _is_guessed(unit.latin, own)), default=0.0)


def _is_guessed(typed: str, own: Iterable[str]) -> bool:
    return any(word.startswith(typed) or (len(typed) > 3 and words.is_near(word, typed)) for word in own)


def _form_score(entry: Entry, form: words.Form) -> float:
    ways = [_side_by_side(entry, form.words)]
    if form.parts and all(parts := [_side_by_side(entry, (part,)) for part in form.parts]):
        ways.append(sum(parts) / len(parts) / 2)
    if form.grams and entry.grams.issuperset(form.grams):
        ways.append(0.1)
    return max(ways)


def _side_by_side(entry: Entry, found: tuple[str, ...]) -> float:
    size = len(found)
    return max(
        (
            BOOSTS[field]
            for field, own in entry.fields.items()
            if any(tuple(own[at : at + size]) == found for at in range(len(own) - size + 1))
        ),
        default=0.0,
    )


def _passes(entry: Entry, query: Query, but: str = "") -> bool:
    for name, values in query.where.items():
        if name != but and values and not set(map(str, values)).intersection(entry.keywords(name)):
            return False
    for name, (low, high) in query.ranges.items():
        if low is None and high is None:
            continue
        value = entry.values.get(name)
        if value is None or (low is not None and value < ordinal(low)) or (high is not None and value > ordinal(high)):
            return False
    levels = entry.document.levels
    return all(levels.get(code) in within(bounds) for code, bounds in query.levels.items())


def _sort_key(entry: Entry, sort: tuple[str, ...]) -> list[tuple[bool, float]]:
    keys = []
    for name in sort:
        value = entry.values.get(name.removeprefix("-"))
        keys.append((value is None, 0.0 if value is None else -value if name.startswith("-") else value))
    return keys


def _counts(entries: Iterable[Entry], query: Query, name: str) -> dict[str, int]:
    passing = (entry for entry in entries if _passes(entry, query, but=name))
    counts = Counter(value for entry in passing for value in set(entry.keywords(name)))
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:FACET_VALUES]
    return dict(ranked) | {value: 0 for value in query.where.get(name, ()) if value not in counts}
