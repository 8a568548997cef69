"""What a matcher may look at: arrays about positions and candidates.

Nothing here says sex, name, origin, photo or birth date, and nothing may be added that does: a test compares the fields
with a list. The age gate of the law comes in as two dates, and a date that has already passed is cut to `LONG_AGO` by
`gate`, so that the age of an adult cannot be read from it.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from scipy.sparse import csr_matrix

LONG_AGO = np.datetime64("1900-01-01", "D")
NO_DAY = np.datetime64("NaT", "D")


class Kind(IntEnum):
    """On what a level rests; a higher class is worth more."""

    NONE = 0
    CLAIMED = 1
    ASSESSED = 2
    CONFIRMED = 3


@dataclass(frozen=True, slots=True)
class Pieces:
    """Skill evidence, one row per piece, oldest first; all arrays have the shape (pieces,)."""

    student: np.ndarray
    """int64, the row of the student."""
    skill: np.ndarray
    """int64, the column of the skill."""
    level: np.ndarray
    """float64, 1–5."""
    kind: np.ndarray
    """int64, a `Kind`."""
    error: np.ndarray | None = None
    """float64, the error of each piece in levels, above 0; None: as usual for its kind."""

    def take(self, rows: np.ndarray) -> "Pieces":
        """These `rows` (indices or a mask), in this order."""
        error = None if self.error is None else self.error[rows]
        return Pieces(self.student[rows], self.skill[rows], self.level[rows], self.kind[rows], error)


@dataclass(frozen=True, slots=True)
class Levels:
    """What students can do, and how sure that is; arrays of shape (students, skills)."""

    level: np.ndarray
    """float32, what pages show: 0 (nothing known) or 1–5, one decimal."""
    estimate: np.ndarray
    """float32, what ranks: the mean of what is known about the true level, 0–5."""
    precision: np.ndarray
    """float32, 1/variance of it, in 1/levels²."""
    kind: np.ndarray
    """int8, the strongest `Kind` of evidence."""
    count: np.ndarray
    """int16, the number of pieces the level rests on."""
    unseen: np.ndarray
    """(students,) float32, the estimate of a skill that has no column here: nobody's evidence speaks of it."""

    def take(self, rows: np.ndarray) -> "Levels":
        """These `rows` (indices or a mask)."""
        return Levels(*(getattr(self, name)[rows] for name in self.__slots__))

    def only(self, columns: np.ndarray) -> "Levels":
        """These `columns` (indices or a mask)."""
        return Levels(**{name: getattr(self, name)[:, columns] for name in CELLS}, unseen=self.unseen)


CELLS = ("level", "estimate", "precision", "kind", "count")
"""The arrays of `Levels` that are (students, skills)."""


@dataclass(frozen=True, slots=True)
class Position:
    """One position as the matcher sees it; the arrays have the shape (required,), one entry per row of its standard."""

    id: int
    skills: np.ndarray
    """int64, ids of the vocabulary, each once."""
    required: np.ndarray
    """float64, 1–5."""
    weights: np.ndarray
    """float64, above 0."""
    must: np.ndarray
    """bool."""
    majors: np.ndarray
    """(majors,) int64, six-digit codes; empty: every major."""
    city: str
    starts_on: np.datetime64
    """NaT: not said, and then no constraint on dates."""
    ends_on: np.datetime64
    words: csr_matrix
    """(1, terms) float32, unit length or empty."""
    is_post_internship: bool = True
    is_taboo_for_minors: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """The people of one market; every array has one row per student."""

    ids: np.ndarray
    """(students,) int64."""
    skills: np.ndarray
    """(skills,) int64, the ids of the columns of `levels`, ascending."""
    levels: Levels
    majors: np.ndarray
    """(students,) int64, six-digit codes."""
    cohorts: np.ndarray
    """(students,) int64, the year in which they began to study."""
    cities: np.ndarray
    """(students, choices) str, where they would like to work; "" = not said."""
    words: csr_matrix
    """(students, terms) float32, rows of unit length or empty."""
    opted_out: np.ndarray
    """(students,) bool."""
    may_work_from: np.ndarray
    """(students,) datetime64[D], the 16th birthday, or `LONG_AGO` once it has passed."""
    adult_from: np.ndarray
    """(students,) datetime64[D], the 18th birthday, or `LONG_AGO` once it has passed."""
    available_from: np.ndarray
    """(students,) datetime64[D], the day they name themselves, or `LONG_AGO`."""
    busy_from: np.ndarray
    """(students, placements) datetime64[D], first days of the placements they already have; NaT = none."""
    busy_until: np.ndarray
    """(students, placements) datetime64[D], their last days."""

    def take(self, rows: np.ndarray) -> "Candidates":
        """These `rows` (indices or a mask), in this order."""
        each = {name: getattr(self, name)[rows] for name in self.__slots__ if name not in {"skills", "levels"}}
        return Candidates(skills=self.skills, levels=self.levels.take(rows), **each)

    def columns(self, skills: np.ndarray) -> np.ndarray:
        """The columns of the vocabulary ids `skills`; -1 where no candidate has any evidence."""
        if not self.skills.size:
            return np.full(len(skills), -1)
        at = np.searchsorted(self.skills, skills).clip(max=self.skills.size - 1)
        return np.where(self.skills[at] == skills, at, -1)


def gate(days: np.ndarray, today: np.datetime64) -> np.ndarray:
    """Cut every day that has passed to `LONG_AGO`: what remains says only "not yet, and from when"."""
    return np.where(days <= today, LONG_AGO, days)


def study_year(cohorts: np.ndarray, day: np.datetime64) -> np.ndarray:
    """(students,) int64, the year of study on `day`, 1 = first; a school year begins on 1 September."""
    year = day.astype("datetime64[Y]").astype(int) + 1970
    month = day.astype("datetime64[M]").astype(int) % 12 + 1
    return year - cohorts + int(month >= 9)
