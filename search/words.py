"""The only place that splits text into words, for documents and for queries, whatever the engine."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from search.vocabulary import Vocabulary

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+(?:[.\-'][^\W_{HAN}]+)*[+#]*")
PART = re.compile(r"[^\W_]+")
LATIN = re.compile(r"[a-z]+")

LONGEST_WORD = 64  # characters; longer ones are cut
LONGEST_QUERY = 200  # characters; what is typed after them is ignored

# Dropped from a query that has other words.
STOP_WORDS = frozenset(
    (
        *"的了和与及或在是有",
        "专业",
        "招聘",
        *["the", "a", "an", "of", "and", "or", "for", "to", "in", "at", "with", "job", "jobs"],
    ),
)

_vocabulary = Vocabulary()


@dataclass(frozen=True)
class Form:
    """One way to write what is searched: `words` side by side; weaker, all `parts` anywhere; weakest, all `grams`."""

    words: tuple[str, ...]
    parts: tuple[str, ...] = ()
    grams: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unit:
    """One thing the person asked for, in all its forms, the typed one first."""

    forms: tuple[Form, ...]

    @property
    def latin(self) -> str:
        """The word if it may be mistyped or unfinished (Latin letters only, at least three), else an empty string."""
        words = self.forms[0].words
        return words[0] if len(self.forms) == len(words) == 1 and is_latin(words[0]) else ""


def add_words(words: Iterable[str]) -> None:
    """Teach the splitter Chinese words (skills, majors, employers); others need no teaching.

    Takes effect at once in this process. Documents keep their old words until they are indexed again, and are found
    all the same.
    """
    _vocabulary.add_words(word for word in map(normal, words) if len(word) > 1 and is_han(word))


def add_aliases(aliases: Mapping[str, Iterable[str]]) -> None:
    """Say which names mean the same, {"岗位实习": ["顶岗实习"]}: a query for one finds all. Old pairs are kept."""
    aliases = {normal(name): [normal(other) for other in others] for name, others in aliases.items()}
    for name, others in aliases.items():
        add_words((name, *others))
    _vocabulary.add_aliases(aliases)


def known() -> list[str]:
    """Return all words and names that were taught, in normal form."""
    return _vocabulary.known()


def tokens(text: str) -> list[str]:
    """Return the words of a text one after the other, none inside another."""
    return _tokens(normal(text))


def version() -> int:
    """Return a number that grows with what was taught."""
    return _vocabulary.version


def frequency(word: str) -> int:
    """Return how common a word is in jieba's corpus of 60 million, 0 when it is unknown."""
    return _vocabulary.jieba.FREQ.get(word) or 0


