"""The best of many: for each query vector the items with the largest inner product, exactly.

A block of queries is multiplied with all items at once. Sorting that many scores would cost more than computing them,
so most are never looked at twice: the largest score of each group of items is found first, and the k-th largest of
these is a bound that k scores reach. Only scores that reach the bound, about k for each query, are computed again in
double precision and sorted. The bound is lowered by the most that single precision can be wrong, so nothing is lost to
rounding, and what is returned does not depend on the size of the blocks or the number of threads.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import numpy as np
from threadpoolctl import threadpool_limits

GROUP = 64
"""Items of one group: few groups are quick to compare, many give a bound nearer to the k-th score."""
THREADS = min(os.cpu_count() or 1, 4)
BLOCK = 1 << 24
"""Scores held at once by a thread, 64 MB."""
PAIRS = 1 << 20
"""Pairs of a query and an item that are sorted at once; more of them only when nearly all scores are equal."""
ROWS = 1 << 13
"""Pairs that are computed again at once."""


def top(queries: np.ndarray, items: np.ndarray, k: int, threads: int = THREADS) -> tuple[np.ndarray, np.ndarray]:
    """For each of `queries` (q, d) float32 the `k` best of `items` (n, d) float32, all of them if there are fewer.

    `(indices, scores)`: (q, k) int64, best first, the lower index first among equals; (q, k) float64. Needs less than
    200 MB for each of `threads`, besides what it is given and returns. All numbers must be finite.
    """
    queries, items = np.asarray(queries, np.float32), np.asarray(items, np.float32)
    count, k = items.shape[0], min(k, items.shape[0])
    indices, scores = np.zeros((queries.shape[0], k), np.int64), np.zeros((queries.shape[0], k))
    if not k:
        return indices, scores
    size, slack = _group_size(count, k), _slack(queries, items)
    width = -(-count // size) * size
    step = max(1, min(BLOCK // width, queries.shape[0]))
    blocks = SimpleQueue()
    for _ in range(threads):
        blocks.put(np.full((step, width), -np.inf, np.float32))  # beyond the last item it stays below every bound

    def fill(start):
        some, block = slice(start, start + step), blocks.get()
        part = block[: queries[some].shape[0]]
        np.matmul(queries[some], items.T, out=part[:, :count])
        _select(part, _bound(part, size, k) - slack[some], queries[some], items, indices[some], scores[some])
        blocks.put(block)

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(0, queries.shape[0], step)))  # blocks side by side: nobody waits for half a product
    return indices, scores


def best_rows(scores: np.ndarray, k: int) -> np.ndarray:
    """The rows of the `k` largest of `scores` (n,), and of all that equal the last of them, in no order; -inf never
    counts."""
    if not 0 < k < scores.size:
        return np.flatnonzero(scores > -np.inf)
    size = _group_size(scores.size, k)
    whole = scores.size // size * size
    maxima = np.concatenate([scores[:whole].reshape(size, -1).max(axis=0), scores[whole:]])
    bound = np.partition(maxima, maxima.size - k)[maxima.size - k]
    rows = np.flatnonzero((scores >= bound) & (scores > -np.inf))
    if rows.size <= k:
        return rows
    found = scores[rows]
    return rows[found >= np.partition(found, found.size - k)[found.size - k]]


def _group_size(count, k):
    """At least 8 k groups, so that few of the best share one."""
    return int(np.clip(count // (8 * k), 1, GROUP))


def _bound(block, size, k):
    """(rows,) float32, a number that at least `k` scores of the row reach."""
    maxima = block.reshape(block.shape[0], size, -1).max(axis=1)
    return np.partition(maxima, maxima.shape[1] - k, axis=1)[:, maxima.shape[1] - k]


def _slack(queries, items):
    """(q,) float32, four times the most by which a score in single precision can be wrong: twice would be enough, and
    the rest covers the rounding of the bound. Source: Higham, Accuracy and Stability of Numerical Algorithms, (3.5)."""
    longest = np.sqrt(np.einsum("ij,ij->i", items, items).max())
    lengths = np.sqrt(np.einsum("ij,ij->i", queries, queries))
    return 4 * (queries.shape[1] + 2) * np.float32(2**-24) * lengths * longest


def _select(block, bound, queries, items, indices, scores):
    """Fill `indices` and `scores` from the scores of `block` that reach their row's `bound`."""
    reached = block >= bound[:, None]
    if block.shape[0] > 1 and np.count_nonzero(reached) > PAIRS:
        half = block.shape[0] // 2
        for part in (slice(half), slice(half, None)):
            _select(block[part], bound[part], queries[part], items, indices[part], scores[part])
        return
    rows, columns = np.divmod(np.flatnonzero(reached), block.shape[1])
    exact = _exact(queries, items, rows, columns)
    order = np.lexsort((columns, -exact, rows))
    starts = np.searchsorted(rows, np.arange(block.shape[0]))
    chosen = order[starts[:, None] + np.arange(indices.shape[1])]
    indices[:], scores[:] = columns[chosen], exact[chosen]


def _exact(queries, items, rows, columns):
    """(pairs,) float64: products of single precision are exact in double precision, and each row is added up alone."""
    found = np.empty(rows.size)
    for start in range(0, rows.size, ROWS):
        some = slice(start, start + ROWS)
        product = queries[rows[some]].astype(np.float64)
        product *= items[columns[some]]
        found[some] = product.sum(axis=1)
    return found
