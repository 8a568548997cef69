"""Place the students of a cohort by their wishes and the scores of the ranking, and measure it where truth lies by."""

import hashlib
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.evaluation import cohort, lines
from matching.placing import Market, stable, summary, welfare

METHODS = {"stable": stable, "welfare": welfare}


def run(source: Path, out: Path, *, method: str, cold: bool, seed: int, report) -> None:
    """Write one line `{"student", "position"}` (null: left) for each student, in the order of the wishes; then, if
    `truth.npz` lies by, `report` how good that is."""
    positions, students, scores, _order = cohort.ranked(source, cold=cold, seed=seed)
    market, wishing = read_market(source, positions, students, scores.T, seed)
    taken = METHODS[method](market)
    got = [None if row < 0 else positions[row] for row in market.positions_of(taken)]
    lines.write(
        out, ({"student": student, "position": position} for student, position in zip(wishing, got, strict=True))
    )
    if (truth := source / "truth.npz").exists():
        for name, value in metrics(truth, market, taken, positions, wishing).items():
            report(f"{name} {value:.4g}")


def read_market(source: Path, positions, students, scores, seed: int = 0) -> tuple[Market, list]:
    """The market of `preferences_test` and the capacities of `positions_test`, and the students in its order.

    `scores` (students, positions), in the order of the ids `students` and `positions`.
    """
    wishes = list(lines.rows(source / "preferences_test.jsonl.gz"))
    room = {row["id"]: row["capacity"] for row in lines.rows(source / "positions_test.jsonl.gz")}
    column = {position: index for index, position in enumerate(positions)}
    row_of = {student: index for index, student in enumerate(students)}
    choices = np.full((len(wishes), max((len(row["ranked"]) for row in wishes), default=0)), -1)
    for index, row in enumerate(wishes):
        ranked = [column[position] for position in dict.fromkeys(row["ranked"]) if position in column]
        choices[index, : len(ranked)] = ranked
    ids = [row["student"] for row in wishes]
    own = np.asarray(scores, float)[[row_of[student] for student in ids]]
    return Market(
        choices=choices,
        scores=np.take_along_axis(own, np.maximum(choices, 0), axis=1),
        capacity=np.array([room[position] for position in positions]),
        lots=np.array([_lot(student, seed) for student in ids], np.uint64),
        spread=float(own.std()),
    ), ids


def metrics(truth: Path, market: Market, taken, positions, students) -> dict[str, float]:
    """How many are placed, and 4 + U + V summed over them, as a share of what the best assignment with the true U and V
    comes to: among the ranked pairs, and among all pairs."""
    known = np.load(truth)
    rows = _rows(known["students"], students)
    columns = _rows(known["positions"], positions)
    worth = (4 + known["U"].astype(float) + known["V"])[np.ix_(rows, columns)]
    got = market.positions_of(taken)
    placed = np.flatnonzero(got >= 0)
    total = worth[placed, got[placed]].sum()
    figures = summary(market, taken)
    ranked = np.zeros(worth.shape, bool)
    ranked[np.nonzero(market.is_choice)[0], market.choices[market.is_choice]] = True
    return {
        "placed": figures.placed / figures.students,
        "first_choice": figures.first_choice / figures.students,
        "welfare_of_optimum": total / optimum(np.where(ranked, worth, 0), market.capacity),
        "welfare_of_optimum_of_all_pairs": total / optimum(worth, market.capacity),
        "blocking_pairs": figures.blocking_pairs,
    }


def optimum(worth, capacity) -> float:
    """The greatest sum of `worth` (students, positions) that the capacities allow; nobody has to be placed."""
    seats = np.repeat(np.maximum(worth, 0), capacity, axis=1)
    return float(seats[linear_sum_assignment(seats, maximize=True)].sum())


def _rows(known, wanted):
    row_of = {str(each): index for index, each in enumerate(known)}
    return [row_of[each] for each in wanted]


def _lot(student, seed):
    return int.from_bytes(hashlib.blake2b(f"{seed}:{student}".encode(), digest_size=8).digest(), "big")
