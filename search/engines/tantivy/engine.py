"""Search embedded in the process: Tantivy on local disk. One process writes at a time, any number read."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import tantivy

from search import words
from search.engine import (
    FACET_VALUES,
    WINDOW,
    Document,
    Freshness,
    Hit,
    IndexMissing,
    Query,
    Results,
    Suggestion,
    check_declared,
)
from search.engines.suggestions import choose
from search.engines.tantivy import schema
from search.engines.tantivy.queries import Builder, facet_field
from search.engines.tantivy.store import Store

# How many titles are looked at for a suggestion.
CANDIDATES = 50


class TantivyEngine:
    def __init__(self, path: str | Path, values: Iterable[str] = ()):
        self.values = frozenset(values)
        self.schema = schema.build(sorted(self.values))
        self.store = Store(Path(path), self.schema, schema.fingerprint(self.values))

    @classmethod
    def from_url(cls, url: str, values: Iterable[str]) -> "TantivyEngine":
        """Open `tantivy:///absolute/path`."""
        return cls(unquote(urlsplit(url).path), values)

    def index(self, documents: Iterable[Document]) -> int:
        rows = list({document.key: schema.row(document, self.values) for document in documents}.values())
        if rows:
            self.store.write((row["key"] for row in rows), rows)
        return len(rows)

    def delete(self, kind: str, ids: Iterable[str]) -> None:
        keys = [f"{kind}:{id}" for id in ids]
        if keys:
            self.store.write(keys)

    def rebuild(self, documents: Iterable[Document]) -> int:
        return self.store.rebuild(schema.row(document, self.values) for document in documents)

    def clear(self) -> None:
        self.store.rebuild([])

    def search(self, query: Query) -> Results:
        check_declared(query.value_names, self.values)
        with _translated_errors():
            builder = Builder(self.store.searcher(), self.schema)
            text, filters = builder.text(query.words), builder.filters(query)
            asked = builder.filtered(text, filters.values())
            count = builder.searcher.search(asked, limit=1).count
            hits = self._hits(builder.searcher, asked, query, count)
            return Results(hits, count, self._facets(builder, text, filters, query))

    def suggest(
        self, text: str, where: Mapping[str, tuple[str, ...]] | None = None, limit: int = 8
    ) -> list[Suggestion]:
        finished, last = words.stem(text)
        if not last:
            return []
        with _translated_errors():
            builder = Builder(self.store.searcher(), self.schema)
            units = [builder.unit(unit) for unit in finished]
            asked = builder.filtered(
                builder.beginning(last), [*units, *builder.filters(Query(where=where or {})).values()]
            )
            found = self._by_relevance(builder.searcher, asked, CANDIDATES)
            documents = (builder.searcher.doc(address) for _, address in found)
            titles = [Suggestion(doc["label"][0], *doc["key"][0].split(":", 1)) for doc in documents if doc["label"]]
            return choose(text, _count(builder.searcher, asked, ["name"])["name"], titles, limit)

    def ids(self, kind: str) -> set[str]:
        return set(self.digests(kind))

    def digests(self, kind: str) -> dict[str, str]:
        with _translated_errors():
            searcher = self.store.searcher()
            asked = tantivy.Query.term_query(self.schema, "kind", kind)
            found = searcher.search(asked, limit=max(1, searcher.num_docs)).hits
            documents = (searcher.doc(address) for _, address in found)
            return {doc["key"][0].split(":", 1)[1]: doc["digest"][0] for doc in documents}

    def _hits(self, searcher: tantivy.Searcher, asked: tantivy.Query, query: Query, count: int) -> list[Hit]:
        end = min(query.offset + query.limit, WINDOW, count)
        if query.offset >= end:
            return []
        if not query.is_ranked:
            return [Hit(*key.split(":", 1)) for key in self._sorted_keys(searcher, asked, query, end)]
        found = self._by_relevance(searcher, asked, end, query.freshness)[query.offset :]
        return [Hit(*searcher.doc(address)["key"][0].split(":", 1), score) for score, address in found]

    def _sorted_keys(self, searcher: tantivy.Searcher, asked: tantivy.Query, query: Query, end: int) -> list[str]:
        """Sort by an aggregation: the ordinary collector knows one key, and puts documents without it anywhere."""
        order = []
        for name in query.sort:
            field = name.removeprefix("-")
            order += [{f"h_{field}": "desc"}, {f"v_{field}": "desc" if name.startswith("-") else "asc"}]
        top = {"size": end - query.offset, "from": query.offset, "sort": [*order, {"place": "asc"}]}
        answer = searcher.aggregate(asked, {"top": {"top_hits": {**top, "docvalue_fields": ["key"]}}})
        return [hit["docvalue_fields"]["key"][0] for hit in answer["top"]["hits"]]

    def _by_relevance(
        self, searcher: tantivy.Searcher, asked: tantivy.Query, end: int, freshness: Freshness | None = None
    ) -> list[tuple]:
        """Return the best (score, address), equal scores by place.

        Asks for more until nothing that was not seen can stand among them: its score is at most that of the last one
        seen, and freshness never raises a score.
        """
        size = end + 50
        while True:
            found = searcher.search(asked, limit=size, count=False).hits
            ranked = _ranked(searcher, found, freshness)
            if len(found) < size or found[-1][0] < ranked[end - 1][0]:
                return ranked[:end]
            size *= 4

    def _facets(self, builder: Builder, text, filters: Mapping, query: Query) -> dict[str, dict[str, int]]:
        """Count each facet without its own filter: those without one are counted together."""
        chosen = [name for name in query.facets if query.where.get(name)]
        free = [name for name in query.facets if name not in chosen]
        counts = _count(builder.searcher, builder.filtered(text, filters.values()), free)
        for name in chosen:
            others = (one for key, one in filters.items() if key != f"where {name}")
            counts |= _count(builder.searcher, builder.filtered(text, others), [name])
            # What is ticked stays on the page, to be unticked.
            counts[name] = counts[name] | {value: 0 for value in query.where[name] if value not in counts[name]}
        return {name: counts[name] for name in query.facets}


def _count(searcher: tantivy.Searcher, asked: tantivy.Query, names: list[str]) -> dict[str, dict[str, int]]:
    wanted = {n: {"terms": {"field": n if n == "name" else facet_field(n), "size": FACET_VALUES}} for n in names}
    answer = searcher.aggregate(asked, wanted) if wanted else {}
    counts = {name: {b["key"]: b["doc_count"] for b in answer[name]["buckets"]} for name in names}
    return {name: dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))) for name, found in counts.items()}


def _ranked(searcher: tantivy.Searcher, found: list[tuple], freshness: Freshness | None) -> list[tuple]:
    """Return (score, address) in their final order."""
    addresses = [address for _, address in found]
    places = searcher.fast_field_values("place", addresses)
    factors = itertools.repeat(1.0)
    if freshness:
        values = searcher.fast_field_values(f"v_{freshness.name}", addresses)
        factors = map(freshness.factor, values)
    rows = enumerate(zip(found, factors, places, strict=False))
    ranked = sorted((-score * factor, at, number) for number, ((score, _), factor, at) in rows)
    return [(-score, addresses[number]) for score, _, number in ranked]


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Turn a failure inside Tantivy, panics included, into IndexMissing: a rebuild cures a damaged index."""
    try:
        yield
    except OSError as error:
        raise IndexMissing(f"the search index cannot be read: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise IndexMissing(f"the search index is damaged: {error}") from error
