"""Show readers where the words of their query stand in a text."""

from collections.abc import Iterator
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search import words


def mark(text: str, query: str) -> SafeString:
    """Return the text as safe HTML with the words of the query in <mark>; everything else is escaped."""
    pieces, at = [], 0
    for start, end in _spans(text, query):
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))


def excerpt(text: str, query: str, length: int = 120) -> SafeString:
    """Return about `length` characters around the first word of the query, marked, with … where text is left out."""
    text = " ".join(text.split())
    first = next(iter(_spans(text, query)), (0, 0))[0]
    start = max(0, min(first - length // 4, len(text) - length))
    piece = mark(text[start : start + length], query)
    return mark_safe(f"{'…' if start else ''}{piece}{'…' if start + length < len(text) else ''}")


def _spans(text: str, query: str) -> list[tuple[int, int]]:
    """Return [start, end) places of the query's words in the text, in order, without overlaps."""
    if not query.strip():
        return []
    normal, origin = _normal_with_origin(text)
    spans = []
    for first, after in sorted(_finds(normal, query)):
        start, end = origin[first], origin[after - 1] + 1
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _normal_with_origin(text: str) -> tuple[str, list[int]]:
    """Return the normal text and, for each of its characters, the place it has in the text: NFKC changes lengths."""
    pieces = [_normal(character) for character in text]
    return "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]


@lru_cache(maxsize=10_000)
def _normal(character: str) -> str:
    return words.normal(character)


def _finds(text: str, query: str) -> Iterator[tuple[int, int]]:
    forms = [form for unit in words.units(query) for form in unit.forms]
    latin = {word for form in forms for word in (*form.words, *form.parts) if not words.is_han(word)}
    chinese = {joined for form in forms if words.is_han(joined := "".join(form.words))}
    chinese |= {part for form in forms for part in form.parts if len(part) > 1 and words.is_han(part)}
    for run in words.RUN.finditer(text):
        if not run["han"]:
            if latin.intersection(words.latin_forms(run[0])):
                yield run.span()
            continue
        for word in chinese:
            at = run[0].find(word)
            while at >= 0:
                yield run.start() + at, run.start() + at + len(word)
                at = run[0].find(word, at + 1)
