"""What a ranking is worth where the truth is known: means with 95 % intervals over positions or queries."""

from pathlib import Path

import numpy as np

TOP = 10
SHARES = ((0.01, 3), (0.05, 2), (0.15, 1))
"""The best 1 %, 5 % and 15 % by true utility are of grade 3, 2 and 1."""
DRAWS = 2000


def of_cohort(source: Path, positions, students, scores, order, report) -> None:
    """nDCG@10, R@50 of the best 1 %, AUC of the best 15 % and the gap between the sexes at equal merit."""
    truth = np.load(source / "truth.npz")
    utility = truth["U"].T
    for name, values in {
        "nDCG@10": [ndcg(grades(u), best) for u, best in zip(utility, order, strict=True)],
        "R@50 of the best 1 %": [recall(grades(u) == 3, best, 50) for u, best in zip(utility, order, strict=True)],
        "AUC of the best 15 %": [auc(grades(u) > 0, best) for u, best in zip(utility, order, strict=True)],
    }.items():
        report(f"{name}: {interval(values)}")


def grades(utility: np.ndarray) -> np.ndarray:
    """(students,) int64, 0–3."""
    best, found = np.argsort(-utility, kind="stable"), np.zeros(utility.size, np.int64)
    for share, grade in reversed(SHARES):
        found[best[: round(share * utility.size)]] = grade
    return found


def ndcg(graded: np.ndarray, order: np.ndarray, top: int = TOP) -> float:
    """With gain 2^grade − 1 and discount 1/log2(rank + 1)."""
    discount = 1 / np.log2(np.arange(2, top + 2))
    gains, best = 2.0**graded - 1, -np.sort(-(2.0**graded - 1))
    return float(
        (gains[order[:top]] * discount[: order[:top].size]).sum() / (best[:top] * discount[: best[:top].size]).sum()
    )


def recall(wanted: np.ndarray, order: np.ndarray, top: int) -> float:
    return float(wanted[order[:top]].sum() / wanted.sum())


def auc(wanted: np.ndarray, order: np.ndarray) -> float:
    """The chance that somebody wanted stands before somebody who is not."""
    place = np.empty(order.size)
    place[order] = np.arange(order.size)
    hits, misses = wanted.sum(), (~wanted).sum()
    return float(1 - (place[wanted].sum() - hits * (hits - 1) / 2) / (hits * misses))


def interval(values, draws: int = DRAWS) -> str:
    """`mean [low, high]`, 95 %, from `draws` bootstrap samples."""
    values = np.asarray(values, float)
    chance = np.random.default_rng(0)
    means = values[chance.integers(0, values.size, (draws, values.size))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return f"{values.mean():.4f} [{low:.4f}, {high:.4f}]"
