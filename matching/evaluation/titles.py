"""Rank job titles for every query, from the titles alone, and measure it where judgements lie beside them."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from matching.evaluation import lines
from matching.titles import TitleModel

KINDS = {"query": ("id", "title"), "title": ("id", "title")}
SAMPLES = 2000


def run(source: Path, out: Path, *, seed: int, report: Callable[[str], object]) -> None:
    """Write one line `{"query", "titles", "scores"}` for each query; then, if `source` has lines of the kind qrel,
    `report` the mean average precision with its 95 % interval. Raises CommandError."""
    found = lines.read(source, KINDS)
    titles = sorted(found["title"], key=lambda row: str(row["id"]))
    queries, ids = found["query"], [row["id"] for row in titles]
    scores = TitleModel.fit(str(row["title"]) for row in titles).scores(str(row["title"]) for row in queries)
    rows = list(lines.ranked(queries, ids, scores, seed, ("query", "titles")))
    lines.write(out, rows)
    if judged := lines.read(source, {"qrel": ("query", "title")})["qrel"]:
        _report(rows, judged, seed, report)


def average_precision(ranking, relevant: set) -> float:
    """The mean over `relevant` of the precision where each is found; those not ranked give 0."""
    places = [place for place, each in enumerate(ranking, 1) if each in relevant]
    return sum(found / place for found, place in enumerate(places, 1)) / len(relevant)


def interval(values: np.ndarray, seed: int) -> tuple[float, float]:
    """The 95 % interval of the mean of `values`, by bootstrap."""
    draws = np.random.default_rng(seed).integers(len(values), size=(SAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def _report(rows, judged: list[Mapping], seed, report):
    relevant = defaultdict(set)
    for row in judged:
        relevant[row["query"]].add(row["title"])
    values = np.array(
        [average_precision(row["titles"], relevant[row["query"]]) for row in rows if row["query"] in relevant]
    )
    if values.size:
        low, high = interval(values, seed)
        report(f"MAP {values.mean():.4f} (95 % interval {low:.4f} to {high:.4f}, {values.size} queries)")
