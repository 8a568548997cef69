"""What a ranking is worth where the truth is known: means with 95 % intervals over positions or queries."""

import numpy as np

TOP = 10
SHARES = ((0.01, 3), (0.05, 2), (0.15, 1))
"""The best 1 %, 5 % and 15 % by true utility are of grade 3, 2 and 1."""
DRAWS = 2000
FEWEST = 10


def of_cohort(utility: np.ndarray, order: np.ndarray) -> dict[str, np.ndarray]:
    """Per position, for `utility` and `order` of shape (positions, students): nDCG@10, the share of the best 1 % among
    the first 50, and the AUC of the best 15 %."""
    graded = [grades(each) for each in utility]
    rows = list(zip(graded, order, strict=True))
    return {
        "nDCG@10": np.array([ndcg(grade, best) for grade, best in rows]),
        "R@50 of the best 1 %": np.array([recall(grade == 3, best, 50) for grade, best in rows]),
        "AUC of the best 15 %": np.array([auc(grade > 0, best) for grade, best in rows]),
    }


def gap(utility: np.ndarray, scores: np.ndarray, at_home: np.ndarray, group: np.ndarray) -> np.ndarray:
    """(positions,): how much higher, in standard deviations, `group` ((students,) bool) is scored at equal utility,
    among the students whose cluster is that of the position (`at_home`, (positions, students) bool)."""
    found = []
    for u, score, home in zip(utility, scores, at_home, strict=True):
        if home.sum() > FEWEST and score[home].std() > 0:
            standard = (score[home] - score[home].mean()) / score[home].std()
            terms = np.column_stack([np.ones(home.sum()), u[home], u[home] ** 2, group[home]])
            found.append(np.linalg.lstsq(terms, standard, rcond=None)[0][-1])
    return np.array(found)


def grades(utility: np.ndarray) -> np.ndarray:
    """(students,) int64, 0–3."""
    best, found = np.argsort(-utility, kind="stable"), np.zeros(utility.size, np.int64)
    for share, grade in reversed(SHARES):
        found[best[: max(round(share * utility.size), 1)]] = grade
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
    mean, low, high = bounds(values, draws)
    return f"{mean:.4f} [{low:.4f}, {high:.4f}]"


def bounds(values, draws: int = DRAWS) -> tuple[float, float, float]:
    """As `interval`, in numbers."""
    values = np.asarray(values, float)
    chance = np.random.default_rng(0)
    means = values[chance.integers(0, values.size, (draws, values.size))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(values.mean()), float(low), float(high)
