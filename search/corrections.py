"""What to offer somebody whose query found nothing: another spelling, fewer words, fewer filters. For every engine."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from search import words
from search.engine import Query, Results, Suggestion
from search.vocabulary import FREQUENCY

# Calls of the engine for one page, all kinds together.
CALLS = 4

# So many names that begin with the same letter or character are looked at.
NAMES = 200

SIMILAR = 0.75  # of two Latin words, as difflib measures it
SHORTEST_LATIN, SHORTEST_HAN = 4, 3  # letters or characters of a word that may be misspelt
LONGEST_HAN = 12


@dataclass(frozen=True)
class Instead:
    """A query that does find something: its words, the names of the filters it leaves out, how much it finds."""

    words: str
    without: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Corrections:
    spelling: Instead | None = None
    shorter: Instead | None = None
    fewer: tuple[Instead, ...] = ()

    def __bool__(self):
        return bool(self.spelling or self.shorter or self.fewer)


def correct(
    query: Query,
    droppable: Iterable[str],
    *,
    search: Callable[[Query], Results],
    suggest: Callable[..., list[Suggestion]],
) -> Corrections:
    """Return what would find something instead of `query`, in at most CALLS calls; every count was asked for.

    `droppable` names the filters (of `where`, or "levels") that the person chose and may take away.
    """
    calls = _Calls(query, search, suggest)
    droppable = [name for name in droppable if (name == "levels" and query.levels) or query.where.get(name)]
    spelling = shorter = None
    if query.words.strip():
        respelt = respell(query.words, calls.names)
        spelling = calls.counted(respelt)
        shorter = calls.counted(without_rarest(query.words))
        if not (spelling or shorter):
            shorter = calls.first(best_known(respelt or query.words), spare=bool(droppable))
    fewer = (calls.counted(query.words, without) for without in _ways(droppable, calls.left))
    return Corrections(spelling, shorter, tuple(filter(None, fewer)))


def respell(typed: str, names: Callable[[str], list[str]] = lambda stem: []) -> str:
    """Return the query with its least known word in the nearest known spelling, or "" when there is none.

    `names(stem)` returns names of the index that go on from a letter or character; it is asked once at most.
    """
    for run in words.RUN.finditer(typed):
        if better := _nearest(words.normal(run[0]), known_words()):
            return _put(typed, run, better)
    for run in words.RUN.finditer(typed):
        text = words.normal(run[0])
        if not is_known(text) and len(text) >= SHORTEST_HAN:
            better = _nearest(text, _pieces(names(text[:1]), len(text)))
            return _put(typed, run, better) if better else ""
    return ""


def without_rarest(typed: str) -> str:
    """Return the query without the word that the dictionaries know least, or "" when it is the only one."""
    units = _units(typed)
    if len(units) < 2:
        return ""
    rarest = min(units, key=lambda unit: (_frequency(unit), -len(unit)))
    return " ".join(unit for unit in units if unit != rarest)


def best_known(typed: str) -> list[str]:
    """Return the words of the query, what the dictionaries know best first; none where `without_rarest` leaves one."""
    units = _units(typed)
    return sorted(units, key=lambda unit: (-_frequency(unit), -len(unit))) if len(units) > 2 else []


def _units(typed: str) -> list[str]:
    forms = [unit.forms[0].words for unit in words.units(typed)]
    return ["".join(form) if words.is_han(form[0]) else form[0] for form in forms]


def known_words() -> frozenset[str]:
    """The Chinese names and the Latin words that this process was taught."""
    return _known_words(words.version())


def is_known(word: str) -> bool:
    return word in known_words() or words.frequency(word) > 0


def _frequency(word: str) -> int:
    """A taught word is common here, whatever a corpus of newspapers says; a lone Chinese character is a rest."""
    if word in known_words():
        return max(FREQUENCY, words.frequency(word))
    return 0 if len(word) == 1 else words.frequency(word)


@lru_cache(maxsize=1)
def _known_words(version: int) -> frozenset[str]:
    return frozenset(
        run[0] for name in words.known() for run in words.RUN.finditer(name) if len(run[0]) >= SHORTEST_HAN
    )


def _nearest(text: str, known: Iterable[str]) -> str:
    if len(text) > words.LONGEST_WORD or text in known:
        return ""
    if words.is_han(text):
        return _nearest_han(text, known)
    if not words.is_latin(text) or len(text) < SHORTEST_LATIN:
        return ""
    same = [word for word in known if word[0] == text[0] and abs(len(word) - len(text)) < 3]
    return next(iter(difflib.get_close_matches(text, sorted(same), n=1, cutoff=SIMILAR)), "")


def _nearest_han(text: str, known: Iterable[str]) -> str:
    """Return the text with one wrong character of a long enough known word put right: the longest such word.

    Where all is made of words, only a word of four characters or more is believed to be meant.
    """
    shortest = SHORTEST_HAN + all(len(token) > 1 for token in words.tokens(text))
    fits = [word for word in known if words.is_han(word) and shortest <= len(word) <= min(len(text), LONGEST_HAN)]
    for word in sorted(fits, key=lambda word: (-len(word), word)):
        for start in range(len(text) - len(word) + 1):
            window = text[start : start + len(word)]
            if sum(a != b for a, b in zip(word, window, strict=True)) == 1:
                return text[:start] + word + text[start + len(word) :]
    return ""


def _pieces(names: Iterable[str], size: int) -> set[str]:
    """Return the words of names, and of Chinese ones every piece of `size` characters."""
    runs = [run[0] for name in names for run in words.RUN.finditer(words.normal(name))]
    pieces = {run[at : at + size] for run in runs if words.is_han(run) for at in range(len(run) - size + 1)}
    return pieces | {run for run in runs if not words.is_han(run)}


def _put(typed: str, run, better: str) -> str:
    return f"{typed[: run.start()]}{better}{typed[run.end() :]}"


def _ways(droppable: list[str], room: int) -> Iterator[tuple[str, ...]]:
    """Every filter alone, as many as there is room for; all of them when that is not enough."""
    if len(droppable) <= room:
        yield from ((name,) for name in droppable)
    elif room:
        yield from ((name,) for name in droppable[: room - 1])
        yield tuple(droppable)


class _Calls:
    """The engine, counted."""

    def __init__(self, query, search, suggest):
        self.query, self.left = query, CALLS
        self._search, self._suggest = search, suggest

    def names(self, stem: str) -> list[str]:
        self.left -= 1
        kind = {"kind": self.query.where["kind"]} if "kind" in self.query.where else None
        return [suggestion.text for suggestion in self._suggest(stem, where=kind, limit=NAMES)]

    def first(self, typed: Iterable[str], spare: int) -> Instead | None:
        """Return the first of these queries that finds something; `spare` calls are left for others."""
        tried = (self.counted(each) for each in typed if self.left > spare)
        return next(filter(None, tried), None)

    def counted(self, typed: str, without: tuple[str, ...] = ()) -> Instead | None:
        """Return the query with these words and without these filters, unless it finds nothing either."""
        if not self.left or not (typed or without):
            return None
        self.left -= 1
        where = {name: values for name, values in self.query.where.items() if name not in without}
        levels = {} if "levels" in without else self.query.levels
        found = self._search(replace(self.query, words=typed, where=where, levels=levels, facets=(), limit=0))
        return Instead(typed, without, found.total) if found.total else None
