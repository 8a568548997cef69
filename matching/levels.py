"""One level per student and skill from many pieces of evidence: the level that pages show, and the one that ranks.

Shown is the product's level (`marketplace.evidence.attained`): the best class speaks, the others keep silent, and
within it the LATEST pieces count alike.

What ranks is what is known about the true level after all pieces have spoken, each as loudly as its error allows: the
mean and the precision (1/variance, in 1/levels²) of a normal distribution,

    before any piece    N(usual + student, PRIOR²)      usual: the mean of the major; student: how far this student
                                                        stands above what is usual, over all skills
    one piece           level + N(0, ERROR²)

so that somebody of whom nothing is known counts like the average of the major, and widely uncertain.
"""

import io
from dataclasses import dataclass

import numpy as np

from matching.features import Kind, Levels, Pieces

LATEST = 5
"""As in `marketplace.evidence.attained`; a test compares the two."""

PRIOR = 1.2
"""Standard deviation of true levels among students of one major, in levels; marks spread over about four levels."""
NOTHING = float(np.float32(PRIOR**-2))
"""The precision before any piece of evidence."""

ERROR = {Kind.CLAIMED: 1.6, Kind.ASSESSED: 1.0, Kind.CONFIRMED: 0.5}
"""Error of one piece, in levels. Claims and certificates: fitted to decisions of enterprises, and claims as weak as
self-ratings are known to be (correlation with performance about 0.3: Zell & Krizan 2014,
doi:10.1177/1745691613518075). A mentor who saw weeks of work is off by a level one time in twenty."""

CAP = {Kind.NONE: 0.0, Kind.CLAIMED: 0.5, Kind.ASSESSED: 0.8, Kind.CONFIRMED: 1.0}
"""Most that the pages say a class can be trusted: no number of exams equals one mentor's confirmation."""

_CAPS = np.array([CAP[kind] for kind in Kind])
_PRECISION = np.array([0.0, *(ERROR[kind] ** -2 for kind in Kind if kind)])
"""Of one piece, by kind."""

UNKNOWN = 0.7
"""The level of somebody of whom neither evidence nor major says anything: below 1, for people name what they can."""
UNKNOWN_WEIGHT = 0.25
"""What each student of a major adds to its mean as somebody unknown, beside at most 1 for somebody who is known well:
where few have evidence, few have the skill."""
NAMED = 0.25
"""What it counts, in levels, when somebody writes about a skill by its name."""
STUDENT_PRECISION = 20.0
"""How much must be known about a student before all of their skills are thought better than usual."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The mean level of each skill in each major, with those of whom nothing is known."""

    majors: np.ndarray
    """(majors,) int64, six-digit codes, ascending."""
    skills: np.ndarray
    """(skills,) int64, ids of the vocabulary, ascending."""
    mean: np.ndarray
    """(majors, skills) float32, levels."""

    @classmethod
    def of(cls, pieces: Pieces, students: np.ndarray, skills: np.ndarray) -> "Usual":
        """From `pieces` of `students` ((students,) int64 codes of their majors) in the columns `skills` (ids)."""
        majors, each = np.unique(students, return_inverse=True)
        pieces, precision = _counting(pieces, skills.size)
        cell = pieces.student * skills.size + pieces.skill
        cell, start = np.unique(cell, return_index=True)
        known, said = _sums(precision, start), _sums(precision * pieces.level, start)
        weight = known / (known + NOTHING)
        row = each[cell // skills.size] * skills.size + cell % skills.size
        shape = (majors.size, skills.size)
        weights = np.bincount(row, weight, majors.size * skills.size).reshape(shape)
        levels = np.bincount(row, weight * said / known, majors.size * skills.size).reshape(shape)
        unknown = (np.bincount(each, minlength=majors.size) * UNKNOWN_WEIGHT)[:, None]
        mean = (levels + unknown * UNKNOWN) / (weights + unknown)
        return cls(majors, skills, mean.astype(np.float32))

    @classmethod
    def none(cls) -> "Usual":
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 0), np.float32))

    def state(self) -> bytes:
        """What `restored` needs to make the same again."""
        file = io.BytesIO()
        np.savez_compressed(file, majors=self.majors, skills=self.skills, mean=self.mean)
        return file.getvalue()

    @classmethod
    def restored(cls, state: bytes) -> "Usual":
        """The one whose `state` this is."""
        with np.load(io.BytesIO(state)) as stored:
            return cls(stored["majors"], stored["skills"], stored["mean"])

    def rows(self, majors: np.ndarray, skills: np.ndarray) -> np.ndarray:
        """(students, skills) float32: what is usual for students of `majors`; `UNKNOWN` where nothing is known."""
        found = np.full((majors.size, skills.size), UNKNOWN, np.float32)
        row, has_row = _places(self.majors, majors)
        column, has_column = _places(self.skills, skills)
        found[np.ix_(has_row, has_column)] = self.mean[np.ix_(row[has_row], column[has_column])]
        return found


