"""A query of the contract as Tantivy queries. No text of a person reaches Tantivy's query parser."""

from collections.abc import Iterable, Iterator

import tantivy
from tantivy import Occur

from search import words
from search.engine import BOOSTS, GUESSES, Query, ordinal, within
from search.engines.tantivy.schema import level_term

T = tantivy.Query

PARTS_WEIGHT = 0.5  # of the score when the words stand apart
GRAMS_SCORE = 0.1  # when only the characters agree


class Builder:
    """Makes the queries for one searcher of an index."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema):
        self.searcher, self.schema = searcher, schema

    def text(self, typed: str) -> T:
        """Return what scores: all units of one or two, three quarters of more."""
        if not typed.strip():
            return T.const_score_query(T.all_query(), 0)
        units = words.units(typed)
        if not units:
            return T.empty_query()
        needed = len(units) if len(units) < 3 else -(-3 * len(units) // 4)
        return T.boolean_query([(Occur.Should, self.unit(unit)) for unit in units], needed)

    def filters(self, query: Query) -> dict[str, T]:
        """Return one query per filter, by name; a keyword and a value may not share theirs."""
        found = {f"where {name}": self.keyword(name, values) for name, values in query.where.items() if values}
        found |= {f"range {name}": self.range(name, low, high) for name, (low, high) in query.ranges.items()}
        found |= {f"level {code}": self.level(code, bounds) for code, bounds in query.levels.items()}
        return found

    def filtered(self, text: T, filters: Iterable[T]) -> T:
        """Add filters that do not touch the score."""
        return T.boolean_query([(Occur.Must, text), *((Occur.Must, T.const_score_query(one, 0)) for one in filters)])

    def unit(self, unit: words.Unit) -> T:
        guesses = self._guesses(unit.latin) if unit.latin and not self._is_known(unit.latin) else ()
        return T.disjunction_max_query([*(self.form(form) for form in unit.forms), *guesses])

    def form(self, form: words.Form) -> T:
        ways = [self._side_by_side(form.words)]
        if form.parts:
            parts = [(Occur.Must, self._side_by_side((part,))) for part in form.parts]
            ways.append(T.boost_query(T.boolean_query(parts), PARTS_WEIGHT))
        if form.grams:
            grams = [(Occur.Must, T.term_query(self.schema, "grams", gram)) for gram in form.grams]
            ways.append(T.const_score_query(T.boolean_query(grams), GRAMS_SCORE))
        return T.disjunction_max_query(ways)

    def beginning(self, last: str) -> T:
        """Return what may complete an unfinished word in a title or a name, generously."""
        ways = [self._prefix(field, last) for field in ("title", "names")]
        if words.is_han(last):
            ways.append(self.unit(words.Unit((words.Form((last,), grams=tuple(words.grams(last))),))))
        elif len(last) > 3 and words.is_latin(last):
            ways += [T.fuzzy_term_query(self.schema, field, last, 1, prefix=True) for field in ("title", "names")]
        return T.disjunction_max_query(ways)

    def keyword(self, name: str, values: Iterable[str]) -> T:
        return self._any(facet_field(name), map(str, values))

    def range(self, name: str, low, high) -> T:
        if low is None and high is None:
            return T.all_query()
        bounds = (None if bound is None else ordinal(bound) for bound in (low, high))
        return T.range_query(self.schema, f"v_{name}", tantivy.FieldType.Float, *bounds)

    def level(self, code: str, bounds: tuple[int | None, int | None]) -> T:
        return self._any("levels", (level_term(code, level) for level in within(bounds)))

    def _any(self, field: str, found: Iterable[str]) -> T:
        # A lone surrogate is no text to Rust.
        texts = [text.encode(errors="replace").decode() for text in found]
        return T.boolean_query([(Occur.Should, T.term_query(self.schema, field, text)) for text in texts])

    def _side_by_side(self, found: tuple[str, ...]) -> T:
        return T.disjunction_max_query(
            [T.boost_query(self._in_field(field, found), boost) for field, boost in BOOSTS.items()], 0.3
        )

    def _in_field(self, field: str, found: tuple[str, ...]) -> T:
        if len(found) == 1:
            return T.term_query(self.schema, field, found[0])
        return T.phrase_query(self.schema, field, list(found))

    def _prefix(self, field: str, word: str) -> T:
        return T.fuzzy_term_query(self.schema, field, word, 0, prefix=True)

    def _is_known(self, word: str) -> bool:
        return any(self.searcher.doc_freq(field, word) for field in BOOSTS)

    def _guesses(self, word: str) -> Iterator[T]:
        for field, score in GUESSES.items():
            yield T.const_score_query(self._prefix(field, word), score)
            if len(word) > 3:
                yield T.const_score_query(T.fuzzy_term_query(self.schema, field, word, 1), score)


def facet_field(name: str) -> str:
    return name if name == "kind" else f"keywords.{name}"
