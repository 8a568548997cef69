"""A level in the words of a query: «Python 3级», "PLC level 3", "Excel L4" ask for a skill at that level or above."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from search import words

HIGHEST = 5
HAN_DIGITS = "一二三四五"
LEVEL = re.compile(
    rf"(?:(?<![a-z0-9])(?:level|lvl|lv|l)[\s.:]*(?P<latin>[1-{HIGHEST}])(?![a-z0-9])"
    rf"|(?<!\d)(?P<digit>[1-{HIGHEST}])\s*级|(?P<han>[{HAN_DIGITS}])级)"
    r"(?:及?以上|\s*(?:and|or)\s+(?:above|higher)|\+)?",
    re.IGNORECASE,
)
LONGEST_NAME = 60  # characters of a skill's name in a query


@dataclass(frozen=True)
class Asked:
    """A skill at a level or above: `name` as it was typed."""

    code: str
    name: str
    low: int


@dataclass(frozen=True)
class Understood:
    """The words without the levels that were understood, and those levels."""

    words: str
    asked: tuple[Asked, ...] = ()

    @property
    def levels(self) -> dict[str, tuple[int, int]]:
        return {one.code: (one.low, HIGHEST) for one in self.asked}


def understand(typed: str, codes: Callable[[str], str | None]) -> Understood:
    """Take the levels out of what was typed, where a skill stands directly before or after them.

    `codes` gives the code of the skill that a name in normal form means, or None. A level without a skill beside it
    (英语四级 is an examination) stays a word.
    """
    text, asked = typed, []
    for level in reversed(list(LEVEL.finditer(typed))):
        before, after = text[: level.start()], text[level.end() :]
        found = next((pair for name in _names(before, after) if (pair := (codes(words.normal(name)), name))[0]), None)
        if found:
            low = HAN_DIGITS.index(level["han"]) + 1 if level["han"] else int(level["latin"] or level["digit"])
            asked.insert(0, Asked(*found, low))
            text = f"{before.rstrip()} {after.lstrip()}"
    return Understood(text.strip(), tuple(asked))


def restore(text: str, asked: Iterable[Asked]) -> str:
    """Return words with the levels that were taken out of them, written so that they are understood again."""
    for one in asked:
        text, count = re.subn(f"({re.escape(one.name)})", rf"\1 L{one.low}", text, count=1, flags=re.IGNORECASE)
        text = text if count else f"{text} {one.name} L{one.low}"
    return text


def mentions(typed: str) -> bool:
    """Return whether there is a level to understand: saves asking for the names of skills."""
    return bool(LEVEL.search(typed))


def _names(before: str, after: str) -> Iterator[str]:
    """What may name the skill: the ends of the text before the level, longest first, then the beginnings after it."""
    before, after = before.rstrip(), after.lstrip()
    for start in range(max(0, len(before) - LONGEST_NAME), len(before)):
        if _is_edge(before, start):
            yield before[start:]
    for end in range(min(len(after), LONGEST_NAME), 0, -1):
        if _is_edge(after, end):
            yield after[:end]


def _is_edge(text: str, at: int) -> bool:
    """Return whether a name may begin or end at `at`: not inside a Latin word, not at a space."""
    left, right = text[at - 1 : at], text[at : at + 1]
    if not left or not right:
        return True
    return words.is_han(left) or words.is_han(right) or (left.isspace() != right.isspace())
