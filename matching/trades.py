"""Fields of work that words of a job title name, in Chinese and English: `trades.txt` is the vocabulary."""

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

from search import words

SOURCE = Path(__file__).with_name("trades.txt")


def find(title: str) -> list[str]:
    """The fields that `title` names, each once, in the order of the vocabulary."""
    whole, beginnings, han = _vocabulary()
    found = set()
    for run in words.RUN.finditer(words.normal(title)):
        word = run[0]
        if run["han"]:
            found.update(
                *(han.get(word[at:end], ()) for at in range(len(word)) for end in range(at + 1, len(word) + 1))
            )
        else:
            found.update(whole.get(word, ()), *(beginnings.get(word[:end], ()) for end in range(1, len(word) + 1)))
    return [f"#{field}" for field in sorted(found)]


@lru_cache(maxsize=1)
def _vocabulary():
    """`(whole, beginnings, han)`: for each word, beginning and Chinese word the numbers of its fields."""
    whole, beginnings, han = defaultdict(list), defaultdict(list), defaultdict(list)
    lines = [line for line in SOURCE.read_text(encoding="utf-8").splitlines() if "|" in line]
    for field, line in enumerate(lines):
        latin, chinese = (part.split() for part in line.split("|"))
        for word in latin:
            (beginnings if word.endswith("*") else whole)[word.rstrip("*")].append(field)
        for word in chinese:
            han[word].append(field)
    return dict(whole), dict(beginnings), dict(han)
