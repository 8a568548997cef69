"""The contract between the applications and a search engine: documents in, ranked hits out."""

import hashlib
import json
import math
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol

# The text of a document stands in three fields; a word found in a higher one counts for more.
BOOSTS = {"title": 4.0, "names": 2.0, "body": 1.0}
GUESSES = {field: 0.1 * boost for field, boost in BOOSTS.items()}  # for a word that was only begun or is mistyped

# Hits beyond this place are counted, never delivered. No reader turns to page 500.
WINDOW = 10_000

# A facet lists so many values, the most frequent ones.
FACET_VALUES = 1_000

LEVELS = range(1, 6)

NAME = re.compile(r"[a-z][a-z0-9_]*")

Value = int | float | date | datetime


class SearchError(Exception):
    """Anything a search engine may raise."""


class SearchUnavailable(SearchError):
    """The engine cannot answer now. Pages catch this and fall back to the database."""


class IndexMissing(SearchUnavailable):
    """There is no usable index: none was built, it is damaged, or it has an older shape. `rebuild` cures it."""


class IndexBusy(SearchError):
    """Another process has been writing or rebuilding for too long. Nothing was written; try again."""


class DocumentsRefused(SearchError):
    """The engine took all documents of a write but these: `reasons` is {key: why}. Trying again will not help."""

    def __init__(self, reasons: Mapping[str, str]):
        shown = "; ".join(f"{key}: {why}" for key, why in list(reasons.items())[:5])
        super().__init__(f"{len(reasons)} documents were refused: {shown}")
        self.reasons = dict(reasons)


@dataclass(frozen=True)
class Document:
    """One thing that can be found.

    `kind` and `id` together are the key. `text` has the fields of BOOSTS: `title` (one line), `names` (names of what
    it is about: skills, majors, employer; suggested as they are written) and `body`. `keywords` are exact codes to
    filter and count by. `values` are numbers and dates to range over and sort by; their names are declared when the
    kind is registered. `levels` are {code of a skill: level 1–5}. Empty names and keywords, and values that are None,
    are left out.
    Raises ValueError when a name is not lower-case ASCII, is reserved, or a text field does not exist.
    """

    kind: str
    id: str
    text: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Value | None] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "id", str(self.id))
        keywords = {name: tuple(str(v) for v in found if v not in (None, "")) for name, found in self.keywords.items()}
        object.__setattr__(self, "keywords", keywords)
        object.__setattr__(self, "values", {name: value for name, value in self.values.items() if value is not None})
        unknown = set(self.text) - set(BOOSTS)
        if unknown:
            raise ValueError(f"unknown text field: {', '.join(sorted(unknown))}")
        for name in (self.kind, *self.keywords, *self.values):
            check_name(name)
        if "kind" in self.keywords:
            raise ValueError("the keyword «kind» is reserved")
        if not all(level in LEVELS for level in self.levels.values()):
            raise ValueError("a level is a whole number from 1 to 5")

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def digest(self) -> str:
        """Sixteen characters that change with the content. The order of names and keywords is no content."""
        content = [
            {name: sorted(self.lines(name)) for name in self.text if self.lines(name)},
            {name: sorted(found) for name, found in self.keywords.items() if found},
            {name: ordinal(value) for name, value in self.values.items()},
            dict(self.levels),
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    def lines(self, field: str) -> tuple[str, ...]:
        """Return the lines of a text field that are not blank."""
        value = self.text.get(field, ())
        return tuple(line for line in ((value,) if isinstance(value, str) else value) if line and line.strip())


@dataclass(frozen=True)
class Freshness:
    """How much a score falls with age: it is multiplied by `1 - weight + weight · 0.5^(age / half_life)`.

    The age is the distance of the value `name` to `at`, in days; a document without the value counts as endlessly old.
    Raises ValueError unless the half-life is above 0 and the weight between 0 and 0.9.
    """

    name: str
    at: Value
    half_life: float  # days
    weight: float

    def __post_init__(self):
        check_name(self.name)
        if not (0 < self.half_life < math.inf and 0 <= self.weight <= 0.9):
            raise ValueError("a half-life is above 0 days, a weight between 0 and 0.9")

    @property
    def scale(self) -> float:
        """The half-life in the unit of `ordinal`: seconds."""
        return self.half_life * 86_400

    def factor(self, value: float | None) -> float:
        """Return the factor for a value as `ordinal` gives it, or for its absence."""
        fresh = 0.0 if value is None else 0.5 ** (abs(ordinal(self.at) - value) / self.scale)
        return 1 - self.weight + self.weight * fresh


@dataclass(frozen=True)
class Query:
    """What a person asks for.

    `words` as typed; blank means everything. `where` keeps documents that have any of the values of each keyword
    (`kind` is a keyword); an empty tuple of values is no filter. `ranges` keep values between two bounds, both
    included, None for open; `levels` does so for the levels of skills, each of which the document must have.
    `facets` are keywords to count; the count of a keyword ignores the filter on that same keyword, so that a second
    value can be ticked. `sort` names values, "-" for falling; documents without the value come last; empty means by
    relevance, to which `freshness` adds age. Equal documents follow each other by id.
    """

    words: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Value | None, Value | None]] = field(default_factory=dict)
    levels: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    freshness: Freshness | None = None
    offset: int = 0
    limit: int = 20

    def __post_init__(self):
        if self.offset < 0 or self.limit < 0:
            raise ValueError("offset and limit are not negative")
        for name in (*self.where, *self.ranges, *self.facets, *(name.removeprefix("-") for name in self.sort)):
            check_name(name)

    @property
    def value_names(self) -> set[str]:
        """The values that have to be declared for this query."""
        fresh = {self.freshness.name} if self.freshness else set()
        return {*self.ranges, *(name.removeprefix("-") for name in self.sort)} | fresh

    @property
    def is_ranked(self) -> bool:
        """Whether the hits stand in the order of their scores."""
        return bool(self.words.strip()) and not self.sort


