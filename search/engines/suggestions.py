"""Choose what to suggest, the same way for every engine."""

from collections.abc import Iterable, Mapping

from search import words
from search.engine import Suggestion


def choose(typed: str, names: Mapping[str, int], titles: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """Return at most `limit` completions of what is typed: up to half of them names, the rest titles.

    `names` are {name: how many documents}, `titles` stand in order of relevance. A mistyped Latin word is
    considered only when nothing completes it as it stands.
    """
    unique = {}
    for title in titles:
        unique.setdefault(title.text, title)
    for loosely in (False, True):
        named = [Suggestion(n, count=c) for n, c in names.items() if words.completes(n, typed, loosely=loosely)]
        named.sort(key=lambda one: (-one.count, one.text))
        titled = [title for title in unique.values() if words.completes(title.text, typed, loosely=loosely)]
        found = named[: max(-(-limit // 2), limit - len(titled))] + titled
        if found:
            return found[:limit]
    return []
