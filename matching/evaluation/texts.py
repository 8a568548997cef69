"""Rank candidates for every position from text alone. No labels are read, so nothing is measured."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from matching.evaluation import lines
from matching.text import TextModel, feed_back

DECIMALS = 6
"""What single precision knows: later digits may depend on the number of threads."""
KINDS = {"position": ("id", "text"), "candidate": ("id", "text")}


def run(source: Path, out: Path, *, seed: int, report: Callable[[str], object]) -> None:
    """Write one line `{"position", "candidates", "scores"}` for each position. Raises CommandError."""
    found = lines.read(source, KINDS)
    candidates = sorted(found["candidate"], key=lambda row: str(row["id"]))
    positions, ids = found["position"], [row["id"] for row in candidates]
    asked, offered = ([str(row["text"]) for row in rows] for rows in (positions, candidates))
    model = TextModel.fit(asked, offered)
    wanted, profiles = (model.dense(model.vectors(texts)) for texts in (asked, offered))
    scores = np.round((feed_back(wanted, profiles) @ profiles.T).astype(float), DECIMALS)
    lines.write(out, lines.ranked(positions, ids, scores, seed, ("position", "candidates")))
    report(f"{len(positions)} positions, {len(ids)} candidates")
