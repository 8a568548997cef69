"""A query of the contract as Elasticsearch queries. No text of a person reaches a query parser."""

from collections.abc import Iterable, Iterator

from elasticsearch.dsl import query as q
from elasticsearch.dsl.function import SF

from search import words
from search.engine import BOOSTS, GUESSES, Freshness, Query, ordinal, within
from search.engines.elasticsearch.shape import clean

PARTS_WEIGHT = 0.5  # of the score when the words stand apart
GRAMS_SCORE = 0.1  # when only the characters agree

# So many letters of a mistyped beginning are matched; the choice among what is found looks at all of them.
MISTYPED_LETTERS = 10


class Builder:
    """Makes queries, given the Latin words that stand nowhere in the index."""

    def __init__(self, unknown: frozenset[str] = frozenset()):
        self.unknown = unknown

    def text(self, typed: str, freshness: Freshness | None = None) -> q.Query:
        """Return what scores: all units of one or two, three quarters of more."""
        if not typed.strip():
            return q.MatchAll()
        units = words.units(typed)
        if not units:
            return q.MatchNone()
        needed = len(units) if len(units) < 3 else -(-3 * len(units) // 4)
        found = q.Bool(should=[self.unit(unit) for unit in units], minimum_should_match=needed)
        return _aged(found, freshness) if freshness else found

    def filters(self, query: Query) -> dict[str, q.Query]:
        """Return one query per filter, by name; a keyword and a value may not share theirs."""
        found = {f"where {name}": self.keyword(name, values) for name, values in query.where.items() if values}
        found |= {f"range {name}": self.range(name, low, high) for name, (low, high) in query.ranges.items()}
        found |= {f"level {code}": self.level(code, bounds) for code, bounds in query.levels.items()}
        return found

    def unit(self, unit: words.Unit) -> q.Query:
        guesses = self._guesses(unit.latin) if unit.latin in self.unknown else ()
        return q.DisMax(queries=[*(self.form(form) for form in unit.forms), *guesses])

    def form(self, form: words.Form) -> q.Query:
        ways = [self._side_by_side(form.words)]
        if form.parts:
            ways.append(q.Bool(must=[self._side_by_side((part,)) for part in form.parts], boost=PARTS_WEIGHT))
        if form.grams:
            grams = q.Bool(filter=[q.Term(grams=gram) for gram in form.grams])
            ways.append(q.ConstantScore(filter=grams, boost=GRAMS_SCORE))
        return q.DisMax(queries=ways)

    def beginning(self, last: str) -> q.Query:
        """Return what may complete an unfinished word in a title or a name, generously."""
        ways = [q.ConstantScore(filter=_prefix(field, last)) for field in ("title", "names")]
        if words.is_han(last):
            ways.append(self.unit(words.Unit((words.Form((last,), grams=tuple(words.grams(last))),))))
        elif len(last) > 3 and words.is_latin(last):
            pattern = mistyped(last[:MISTYPED_LETTERS]) + ".*"
            ways += [q.ConstantScore(filter=q.Regexp(**{field: {"value": pattern}})) for field in ("title", "names")]
        return q.DisMax(queries=ways)

    def keyword(self, name: str, values: Iterable[str]) -> q.Query:
        return q.Terms(**{facet_field(name): [clean(str(value)) for value in values]})

    def range(self, name: str, low, high) -> q.Query:
        bounds = {"gte": low, "lte": high}
        bounds = {side: ordinal(bound) for side, bound in bounds.items() if bound is not None}
        return q.Range(**{f"values.{name}": bounds}) if bounds else q.MatchAll()

    def level(self, code: str, bounds: tuple[int | None, int | None]) -> q.Query:
        wanted = [q.Term(**{"levels.code": clean(code)}), q.Terms(**{"levels.level": list(within(bounds))})]
        return q.Nested(path="levels", query=q.Bool(filter=wanted))

    def _side_by_side(self, found: tuple[str, ...]) -> q.Query:
        fields = [_in_field(field, found, boost) for field, boost in BOOSTS.items()]
        return q.DisMax(queries=fields, tie_breaker=0.3)

    def _guesses(self, word: str) -> Iterator[q.Query]:
        for field, score in GUESSES.items():
            yield q.ConstantScore(filter=_prefix(field, word), boost=score)
            if len(word) > 3:
                near = {"value": word, "fuzziness": 1, "rewrite": "constant_score"}
                yield q.ConstantScore(filter=q.Fuzzy(**{field: near}), boost=score)


def exists(word: str) -> q.Query:
    """Return what matches if a word stands anywhere."""
    return q.Bool(should=[q.Term(**{field: word}) for field in BOOSTS])


def facet_field(name: str) -> str:
    return name if name in ("kind", "name") else f"keywords.{name}"


def mistyped(word: str) -> str:
    """Return a regular expression for a word with one letter wrong, missing, too many, or two letters swapped."""
    ways = []
    for at in range(len(word)):
        before, after = word[:at], word[at + 1 :]
        ways += [f"{before}.?{after}", f"{before}.{word[at:]}", f"{before}{after[:1]}{word[at]}{after[1:]}"]
    return f"({'|'.join(ways)})"


def _in_field(field: str, found: tuple[str, ...], boost: float) -> q.Query:
    if len(found) == 1:
        return q.Term(**{field: {"value": found[0], "boost": boost}})
    return q.MatchPhrase(**{field: {"query": " ".join(found), "boost": boost}})


def _prefix(field: str, word: str) -> q.Query:
    return q.Prefix(**{field: {"value": word}})


def _aged(found: q.Query, freshness: Freshness) -> q.Query:
    name = f"values.{freshness.name}"
    decay = {name: {"origin": ordinal(freshness.at), "scale": freshness.scale, "decay": 0.5}}
    functions = [SF({"weight": 1 - freshness.weight})]
    if freshness.weight:
        functions.append(SF({"exp": decay, "filter": q.Exists(field=name), "weight": freshness.weight}))
    return q.FunctionScore(query=found, functions=functions, score_mode="sum", boost_mode="multiply")