def estimate(
    pieces: Pieces,
    students: int,
    skills: int,
    usual: np.ndarray | float = UNKNOWN,
    named: np.ndarray | bool = False,
) -> Levels:
    """Condense `pieces` to arrays of shape (students, skills).

    `usual` and `named` (does the profile name the skill in the student's own words?) are broadcast to that shape.
    """
    shape, cells = (students, skills), students * skills
    pieces, each = _counting(pieces, skills)
    cell = pieces.student * skills + pieces.skill
    best = np.zeros(cells, np.int64)
    np.maximum.at(best, cell, pieces.kind)
    speaks = pieces.kind == best[cell]
    count = np.bincount(cell[speaks], minlength=cells)
    shown = np.divide(
        np.bincount(cell[speaks], pieces.level[speaks], cells), count, out=np.zeros(cells), where=count > 0
    )

    usual = np.broadcast_to(np.asarray(usual, np.float64), shape)
    precision = np.bincount(cell, each, cells).reshape(shape)
    said = np.bincount(cell, each * pieces.level, cells).reshape(shape)
    above = np.bincount(pieces.student, each * (pieces.level - usual.ravel()[cell]), students)
    student = above / (np.bincount(pieces.student, each, students) + STUDENT_PRECISION)
    mean = (said + NOTHING * (usual + student[:, None])) / (precision + NOTHING)
    mean = mean + NAMED * np.asarray(named)
    unseen = NOTHING * (UNKNOWN + student) / NOTHING
    return Levels(
        level=np.round(shown, 1).astype(np.float32).reshape(shape),
        estimate=np.clip(mean, 0.0, 5.0).astype(np.float32),
        precision=(precision + NOTHING).astype(np.float32),
        kind=best.astype(np.int8).reshape(shape),
        count=count.astype(np.int16).reshape(shape),
        unseen=np.clip(unseen, 0.0, 5.0).astype(np.float32),
    )


def surety(precision: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """How far a level is known, 0–1: the share of the uncertainty that the evidence has removed, as far as its class
    can be trusted."""
    return np.minimum(np.maximum(1 - NOTHING / precision, 0.0), _CAPS[kind])


def after(estimate: np.ndarray, precision: np.ndarray, level: np.ndarray, kind: np.ndarray):
    """`(estimate, precision)` once one more piece of `kind` says `level`."""
    more = _PRECISION[kind]
    return (precision * estimate + more * level) / (precision + more), precision + more


def _counting(pieces, skills):
    """`(pieces, precision)`: of each student, skill and kind the LATEST, by cell, kind and age. Of claims only the
    last is believed: saying something twice makes it no truer."""
    cell = (pieces.student * skills + pieces.skill) * len(Kind) + pieces.kind
    order = np.argsort(cell, kind="stable")  # inside a cell still oldest first
    cell = cell[order]
    ends = np.flatnonzero(np.append(cell[1:] != cell[:-1], True)) if cell.size else np.zeros(0, np.int64)
    from_the_end = ends[np.searchsorted(ends, np.arange(cell.size))] - np.arange(cell.size)
    latest = from_the_end < LATEST
    pieces, from_the_end = pieces.take(order[latest]), from_the_end[latest]
    precision = _PRECISION[pieces.kind] if pieces.error is None else pieces.error**-2
    return pieces, np.where((pieces.kind == Kind.CLAIMED) & (from_the_end > 0), 0.0, precision)


def _sums(values, starts):
    return np.add.reduceat(values, starts) if starts.size else values


def _places(known, wanted):
    """`(index into known, whether it is there)` of each of `wanted`."""
    if not known.size:
        return np.zeros(wanted.size, np.int64), np.zeros(wanted.size, bool)
    at = np.searchsorted(known, wanted).clip(max=known.size - 1)
    return at, known[at] == wanted
