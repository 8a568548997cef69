"""Which job titles mean nearly the same, from the titles and a vocabulary of trades.

Titles are short: most that belong together share no word with each other, but name the same trade, or both share a word
with a third. So the likeness of a query to the titles is spread over the graph of the titles nearest to each other.
"""

from collections.abc import Iterable
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix, diags, vstack

from matching import trades
from matching.text import TextModel
from search import words

RARITY = 1.5
"""Power of the idf: rare pieces name the trade, frequent ones ("manager", 经理) the rank."""
SHARPNESS = 2.0
"""Power of the cosine: one near title says more than many that have a syllable in common."""
NEIGHBOURS = 20
SPREAD = 0.85
"""The share of a title's likeness that its neighbours pass on to each other."""
STEPS = 50
"""0.85^50 < 0.001: what later steps would add changes no order worth having."""
BLOCK = 256
STOP_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "or", "the", "to", "with"})
BEGINNINGS = range(3, 8)
GRAM = 4
TRADE_COUNT = 4
"""A trade counts as if it stood there so often: it is one piece, a word is many."""


def pieces(title: str) -> list[str]:
    """What a title is compared by: the trades it names; Chinese characters (twice: one alone says much) and pairs of
    neighbours; Latin words, their beginnings and what four letters stand side by side in them."""
    found = TRADE_COUNT * trades.find(title)
    for run in words.RUN.finditer(words.normal(title)):
        word = run[0]
        if run["han"]:
            found += [*word, *word, *_side_by_side(word, 2)]
        elif word not in STOP_WORDS:
            found += [f"{word}>", *(f"<{word[:size]}" for size in BEGINNINGS), *_side_by_side(f"<{word}>", GRAM)]
    return found


class TitleModel:
    """Fitted titles; `scores` compares queries with them."""

    def __init__(self, text: TextModel, vectors: csr_matrix):
        self._text, self._vectors = text, vectors
        near = _neighbours(vectors)
        degree = np.asarray(near.sum(axis=1)).ravel()
        scale = 1 / np.sqrt(np.where(degree > 0, degree, 1))
        self._scale, self._graph = scale[:, None], diags(scale) @ near @ diags(scale)

    @classmethod
    def fit(cls, titles: Iterable[str]) -> Self:
        titles = list(titles)
        text = TextModel.fit(titles, [], split=pieces, dimensions=0)
        text = TextModel(text.terms, text.idf**RARITY, split=pieces)
        return cls(text, text.vectors(titles))

    def scores(self, queries: Iterable[str]) -> np.ndarray:
        """(queries, titles) float64, 0 or more: how near each title is, directly and through others."""
        likeness = (self._vectors @ self._text.vectors(queries).T).toarray().astype(np.float64)
        start = likeness**SHARPNESS * self._scale
        spread = start
        for _step in range(STEPS):
            spread = SPREAD * (self._graph @ spread) + start
        return spread.T


def _neighbours(vectors):
    """(titles, titles) sparse float64, symmetric: the sharpened cosine of titles of which one is among the NEIGHBOURS
    nearest of the other (more of them where the last are equally near)."""
    rows = [csr_matrix((0, vectors.shape[0]))]
    for start in range(0, vectors.shape[0], BLOCK):
        cosine = (vectors[start : start + BLOCK] @ vectors.T).toarray().astype(np.float64)
        own = np.arange(cosine.shape[0])
        cosine[own, start + own] = 0
        last = max(0, cosine.shape[1] - NEIGHBOURS)
        bound = np.partition(cosine, last, axis=1)[:, last]
        rows.append(csr_matrix(np.where(cosine >= bound[:, None], cosine, 0) ** SHARPNESS))
    near = vstack(rows).tocsr()
    return near.maximum(near.T)


def _side_by_side(word, size):
    return [word[at : at + size] for at in range(len(word) - size + 1)]