@dataclass(frozen=True)
class Hit:
    """A found document. `score` is above 0 for words, and 0 when the query sorts or has no words."""

    kind: str
    id: str
    score: float = 0.0


@dataclass(frozen=True)
class Results:
    """`total` counts all documents that match; `facets` are {keyword: {value: count}}, most frequent first."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        return [hit.id for hit in self.hits]

    def pick(self, queryset) -> list:
        """Return the objects of the hits, in their order, one query; a hit whose object is gone is left out."""
        found = {str(obj.pk): obj for obj in queryset.filter(pk__in=self.ids)} if self.hits else {}
        return [found[id] for id in self.ids if id in found]


@dataclass(frozen=True)
class Suggestion:
    """A way to go on typing: a name (`kind` and `id` empty, `count` documents have it) or the title of a document."""

    text: str
    kind: str = ""
    id: str = ""
    count: int = 0


class Engine(Protocol):
    """An index of documents. Every method raises SearchUnavailable when the engine cannot answer.

    A text query finds a document that has all words of one or two, and three quarters of more; a Latin word that
    stands nowhere in the index also matches words that begin with it or are one edit away. Filters never change
    scores. What a write changed is found as soon as the write returns. Writes of documents raise DocumentsRefused after
    everything else was written.
    """

    def index(self, documents: Iterable[Document]) -> int:
        """Add or replace documents by key; return how many. Raises IndexMissing, IndexBusy; ValueError for a value
        that was not declared."""

    def delete(self, kind: str, ids: Iterable[str]) -> None:
        """Forget documents; unknown ids are no error. Raises IndexMissing, IndexBusy."""

    def search(self, query: Query) -> Results:
        """Answer a query. Raises ValueError for a value it names that was not declared."""

    def suggest(
        self, text: str, where: Mapping[str, tuple[str, ...]] | None = None, limit: int = 8
    ) -> list[Suggestion]:
        """Complete what is being typed, first by names, then by titles."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Replace the whole index; readers see the old one until the new one is complete, and writes made meanwhile
        are kept. Return how many documents were given. Raises IndexBusy when another rebuild runs."""

    def clear(self) -> None:
        """Make an empty index."""

    def ids(self, kind: str) -> set[str]:
        """Return the ids of all documents of a kind."""

    def digests(self, kind: str) -> dict[str, str]:
        """Return {id: `Document.digest` as it was indexed} of all documents of a kind."""


def check_name(name: str) -> None:
    """Raise ValueError unless `name` can name a kind, keyword or value in every engine."""
    if not NAME.fullmatch(name):
        raise ValueError(f"not a name: {name!r}")


def check_declared(names: Iterable[str], declared: frozenset[str]) -> None:
    """Raise ValueError unless all these values were declared for the index."""
    if undeclared := sorted(set(names) - declared):
        raise ValueError(f"value not declared for the index: {', '.join(undeclared)}")


def within(bounds: tuple[int | None, int | None]) -> range:
    """Return the levels between two bounds, both included, None for open."""
    low, high = bounds
    return range(max(1, low or 1), min(5, 5 if high is None else high) + 1)


def ordinal(value: Value) -> float:
    """Return a value as a number; dates and datetimes become seconds since 1970 (a date starts at 0:00 UTC).

    Raises ValueError for a datetime without a time zone and for a number that is not finite.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime needs a time zone")
        return value.timestamp()
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp()
    if not math.isfinite(value):
        raise ValueError("a value is a finite number")
    return float(value)


def place(kind: str, id: str) -> int:
    """Return the number that orders equal documents: by numeric id, then other ids by their first characters."""
    if id.isascii() and id.isdigit() and len(id) < 16:
        return int(id) << 8 | zlib.crc32(kind.encode()) & 0xFF
    return 1 << 63 | int.from_bytes(id.encode()[:7].ljust(7, b"\0")) << 7 | zlib.crc32(kind.encode()) & 0x7F
