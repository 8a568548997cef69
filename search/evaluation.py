"""How good an engine ranks: judged queries over a judged corpus, measured as nDCG at ten."""

import json
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from search import levels, words
from search.engine import Document, Engine, Freshness, Query

FOLDER = Path(__file__).parent.parent / "tests" / "search" / "judged"
DEPTH = 10
BEST = 3  # the highest grade


@dataclass(frozen=True)
class Judged:
    """A query with the grade (1 to BEST) of each document that answers it, by key; documents not named have 0."""

    words: str
    group: str
    kind: str
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Corpus:
    """`keys` are {document id: key}; `names` what the splitter is taught; `skills` {skill code: its names}.

    `freshness` is how the directory lets age count.
    """

    documents: list[Document]
    keys: Mapping[str, str]
    names: Mapping[str, list[str]]
    skills: Mapping[str, list[str]]
    freshness: Freshness

    @property
    def values(self) -> frozenset[str]:
        return frozenset(name for document in self.documents for name in document.values)


@dataclass(frozen=True)
class Outcome:
    """What an engine did with a judged query: `found` are the keys of the first hits, in order."""

    judged: Judged
    found: list[str]
    total: int

    @property
    def score(self) -> float:
        return ndcg([self.judged.grades.get(key, 0) for key in self.found], self.judged.grades.values())


def load(folder: Path = FOLDER) -> tuple[Corpus, list[Judged]]:
    """Read `corpus.json` and `queries.toml`. Raises ValueError for a judgement that fits no document."""
    stored = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
    documents = [_document(number, row) for number, row in enumerate(stored["documents"], 1)]
    keys = {str(number): row["key"] for number, row in enumerate(stored["documents"], 1)}
    freshness = Freshness(at=timezone.now(), **stored["freshness"])
    corpus = Corpus(documents, keys, stored["names"], stored["skills"], freshness)
    queries = tomllib.loads((folder / "queries.toml").read_text(encoding="utf-8"))["query"]
    return corpus, [_judged(row, stored["documents"]) for row in queries]


def evaluate(engine: Engine, corpus: Corpus, queries: Iterable[Judged]) -> list[Outcome]:
    """Index the corpus in an empty `engine` and ask all queries, a level in their words understood."""
    words.add_words(corpus.names)
    words.add_aliases({name: others for name, others in corpus.names.items() if others})
    codes = {words.normal(name): code for code, names in corpus.skills.items() for name in names}
    engine.rebuild(corpus.documents)
    outcomes = []
    for judged in queries:
        understood = levels.understand(judged.words, codes.get)
        asked = Query(understood.words, where={"kind": (judged.kind,)}, levels=understood.levels, limit=DEPTH)
        results = engine.search(replace(asked, freshness=corpus.freshness))
        outcomes.append(Outcome(judged, [corpus.keys[id] for id in results.ids], results.total))
    return outcomes


def ndcg(grades: list[int], judged: Iterable[int]) -> float:
    """Return the gain of the first ten, a grade g counting 2^g − 1, as a share of the best possible order's."""
    best = _gain(sorted(judged, reverse=True)[:DEPTH])
    return _gain(grades[:DEPTH]) / best if best else 1.0


def mean(outcomes: Iterable[Outcome]) -> float:
    scores = [outcome.score for outcome in outcomes]
    return sum(scores) / len(scores) if scores else 0.0


def by_group(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    groups = {}
    for outcome in outcomes:
        groups.setdefault(outcome.judged.group, []).append(outcome)
    return groups


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def _document(number: int, row: Mapping) -> Document:
    now = timezone.now()
    values = {
        name: now - timedelta(days=value["days_ago"]) if isinstance(value, dict) else value
        for name, value in row["values"].items()
    }
    parts = {name: {key: tuple(found) for key, found in row[name].items()} for name in ("keywords",)}
    text = {name: value if isinstance(value, str) else tuple(value) for name, value in row["text"].items()}
    return Document(row["kind"], str(number), text, parts["keywords"], values, levels=row["levels"])


def _judged(row: Mapping, documents: Iterable[Mapping]) -> Judged:
    kind, grades, used = row.get("kind", "position"), {}, set()
    for document in documents:
        if document["kind"] == kind and (rule := _rule(row["grades"], document)):
            used.add(rule)
            grades[document["key"]] = row["grades"][rule]
    unused = [rule for rule in row["grades"] if rule not in used]
    if unused:
        raise ValueError(f"«{row['words']}» judges what is not in the corpus: {', '.join(unused)}")
    return Judged(row["words"], row["class"], kind, {key: grade for key, grade in grades.items() if grade})


def _rule(rules: Mapping[str, int], document: Mapping) -> str:
    """Return the most exact rule for a document: its title with a place or major, its title, then those of all."""
    title, _, rest = document["key"].replace(" # ", " @ ").partition(" @ ")
    # An enterprise is named by a part of its name, a city by its name, a major by its code.
    tags = [rest, *document["keywords"].get("city", ()), *document["keywords"].get("major", ())]
    for name in (title, "*"):
        for rule in rules:
            head, _, tag = rule.partition(" @ ")
            if head == name and tag and any(tag in known for known in tags):
                return rule
        if name in rules:
            return name
    return ""
