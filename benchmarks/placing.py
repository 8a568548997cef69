"""How long a province takes to be placed, and how much memory: `python -m benchmarks.placing`. Arrays only.

Each method runs in a process of its own, so that its memory is its own: what it takes beyond the market it is given.
"""

import resource
import subprocess
import sys
import time

import numpy as np

from matching.placing import Limits, Market, stable, summary, welfare
from matching.placing.market import lots_of

METHODS = {"stable": stable, "welfare": welfare}
SIZES = [(5_000, 500), (25_000, 2_500), (50_000, 5_000), (100_000, 10_000)]
CHOICES, LOOKED_AT, POSITIONS_EACH = 15, 60, 5


def market(students, positions, seed=0):
    """Some positions are wished for more than others, there is about a place for everybody, and the positions of an
    enterprise together take a little less than they would alone."""
    dice = np.random.default_rng(seed)
    fame = dice.gamma(2, 1, positions)
    choices = np.concatenate(
        [_wishes(dice, fame / fame.sum(), count) for count in [1000] * (students // 1000) + [students % 1000]]
    )
    capacity = dice.poisson(1.05 * students / positions, positions)
    enterprises = dice.integers(0, positions // POSITIONS_EACH, positions)
    room = np.bincount(enterprises, weights=capacity, minlength=positions // POSITIONS_EACH)
    talent = dice.normal(size=students)[:, None]
    return Market(
        choices=choices,
        scores=1 / (1 + np.exp(-talent - dice.normal(size=choices.shape))),
        capacity=capacity,
        lots=lots_of(np.arange(students)),
        limits=(Limits(enterprises, (0.95 * room).astype(np.int64)),),
    )


def _wishes(dice, fame, students):
    looked_at = np.sort(dice.choice(fame.size, (students, LOOKED_AT), p=fame), axis=1)
    taste = dice.gumbel(size=looked_at.shape)
    taste[:, 1:][looked_at[:, 1:] == looked_at[:, :-1]] = -np.inf
    best = np.argsort(-taste, axis=1)[:, :CHOICES]
    return np.take_along_axis(looked_at, best, axis=1)


def measure(name, students, positions):
    given = market(students, positions)
    before, start = _peak_mb(), time.perf_counter()
    taken = METHODS[name](given)
    took, grown = time.perf_counter() - start, _peak_mb() - before
    figures = summary(given, taken)
    print(
        f"{name:8} {students:>7,} × {positions:>6,} × {CHOICES}: {took:6.2f} s, {grown:4.0f} MB more;"
        f" placed {figures.placed / students:.1%}, first choice {figures.first_choice / students:.1%},"
        f" blocking pairs {figures.blocking_pairs:,}",
        flush=True,
    )


def _peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    for name in METHODS:
        for students, positions in SIZES:
            command = [sys.executable, "-m", "benchmarks.placing", name, str(students), str(positions)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
