"""One level per student and skill from many pieces of evidence, with how far it can be trusted.

The level is the product's level (`marketplace.evidence.attained`): the best class speaks, the others keep silent, and
within it the LATEST pieces count alike. How far it counts for a rank is the reliability of that mean, with each piece
read as a measurement of the true level (true variance / observed variance, Spearman–Kelley):

    precision p = n / error²          level  = mean of the n pieces
    surety = p / (p + 1/PRIOR²)       spread = 1 / √(p + 1/PRIOR²)

Two claims are not more than one, and the surety is capped per class, so that claimed < assessed < confirmed holds
whatever the number of pieces.
"""

import numpy as np

from matching.features import Kind, Levels, Pieces

LATEST = 5
"""As in `marketplace.evidence.attained`; a test compares the two."""

PRIOR = 1.2
"""Standard deviation of true levels among students of one school, in levels; marks spread over about four levels."""

ERROR = {Kind.CLAIMED: 1.2, Kind.ASSESSED: 0.8, Kind.CONFIRMED: 0.5}
"""Error of one piece, in levels. A claim says no more than the average would (self-ratings correlate with performance
at about 0.3: Zell & Krizan 2014, doi:10.1177/1745691613518075); an examiner is off by a level one time in five; a
mentor who saw weeks of work one time in twenty."""

CAP = {Kind.NONE: 0.0, Kind.CLAIMED: 0.5, Kind.ASSESSED: 0.8, Kind.CONFIRMED: 1.0}
"""Most that a class can be trusted: no number of exams equals one mentor's confirmation (0.85)."""


def estimate(pieces: Pieces, students: int, skills: int) -> Levels:
    """Condense `pieces` to arrays of shape (students, skills)."""
    cells = students * skills
    cell = pieces.student * skills + pieces.skill
    order = np.lexsort((pieces.kind, cell))  # stable: inside a class still oldest first
    cell, kind, level = cell[order], pieces.kind[order], pieces.level[order]
    best = np.zeros(cells, np.int64)
    best[cell] = kind  # the last assignment is the strongest
    speaks = (kind == best[cell]) & (_from_the_end(cell) < LATEST)
    count = np.bincount(cell, speaks, cells)
    mean = np.divide(np.bincount(cell, speaks * level, cells), count, out=np.zeros(cells), where=count > 0)
    precision = np.where(best == Kind.CLAIMED, np.minimum(count, 1), count) * _precision()[best]
    known = precision + PRIOR**-2
    shape = (students, skills)
    return Levels(
        level=np.round(mean, 1).astype(np.float32).reshape(shape),
        surety=np.minimum(precision / known, _caps()[best]).astype(np.float32).reshape(shape),
        spread=(known**-0.5).astype(np.float32).reshape(shape),
        kind=best.astype(np.int8).reshape(shape),
        count=count.astype(np.int16).reshape(shape),
    )


def surety_of(kind: Kind) -> float:
    """How far one single piece of `kind` is trusted, 0–1."""
    precision = _precision()[kind]
    return float(min(precision / (precision + PRIOR**-2), CAP[kind]))


def _precision():
    return np.array([0.0, *(ERROR[kind] ** -2 for kind in Kind if kind)])


def _caps():
    return np.array([CAP[kind] for kind in Kind])


def _from_the_end(cell):
    """Of each row of the sorted `cell` the distance to the last row with the same value."""
    ends = np.flatnonzero(np.append(cell[1:] != cell[:-1], True)) if cell.size else np.zeros(0, np.int64)
    return ends[np.searchsorted(ends, np.arange(cell.size))] - np.arange(cell.size)
