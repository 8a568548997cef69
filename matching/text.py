"""Text similarity: words as the search engine splits them, sublinear TF-IDF, cosine.

Document frequencies come from positions and profiles, but only words of positions are kept: what a profile says beyond
them (a name, a home town) changes neither its vector nor its length. `SENSITIVE` words are never kept.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

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


def tokens(text: str) -> list[str]:
    """The words of `text` that may count."""
    return [word for word in words.split(text) if len(word) > 1 and word not in SENSITIVE and not word.isdigit()]


class TextModel:
    """A fitted vocabulary: `terms` (the words, in column order) and `idf` (terms,) float32."""

    def __init__(self, terms: Sequence[str] = (), idf: Sequence[float] = ()):
        self.terms = list(terms)
        self.idf = np.asarray(idf, np.float32)
        self._vectorizer = _vectorizer(vocabulary=self.terms) if self.terms else None
        if self._vectorizer:
            self._vectorizer.idf_ = self.idf

    @classmethod
    def fit(cls, positions: Iterable[str], profiles: Iterable[str]) -> "TextModel":
        """Learn the words of `positions`, and how rare they are among `positions` and `profiles`."""
        positions, profiles = [tokens(text) for text in positions], [tokens(text) for text in profiles]
        terms = sorted({word for document in positions for word in document})
        if not terms:
            return cls()
        return cls(terms, _vectorizer(vocabulary=terms).fit(positions + profiles).idf_)

    def vectors(self, texts: Iterable[str]) -> csr_matrix:
        """(texts, terms) float32; rows have unit length, or are empty where no word is known."""
        documents = [tokens(text) for text in texts]
        if not self._vectorizer or not documents:
            return csr_matrix((len(documents), len(self.terms)), dtype=np.float32)
        return self._vectorizer.transform(documents)

    def shared(self, one: csr_matrix, other: csr_matrix) -> list[str]:
        """The words that two vectors (1, terms) have in common, the ones that count most first; no word twice, once
        alone and once inside a longer one."""
        product = one.multiply(other).tocsr()
        heaviest = sorted(zip(-product.data, product.indices, strict=True))
        found = [self.terms[index] for _weight, index in heaviest]
        return [word for word in found if not any(word in other and word != other for other in found)][:SHARED_WORDS]


def similarity(position: csr_matrix, profiles: csr_matrix) -> np.ndarray:
    """(profiles,) float64, the cosine of each row of `profiles` with `position` (1, terms), 0–1."""
    if not profiles.shape[1]:
        return np.zeros(profiles.shape[0])
    return np.clip(profiles @ position.toarray().ravel().astype(np.float64), 0.0, 1.0)


def _same(document):
    return document


_vectorizer = partial(TfidfVectorizer, analyzer=_same, sublinear_tf=True, norm="l2", dtype=np.float32)
