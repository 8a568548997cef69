"""The top 50 of 100,000 students for 10,000 positions: `python -m benchmarks.retrieval [--dimensions 64 128]`.

Baseline: scikit-learn's brute-force cosine on sparse TF-IDF rows, the usual way to do it. Ours:
`matching.retrieval.top` on dense vectors of the same rows, exact on these vectors. Both run in this process, one after
the other, with the same threads; what counts is the ratio. The matcher's own vectors have 64 dimensions.
"""

import argparse
import resource
import time

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

from matching.retrieval import top

TERMS, WORDS, BEST = 20_000, 60, 50


def texts(count, dice):
    """(count, TERMS) float32 rows of unit length, WORDS different words each."""
    columns = dice.integers(0, TERMS, count * WORDS, dtype=np.int32)
    weights = dice.random(count * WORDS, dtype=np.float32) + np.float32(0.1)
    rows = csr_matrix((weights, columns, np.arange(0, count * WORDS + 1, WORDS)), shape=(count, TERMS))
    rows.sum_duplicates()
    return normalize(rows)


def dense(rows, dimensions, dice):
    """Random projections to `dimensions`, of unit length."""
    return normalize(rows @ dice.standard_normal((TERMS, dimensions), dtype=np.float32))


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(what, run):
    before, start = peak_mb(), time.perf_counter()
    result = run()
    seconds = time.perf_counter() - start
    print(f"{what:<62} {seconds:7.1f} s   peak memory + {peak_mb() - before:4.0f} MB", flush=True)
    return result, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--positions", type=int, default=10_000)
    parser.add_argument("--dimensions", type=int, nargs="+", default=[64, 128])
    options = parser.parse_args()
    dice = np.random.default_rng(0)
    students, positions = texts(options.students, dice), texts(options.positions, dice)
    ours = {}
    for dimensions in options.dimensions:
        items, queries = (dense(rows, dimensions, np.random.default_rng(1)) for rows in (students, positions))
        what = f"top {BEST} of {len(items):,} for {len(queries):,}, {dimensions} dimensions"
        (found, _), ours[dimensions] = timed(what, lambda queries=queries, items=items: top(queries, items, BEST))
        check(queries, items, found, dice)
    baseline = NearestNeighbors(n_neighbors=BEST, algorithm="brute", metric="cosine").fit(students)
    _, theirs = timed("scikit-learn, brute-force cosine on the sparse rows", lambda: baseline.kneighbors(positions))
    for dimensions, seconds in ours.items():
        print(f"{theirs / seconds:.1f} × faster with {dimensions} dimensions (must 4, aim 8)")


def check(queries, items, found, dice, samples=20):
    """Compare a sample with sorting all scores in double precision."""
    some = dice.choice(len(queries), samples, replace=False)
    scores = queries[some].astype(np.float64) @ items.astype(np.float64).T
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :BEST]
    assert (found[some] == expected).all(), "not the exact top"


if __name__ == "__main__":
    main()