def normal(text: str) -> str:
    """Return text as it is compared: NFKC, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=1024)
def is_han(text: str) -> bool:
    return bool(re.fullmatch(f"[{HAN}]+", text))


def is_latin(word: str) -> bool:
    return len(word) > 2 and bool(LATIN.fullmatch(word))


def split(text: str) -> list[str]:
    """Return the words of a text as they are indexed: a long Chinese word comes after the words inside it."""
    words = []
    for run in RUN.finditer(normal(text)):
        words += _vocabulary.jieba.cut_for_search(run[0], HMM=False) if run["han"] else latin_forms(run[0])
    return words


def grams(text: str) -> list[str]:
    """Return every Chinese character and pair of neighbours of a text, once: finds what was split differently."""
    found = {}
    for run in RUN.finditer(normal(text)):
        if run["han"]:
            found.update(dict.fromkeys((*run[0], *_pairs(run[0]))))
    return list(found)


@lru_cache(maxsize=1024)
def latin_forms(token: str) -> tuple[str, ...]:
    """Return how a Latin word is indexed: node.js → node.js, nodejs, node, js; vue3 → vue3, vue."""
    parts = PART.findall(token)
    forms = [token]
    if len(parts) > 1:
        forms += ["".join(parts), *parts]
    forms += [stem for part in parts if len(stem := part.rstrip("0123456789")) > 1]
    return tuple(dict.fromkeys(form[:LONGEST_WORD] for form in forms))


def units(query: str) -> tuple[Unit, ...]:
    """Return what a query asks for. Nothing in it is syntax; a query of signs only has no units."""
    return _units(normal(query)[:LONGEST_QUERY], _vocabulary.version)


def stem(typed: str) -> tuple[list[Unit], str]:
    """Split what is being typed into finished units and the unfinished last word ("" when there is no word)."""
    tokens = _typed_tokens(typed)
    return _group(list(tokens[:-1])), tokens[-1] if tokens else ""


def completes(text: str, typed: str, *, loosely: bool = False) -> bool:
    """Return whether `text` contains what is being typed, its last word perhaps unfinished.

    `loosely` also accepts a last Latin word of four letters or more that is one edit away from how a word begins.
    """
    *finished, last = _typed_tokens(typed) or ("",)
    whole = normal(text)
    if not last or not all(token in whole for token in finished if is_han(token)):
        return False
    if is_han(last) and last not in whole:
        return False
    latin = {form for run in RUN.finditer(whole) if not run["han"] for form in latin_forms(run[0])}
    if not all(token in latin for token in finished if not is_han(token)):
        return False
    if is_han(last) or any(word.startswith(last) for word in latin):
        return True
    sizes = range(len(last) - 1, len(last) + 2) if loosely and len(last) > 3 and is_latin(last) else ()
    return any(is_near(word[:size], last) for word in latin for size in sizes)


def is_near(word: str, typed: str) -> bool:
    """Return whether `typed` is at most one edit, or one swap of neighbours, away from `word`."""
    if abs(len(word) - len(typed)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(word, typed, strict=False)) if a != b), min(len(word), len(typed)))
    rest, other = word[start:], typed[start:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return other in (rest, swapped, rest[1:]) or rest == other[1:] or rest[1:] == other[1:]


@lru_cache(maxsize=256)
def _units(text: str, version: int) -> tuple[Unit, ...]:
    found = _group(_tokens(text))
    return tuple(unit for unit in found if unit.forms[0].words[0] not in STOP_WORDS) or tuple(found)


@lru_cache(maxsize=16)
def _typed_tokens(typed: str) -> tuple[str, ...]:
    return tuple(_tokens(normal(typed)[:LONGEST_QUERY]))


def _tokens(text: str) -> list[str]:
    """Split normal text without overlaps."""
    tokens = []
    for run in RUN.finditer(text):
        tokens += _vocabulary.jieba.cut(run[0], HMM=False) if run["han"] else [run[0][:LONGEST_WORD]]
    return tokens


def _group(tokens: list[str]) -> list[Unit]:
    """Join tokens to units: the longest known name first, then single Chinese characters that stand together."""
    equals = _equals(_vocabulary.version)
    longest = max(map(len, equals), default=1)
    found, at = [], 0
    while at < len(tokens):
        sizes = range(min(longest, len(tokens) - at), 0, -1)
        name = next((name for size in sizes if (name := tuple(tokens[at : at + size])) in equals), None)
        name = name or _singles(tokens, at)
        found.append(Unit((*_typed_forms(name), *(_form(tuple(_tokens(other))) for other in equals.get(name, ())))))
        at += len(name)
    return found


@lru_cache(maxsize=1)
def _equals(version: int) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return {tokens of a name: the other names}."""
    return {
        tokens: tuple(other for other in names if other != name and _tokens(other))
        for name, names in list(_vocabulary.aliases.items())
        if (tokens := tuple(_tokens(name)))
    }


def _singles(tokens: list[str], at: int) -> tuple[str, ...]:
    end = at
    while end < len(tokens) and len(tokens[end]) == 1 and is_han(tokens[end]) and tokens[end] not in STOP_WORDS:
        end += 1
    return tuple(tokens[at : max(end, at + 1)])


def _typed_forms(tokens: tuple[str, ...]) -> list[Form]:
    parts = PART.findall(tokens[0])
    joined = [Form(("".join(parts),))] if len(tokens) == 1 and len(parts) > 1 else []
    return [_form(tokens), *joined]


def _form(tokens: tuple[str, ...]) -> Form:
    joined = "".join(tokens)
    if not is_han(joined):
        parts = tokens if len(tokens) > 1 else tuple(PART.findall(joined))
        return Form(tokens, parts=parts if len(parts) > 1 else ())
    inner = [piece for piece in _vocabulary.jieba.tokenize(joined, mode="search", HMM=False) if piece[0] != joined]
    is_covered = len({at for _, start, end in inner for at in range(start, end)}) == len(joined)
    parts = tuple(word for word, _, _ in inner) if is_covered and len(tokens) == 1 else ()
    return Form(tokens, parts=parts, grams=_pairs(joined))


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(run[at : at + 2] for at in range(len(run) - 1)) or (run,)
