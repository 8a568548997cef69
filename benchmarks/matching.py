"""How long the matcher takes on random markets: `python -m benchmarks.matching`. Arrays only, no database."""

import time

import numpy as np
from scipy.sparse import random as random_sparse

from matching import levels
from matching.features import LONG_AGO, NO_DAY, Candidates, Pieces, Position
from matching.rule import RuleMatcher
from matching.text import TextModel

SKILLS, TERMS, PIECES_EACH, REQUIRED = 300, 5_000, 25, 7


def market(students, seed=0):
    dice = np.random.default_rng(seed)
    count = students * PIECES_EACH
    evidence = Pieces(
        dice.integers(0, students, count),
        dice.integers(0, SKILLS, count),
        dice.integers(1, 6, count).astype(float),
        dice.integers(1, 4, count),
    )
    return Candidates(
        ids=np.arange(students),
        skills=np.arange(SKILLS),
        levels=levels.estimate(evidence, students, SKILLS),
        majors=dice.choice([460301, 460306, 461101, 510203], students),
        cohorts=np.full(students, 2024),
        cities=dice.choice(["", "苏州", "无锡"], (students, 3)),
        words=random_sparse(students, TERMS, 60 / TERMS, "csr", np.float32, rng=dice),
        opted_out=dice.random(students) < 0.02,
        may_work_from=np.full(students, LONG_AGO),
        adult_from=np.full(students, LONG_AGO),
        available_from=np.full(students, LONG_AGO),
        busy_from=np.full((students, 1), NO_DAY),
        busy_until=np.full((students, 1), NO_DAY),
    )


def position(number):
    dice = np.random.default_rng(number)
    return Position(
        id=number,
        skills=np.sort(dice.choice(SKILLS, REQUIRED, replace=False)),
        required=dice.integers(1, 6, REQUIRED).astype(float),
        weights=dice.integers(1, 6, REQUIRED).astype(float),
        must=dice.random(REQUIRED) < 0.4,
        majors=np.array([460301, 460306]),
        city="苏州",
        starts_on=np.datetime64("2026-03-02"),
        ends_on=np.datetime64("2026-08-28"),
        words=random_sparse(1, TERMS, 40 / TERMS, "csr", np.float32, rng=dice),
    )


def seconds(what, run):
    start = time.perf_counter()
    result = run()
    print(f"{what:<55} {(time.perf_counter() - start) * 1000:10.1f} ms")
    return result


def main():
    matcher = RuleMatcher(TextModel([f"word{number:05}" for number in range(TERMS)], np.ones(TERMS)))
    large = seconds("levels of 25,000 students × 300 skills", lambda: market(25_000))
    ranking = seconds("rank 1 position × 25,000 students", lambda: matcher.rank(position(0), large))
    seconds("explain 50 of them", lambda: [matcher.explain(ranking, int(large.ids[row])) for row in ranking.order[:50]])
    small, wanted = market(600), [position(number) for number in range(200)]
    seconds("rank 200 positions × 600 students", lambda: [matcher.rank(each, small) for each in wanted])


if __name__ == "__main__":
    main()
