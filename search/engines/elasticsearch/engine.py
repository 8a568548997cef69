"""Search on an Elasticsearch 8 server that any number of machines share."""

import zlib
from collections.abc import Iterable, Iterator, Mapping

from elasticsearch.dsl import A, Search
from elasticsearch.dsl import query as q

from search import words
from search.engine import (
    FACET_VALUES,
    WINDOW,
    Document,
    Hit,
    Query,
    Results,
    SearchUnavailable,
    Suggestion,
    check_declared,
)
from search.engines.elasticsearch import shape
from search.engines.elasticsearch.connection import Address, Connection
from search.engines.elasticsearch.queries import Builder, exists, facet_field
from search.engines.elasticsearch.store import Store
from search.engines.suggestions import choose

# How many titles are looked at for a suggestion.
CANDIDATES = 50

# Documents per request when all are listed, and how many are cleared one by one instead of by a new index.
PAGE = 5_000
FEW = 500

BEST = ({"_score": "desc"}, {"place": "asc"})


class ElasticsearchEngine:
    """Keeps to what a server of the open core has: no scripts, no analysis of its own, no reindexing."""

    def __init__(self, url: str, values: Iterable[str] = ()):
        self.values = frozenset(values)
        self.connection = Connection(Address.of(url))
        self.store = Store(self.connection, self.values)
        self.writes = 0  # of this process, so that tests know whether there is anything to clear

    @classmethod
    def from_url(cls, url: str, values: Iterable[str]) -> "ElasticsearchEngine":
        """Open `elasticsearch://host:port/prefix`; see Address."""
        return cls(url, values)

    def index(self, documents: Iterable[Document]) -> int:
        rows = {document.key: shape.row(document, self.values) for document in documents}
        self._write(rows)
        return len(rows)

    def delete(self, kind: str, ids: Iterable[str]) -> None:
        self._write({f"{kind}:{id}": None for id in ids})

    def rebuild(self, documents: Iterable[Document]) -> int:
        self.writes += 1
        return self.store.rebuild((document.key, shape.row(document, self.values)) for document in documents)

    def clear(self) -> None:
        search = Search().query(q.MatchAll()).extra(size=FEW + 1, _source=False)
        try:
            hits = self._ask(search)["hits"]["hits"]
            if len(hits) <= FEW:
                self._write({hit["_id"]: None for hit in hits})
                return
        except SearchUnavailable:
            pass
        self.rebuild([])

    def search(self, query: Query) -> Results:
        check_declared(query.value_names, self.values)
        builder = self._builder(words.units(query.words) if query.words.strip() else ())
        filters = builder.filters(query)
        chosen = {name: filters.pop(f"where {name}") for name in query.facets if query.where.get(name)}
        text = builder.text(query.words, query.freshness)
        search = Search().query(_filtered(text, filters.values())).sort(*_order(query))
        if chosen:
            search = search.post_filter(q.Bool(filter=list(chosen.values())))
        for name in query.facets:
            others = [one for other, one in chosen.items() if other != name]
            search.aggs.bucket(name, "filter", filter=q.Bool(filter=others)).bucket("values", _terms(name))
        end = min(query.offset + query.limit, WINDOW)
        start = min(query.offset, end)
        search = search.extra(from_=start if end > start else 0, size=end - start, _source=False, track_total_hits=True)
        answer = self._ask(search, preference=f"words-{zlib.crc32(query.words.encode(errors='replace')):x}")
        hits = [
            Hit(*hit["_id"].split(":", 1), hit["sort"][0] if query.is_ranked else 0.0) for hit in answer["hits"]["hits"]
        ]
        return Results(hits, answer["hits"]["total"]["value"], _facets(answer, query))

    def suggest(
        self, text: str, where: Mapping[str, tuple[str, ...]] | None = None, limit: int = 8
    ) -> list[Suggestion]:
        finished, last = words.stem(text)
        if not last:
            return []
        builder = self._builder(finished)
        filters = [*map(builder.unit, finished), *builder.filters(Query(where=where or {})).values()]
        search = Search().query(_filtered(builder.beginning(last), filters)).sort(*BEST)
        search.aggs.bucket("name", _terms("name"))
        search = search.extra(size=CANDIDATES, _source=False, docvalue_fields=["label"], track_total_hits=False)
        answer = self._ask(search)
        titles = [
            Suggestion(label, *hit["_id"].split(":", 1))
            for hit in answer["hits"]["hits"]
            for label in hit.get("fields", {}).get("label", ())
            if label
        ]
        return choose(text, _counts(answer["aggregations"]["name"]), titles, limit)

    def ids(self, kind: str) -> set[str]:
        return set(self.digests(kind))

    def digests(self, kind: str) -> dict[str, str]:
        return dict(self._digests(kind))

    def _write(self, rows: dict[str, dict | None]) -> None:
        if rows:
            self.writes += 1
            self.store.write(rows)

    def _builder(self, units: Iterable[words.Unit]) -> Builder:
        """Ask which Latin words of a query stand nowhere: only those are guessed at."""
        latin = sorted({unit.latin for unit in units if unit.latin})
        if not latin:
            return Builder()
        probe = {"size": 0, "terminate_after": 1, "track_total_hits": 1}
        searches = [part for word in latin for part in ({}, {**probe, "query": exists(word).to_dict()})]
        answer = self.connection.read(lambda client: client.msearch(index=self.store.alias, searches=searches))
        found = zip(latin, answer["responses"], strict=True)
        return Builder(frozenset(word for word, one in found if "hits" in one and not one["hits"]["total"]["value"]))

    def _ask(self, search: Search, **parameters) -> Mapping:
        return self.connection.read(
            lambda client: client.search(
                index=self.store.alias, body=search.to_dict(), allow_partial_search_results=False, **parameters
            )
        ).body

    def _digests(self, kind: str) -> Iterator[tuple[str, str]]:
        """Walk over one moment of the index, whatever is written meanwhile."""
        seconds = max(10.0, self.connection.address.timeout)
        pit = self.connection.read(lambda c: c.open_point_in_time(index=self.store.alias, keep_alive="1m"), seconds)[
            "id"
        ]
        body = {"size": PAGE, "query": {"term": {"kind": kind}}, "sort": ["_shard_doc"], "_source": False}
        body |= {"docvalue_fields": ["digest"], "pit": {"id": pit, "keep_alive": "1m"}, "track_total_hits": False}
        try:
            while hits := self.connection.read(lambda client: client.search(body=body), seconds)["hits"]["hits"]:
                yield from ((hit["_id"].split(":", 1)[1], hit["fields"]["digest"][0]) for hit in hits)
                body["search_after"] = hits[-1]["sort"]
        finally:
            self.connection.read(lambda client: client.options(ignore_status=404).close_point_in_time(id=pit))


def _filtered(text: q.Query, filters: Iterable[q.Query]) -> q.Query:
    """Add filters that do not touch the score."""
    return q.Bool(must=[text], filter=list(filters))


def _order(query: Query) -> list[dict]:
    if query.is_ranked:
        return list(BEST)
    keys = [
        {f"values.{name.removeprefix('-')}": {"order": "desc" if name.startswith("-") else "asc", "missing": "_last"}}
        for name in query.sort
    ]
    return [*keys, {"place": "asc"}]


def _terms(name: str):
    return A("terms", field=facet_field(name), size=FACET_VALUES)


def _counts(found: Mapping) -> dict[str, int]:
    counts = {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _facets(answer: Mapping, query: Query) -> dict[str, dict[str, int]]:
    counts = {name: _counts(answer["aggregations"][name]["values"]) for name in query.facets}
    # What is ticked stays on the page, to be unticked.
    return {name: found | {v: 0 for v in query.where.get(name, ()) if v not in found} for name, found in counts.items()}
