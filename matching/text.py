"""Text similarity: words as the search engine splits them, names as one word, sublinear TF-IDF, SVD, cosine.

Document frequencies come from positions and profiles, but only words of positions are kept: what a profile says beyond
them (a name, a home town) changes neither its vector nor its length. `SENSITIVE` words are never kept.

The sparse vectors say which words two texts share. The dense ones bring words together that stand in the same texts:
on outcomes of three years they order applicants better than the sparse ones, and fit in memory for a province.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice

import numpy as np
from scipy.sparse import csr_matrix

from recruitment.skill_finder import Finder
from search import words

SENSITIVE = frozenset(
    word
    for line in (
        "男性 女性 男生 女生 先生 女士 小姐 性别 年龄 出生 生日 籍贯 民族 汉族 户籍 户口",
        "政治面貌 党员 团员 婚姻 已婚 未婚 身高 体重",
        "male female sex gender age birth born nationality married single",
    )
    for word in line.split()
)
SHARED_WORDS = 5
DIMENSIONS = 64
"""More bring back the difference between words that mean the same: worse from 96 on."""
NAME_COUNT = 2
"""A name counts as if it stood there twice: it was chosen from a list, the words around it were not."""
NEAREST, NEAREST_SHARE, FEEDBACK = 30, 0.1, 0.5
"""Feedback: so many of the nearest profiles, at most this share of all, move a position by so much."""
NEGLIGIBLE = 1e-4
"""Directions of the SVD with less than this share of the strength of the first are noise."""


class Names:
    """Finds names in texts, however they are written: {"PLC编程": ["PLC programming", "可编程控制"]}.

    A way to write that two names claim belongs to the first of them.
    """

    def __init__(self, names: Mapping[str, Iterable[str]]):
        self.names = {name: list(others) for name, others in names.items()}
        said = {name for name in self.names if words.normal(name) not in SENSITIVE}
        written = ((each, name) for name in self.names if name in said for each in (name, *self.names[name]))
        self._finder = Finder((each, name) for each, name in written if words.normal(each) not in SENSITIVE)

    def find(self, text: str) -> list[str]:
        """The names in `text`, in their order, the longest at each place; a Latin one never inside a word."""
        return [name for name, _written in self._finder.mentions(text)]


def tokens(text: str) -> list[str]:
    """The words of `text` that may count."""
    return [word for word in words.split(text) if len(word) > 1 and word not in SENSITIVE and not word.isdigit()]


class TextModel:
    """A fitted vocabulary: `terms` (the words, in column order), `idf` (terms,) float32 and `projection` (terms, d)
    float32. `split` makes the words of a text; `names` are added to them."""

    def __init__(
        self,
        terms: Sequence[str] = (),
        idf: Sequence[float] = (),
        *,
        names: Mapping[str, Iterable[str]] | None = None,
        projection: np.ndarray | None = None,
        split: Callable[[str], list[str]] = tokens,
    ):
        self.terms = list(terms)
        self.idf = np.asarray(idf, np.float32)
        self.projection = np.zeros((len(self.terms), 0), np.float32) if projection is None else projection
        self.names = Names(names or {})
        self._split = split

    @cached_property
    def _vectorizer(self):
        vectorizer = _vectorizer(self.terms)
        vectorizer.idf_ = self.idf
        return vectorizer

    @classmethod
    def fit(
        cls,
        positions: Iterable[str],
        profiles: Iterable[str],
        *,
        names: Mapping[str, Iterable[str]] | None = None,
        split: Callable[[str], list[str]] = tokens,
        dimensions: int = DIMENSIONS,
    ) -> "TextModel":
        """Learn the words of `positions`, how rare they are among `positions` and `profiles`, and which of them stand
        in the same texts. `names` is what `Names` reads. Deterministic."""
        empty = cls(names=names, split=split)
        positions = [empty._words(text) for text in positions]
        documents = positions + [empty._words(text) for text in profiles]
        terms = sorted(set(chain.from_iterable(positions)))
        if not terms:
            return empty
        vectorizer = _vectorizer(terms)
        projection = _projection(vectorizer.fit_transform(documents), dimensions)
        return cls(terms, vectorizer.idf_, names=empty.names.names, projection=projection, split=split)

    def vectors(self, texts: Iterable[str]) -> csr_matrix:
        """(texts, terms) float32; rows have unit length, or are empty where no word is known."""
        documents = [self._words(text) for text in texts]
        if not self.terms or not documents:
            return csr_matrix((len(documents), len(self.terms)), dtype=np.float32)
        return self._vectorizer.transform(documents)

    def dense(self, vectors: csr_matrix) -> np.ndarray:
        """(texts, d) float32 from `vectors` (texts, terms); rows have unit length, or are zero where no word is
        known."""
        return _unit(np.asarray(vectors @ self.projection, np.float32))

    def shared(self, one: csr_matrix, others: csr_matrix, row: int = 0) -> list[str]:
        """The words that `one` (1, terms) and a row of `others` (texts, terms) have in common, the ones that count most
        first; no word twice, once alone and once inside a longer one."""
        start, end = others.indptr[row : row + 2]
        weights = dict(zip(one.indices.tolist(), one.data.tolist(), strict=True))
        theirs = zip(others.indices[start:end].tolist(), others.data[start:end].tolist(), strict=True)
        heaviest = sorted((-weights[index] * weight, index) for index, weight in theirs if index in weights)
        found = [(self.terms[index], words.normal(self.terms[index])) for _weight, index in heaviest]
        told = (each[0] for each in found if not any(_repeats(each, other) for other in found))
        return list(islice(told, SHARED_WORDS))

    def state(self) -> bytes:
        """What `restored` needs to make the same model again, `split` aside."""
        file = io.BytesIO()
        written = [[name, *others] for name, others in self.names.names.items()]
        np.savez_compressed(
            file,
            terms=np.array(self.terms, str),
            idf=self.idf,
            projection=self.projection,
            names=np.array(list(chain.from_iterable(written)), str),
            sizes=np.array([len(each) for each in written], np.int32),
        )
        return file.getvalue()

    @classmethod
    def restored(cls, state: bytes) -> "TextModel":
        """The model whose `state` this is."""
        with np.load(io.BytesIO(state)) as stored:
            written = np.split(stored["names"], np.cumsum(stored["sizes"])[:-1]) if stored["sizes"].size else []
            names = {each[0]: each[1:] for each in map(np.ndarray.tolist, written)}
            return cls(stored["terms"].tolist(), stored["idf"], names=names, projection=stored["projection"])

    def _words(self, text):
        return self._split(text) + NAME_COUNT * self.names.find(text)


def similarity(position: csr_matrix, profiles: csr_matrix) -> np.ndarray:
    """(profiles,) float64, the cosine of each row of `profiles` with `position` (1, terms), 0–1."""
    if not profiles.shape[1]:
        return np.zeros(profiles.shape[0])
    return np.clip(profiles @ position.toarray().ravel().astype(np.float64), 0.0, 1.0)


def feed_back(positions: np.ndarray, profiles: np.ndarray) -> np.ndarray:
    """(positions, d) float32 of unit length: dense `positions` moved towards the profiles nearest to them, so that they
    also ask for what those profiles have in common. No judgements are needed. Source: Rocchio, in Salton (1971)."""
    count = min(NEAREST, int(np.ceil(profiles.shape[0] * NEAREST_SHARE)))
    moved = positions.copy()
    for row, position in enumerate(positions if count else ()):
        likeness = profiles @ position
        near = profiles[(likeness >= np.partition(likeness, -count)[-count]) & (likeness > 0)]
        if near.size:
            moved[row] += FEEDBACK * _unit(near.mean(axis=0, keepdims=True))[0]
    return _unit(moved)


def _projection(vectors, dimensions):
    """(terms, d) float32: the strongest directions, each turned so that its largest entry is positive."""
    dimensions = min(dimensions, *vectors.shape)
    if not dimensions or not vectors.nnz:
        return np.zeros((vectors.shape[1], 0), np.float32)
    from sklearn.utils.extmath import randomized_svd  # noqa: PLC0415  (see `_vectorizer`)

    _left, strength, right = randomized_svd(vectors, dimensions, random_state=0)
    right = right[strength > NEGLIGIBLE * strength[0]]
    largest = right[np.arange(right.shape[0]), np.abs(right).argmax(axis=1)]
    return np.ascontiguousarray((right * np.sign(largest)[:, None]).T, np.float32)


def _unit(rows):
    """`rows` (n, d) with unit length; those of no length stay zero."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return rows / np.where(lengths > 0, lengths, 1)


def _is_latin(sign):
    return sign.isalnum() and sign.isascii()


def _repeats(one, other):
    """Whether `other` says what `one` says, both (word, normal form): it contains it, or is a name that is written like
    it."""
    (word, short), (longer, long) = one, other
    return short in long and word != longer and (short != long or word == short)


def _same(document):
    return document


def _vectorizer(terms):
    """Of words that are split already. sklearn is a third of the time that a process takes to start, and most processes
    never weigh a text."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    return TfidfVectorizer(
        vocabulary=terms, analyzer=_same, lowercase=False, sublinear_tf=True, norm="l2", dtype=np.float32
    )
