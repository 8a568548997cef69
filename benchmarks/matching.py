"""How long the matcher takes on random markets: `python -m benchmarks.matching [--students 100000]`. Arrays only, no
database.

Baseline: the matcher ranks everybody, in this process. Ours: a quick score for everybody, and the matcher for the 500
best (`matching.market`). Both must name the same 50.
"""

import argparse
import time

import numpy as np
from scipy.sparse import random as random_sparse

from matching import levels
from matching.features import LONG_AGO, NO_DAY, Candidates, Pieces, Position
from matching.market import Market
from matching.openings import Openings
from matching.rule import RuleMatcher
from matching.text import TextModel

SKILLS, TERMS, PIECES_EACH, REQUIRED, EXPLAINED = 300, 5_000, 25, 7, 50
MAJORS = np.array([10_000 * category + 100 * group + 1 for category in range(41, 60) for group in (1, 2, 3)])
CITIES = ["", "苏州", "无锡", "南京", "武汉"]


def candidates(students, seed=0):
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
        majors=dice.choice(MAJORS, students),
        cohorts=np.full(students, 2024),
        cities=dice.choice(CITIES, (students, 5)),
        words=random_sparse(students, TERMS, 60 / TERMS, "csr", np.float32, rng=dice),
        opted_out=dice.random(students) < 0.02,
        may_work_from=np.full(students, LONG_AGO),
        adult_from=np.full(students, LONG_AGO),
        available_from=np.full(students, LONG_AGO),
        busy_from=np.full((students, 1), NO_DAY),
        busy_until=np.full((students, 1), NO_DAY),
    )


def position(number):
    """Every fifth asks for no major."""
    dice = np.random.default_rng(number)
    return Position(
        id=number,
        skills=np.sort(dice.choice(SKILLS, REQUIRED, replace=False)),
        required=dice.integers(1, 6, REQUIRED).astype(float),
        weights=dice.integers(1, 6, REQUIRED).astype(float),
        must=dice.random(REQUIRED) < 0.4,
        majors=dice.choice(MAJORS, 2 * (number % 5 > 0)),
        city=str(dice.choice(CITIES[1:])),
        starts_on=np.datetime64("2026-03-02"),
        ends_on=np.datetime64("2026-08-28"),
        words=random_sparse(1, TERMS, 40 / TERMS, "csr", np.float32, rng=dice),
    )


def seconds(what, run):
    start = time.perf_counter()
    result = run()
    print(f"{what:<55} {(time.perf_counter() - start) * 1000:10.1f} ms", flush=True)
    return result


def percentiles(what, run, each):
    """Print p50 and p95 of `run(one)` over `each` in milliseconds; return p50."""
    took = []
    for one in each:
        start = time.perf_counter()
        run(one)
        took.append((time.perf_counter() - start) * 1000)
    low, high = np.percentile(took, [50, 95])
    print(f"{what:<55} p50 {low:7.1f} ms   p95 {high:7.1f} ms", flush=True)
    return low


def best(ranking):
    return ranking.candidates.ids[ranking.order[:EXPLAINED]].tolist()


def one_position(matcher, people, positions):
    market = seconds("  arranged", lambda: Market.of(people))
    print(f"  {people.ids.size:,} candidates × {SKILLS} skills: {market.megabytes:.0f} MB")

    def explained(each):
        ranking = market.rank(matcher, each)
        return matcher.explain_all(ranking, best(ranking))

    assert all(best(market.rank(matcher, each)) == best(matcher.rank(each, people)) for each in positions[:10])
    baseline = percentiles("  everybody ranked by the matcher", lambda each: matcher.rank(each, people), positions[:20])
    ours = percentiles("  shortlist and rank 500", lambda each: market.rank(matcher, each), positions)
    percentiles("  shortlist, rank 500, explain 50 (must 60, aim 20)", explained, positions)
    print(f"  {baseline / ours:.1f} × faster than ranking everybody, the same {EXPLAINED}")


def one_student(matcher, people, positions):
    rows = [np.array([row]) for row in range(0, people.ids.size, people.ids.size // 50)]
    alone = [Market(people).among(row, people.skills) for row in rows]
    nobody = Market(people).among(rows[0][:0], people.skills)
    rankings = [matcher.rank(each, nobody) for each in positions]
    openings = Openings(positions, [each.limits for each in rankings], [each.skill_limits for each in rankings])
    openings.quick(alone[0])
    baseline = percentiles(
        f"  each of {len(positions):,} ranked by the matcher",
        lambda each: [matcher.rank(one, each) for one in positions],
        alone[:3],
    )
    ours = percentiles("  quick score of all of them", openings.quick, alone)
    print(f"  {baseline / ours:.0f} × faster than ranking each")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--openings", type=int, default=10_000)
    options = parser.parse_args()
    matcher = RuleMatcher(TextModel([f"word{number:05}" for number in range(TERMS)], np.ones(TERMS)))
    print("one position")
    people = seconds("  levels and random market", lambda: candidates(options.students))
    one_position(matcher, people, [position(number) for number in range(100)])
    print("one student")
    one_student(matcher, people, [position(number) for number in range(options.openings)])


if __name__ == "__main__":
    main()
