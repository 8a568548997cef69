"""The best of many: exact, whatever the blocks, with ties drawn by index."""

import numpy as np
import pytest

from matching import retrieval


def naive(queries, items, k):
    scores = queries.astype(np.float64) @ items.astype(np.float64).T
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return order, np.take_along_axis(scores, order, axis=1)


def vectors(count, dimensions, seed):
    return np.random.default_rng(seed).standard_normal((count, dimensions), dtype=np.float32)


@pytest.mark.parametrize("count", [1, 7, 50, 63, 64, 65, 3_001])
@pytest.mark.parametrize("k", [1, 7, 50])
def test_the_top_is_what_sorting_everything_gives(count, k):
    queries, items = vectors(20, 16, seed=1), vectors(count, 16, seed=2)

    indices, scores = retrieval.top(queries, items, k)

    expected, their_scores = naive(queries, items, k)
    assert (indices == expected).all()
    assert scores == pytest.approx(their_scores, abs=1e-12)


def test_equal_scores_come_in_the_order_of_the_items():
    dice = np.random.default_rng(3)
    queries = dice.integers(-2, 3, (40, 3)).astype(np.float32)  # whole numbers: many scores are exactly equal
    items = dice.integers(-2, 3, (2_000, 3)).astype(np.float32)

    indices, scores = retrieval.top(queries, items, 25)

    expected, their_scores = naive(queries, items, 25)
    assert (indices == expected).all()
    assert (scores == their_scores).all()


def test_a_query_without_words_gets_the_first_items():
    indices, scores = retrieval.top(np.zeros((2, 8), np.float32), vectors(500, 8, seed=4), 5)

    assert indices.tolist() == [[0, 1, 2, 3, 4]] * 2
    assert not scores.any()


def test_the_size_of_the_blocks_changes_no_bit(monkeypatch):
    queries, items = vectors(30, 32, seed=5), vectors(900, 32, seed=6)
    indices, scores = retrieval.top(queries, items, 20)

    monkeypatch.setattr(retrieval, "BLOCK", 2_500)
    monkeypatch.setattr(retrieval, "PAIRS", 30)
    monkeypatch.setattr(retrieval, "ROWS", 7)
    again, same_scores = retrieval.top(queries, items, 20)

    assert (again == indices).all()
    assert (same_scores == scores).all()


@pytest.mark.parametrize(("queries", "items"), [(0, 5), (5, 0)])
def test_nothing_to_ask_and_nothing_to_find(queries, items):
    indices, scores = retrieval.top(vectors(queries, 4, seed=7), vectors(items, 4, seed=8), 3)

    assert indices.shape == scores.shape == (queries, min(3, items))


@pytest.mark.parametrize("k", [1, 40, 999, 1_000, 2_000])
def test_the_best_rows_hold_every_tie_of_the_last(k):
    scores = np.random.default_rng(9).integers(0, 60, 1_000).astype(np.float32)
    scores[::3] = -np.inf
    last = np.sort(scores)[::-1][min(k, 1_000) - 1]

    rows = retrieval.best_rows(scores, k)

    assert (rows == np.flatnonzero((scores >= last) & (scores > -np.inf))).all()
