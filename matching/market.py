"""All candidates at once, arranged so that one position is matched against a hundred thousand of them in milliseconds.

Nearly all of the time of a ranking would go to people who stay far from the best. So everybody gets a quick score
first: the sum of the matcher in single precision, over the majors that come into question. Only the best are then
ranked by the matcher itself. Quick score and score differ in the seventh digit, and several times more are shortlisted
than anybody is shown, so the best that are shown are the best of all.

The students stand in the order of their majors, so that those who come into question are a few slices, and what is
known about one skill lies side by side.
"""

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from matching import attainment, constraints, rule
from matching.features import CELLS, Candidates, Position
from matching.model import Matcher, Ranking, ordered
from matching.retrieval import best_rows

SHORTLIST = 500
"""So many are ranked by the matcher itself."""


@dataclass(frozen=True)
class Market:
    """`candidates` in the order of their majors; made by `Market.of`."""

    candidates: Candidates

    @classmethod
    def of(cls, candidates: Candidates) -> "Market":
        """A copy of `candidates`, arranged."""
        order = np.lexsort((candidates.ids, candidates.majors))
        return cls(_taken(candidates, order, np.arange(candidates.skills.size)))

    @cached_property
    def megabytes(self) -> float:
        """Memory of all arrays."""
        words = self.candidates.words
        arrays = [getattr(self.candidates.levels, each.name) for each in fields(self.candidates.levels)]
        arrays += [getattr(self.candidates, each.name) for each in fields(self.candidates) if each.name != "words"]
        arrays += [words.data, words.indices, *self._postings, *self._cities[1:]]
        return sum(getattr(each, "nbytes", 0) for each in arrays) / 1e6

    def rank(self, matcher: Matcher, position: Position, *, keep: int = SHORTLIST, besides=()) -> Ranking:
        """The ranking of the `keep` best for `position` and of the students `besides` (ids), set among everybody.

        The arrays have rows for these alone. `ranked` counts everybody; `rivals` holds the scores of everybody when
        somebody is asked for besides, else those of the best.
        """
        if self.candidates.ids.size <= keep:
            return matcher.rank(position, self.among(np.arange(self.candidates.ids.size), position.skills))
        quick = self.quick(matcher, position)
        best = self._shortlist(position, quick, keep)
        others = np.setdiff1d(self.rows(besides), best)
        ranking = matcher.rank(position, self.among(np.concatenate([best, others]), position.skills))
        rivals = np.sort(ranking.scores[: best.size])[::-1]
        ranked = int(np.count_nonzero(quick > -np.inf))
        if others.size:
            below = np.sort(quick)[::-1][best.size : ranked]
            rivals = np.concatenate([rivals, np.minimum(below, rivals[-1])])
        return replace(ranking, rivals=rivals, ranked=ranked)

    def quick(self, matcher: Matcher, position: Position) -> np.ndarray:
        """(students,) float32, the score of everybody to about 1e-6; -inf where a hard constraint stops them."""
        scores = np.full(self.candidates.ids.size, -np.inf, np.float32)
        distances = constraints.major_distance(position.majors, self._majors[0])
        probe = matcher.rank(position, self._nobody)
        fits = (probe.limits["major"] * rule.MAJOR_FIT[distances]).astype(np.float32)
        texts = self._texts(position)
        for first, last in _runs(distances < constraints.OTHER_CATEGORY):
            start, end = self._starts[first], self._starts[last]
            part = np.repeat(fits[first:last], self._majors[1][first:last])
            part += np.float32(probe.limits["text"]) * texts[start:end]
            part += np.float32(probe.limits["city"]) * self._city_fit(position.city, start, end)
            self._add_skills(part, position, probe.skill_limits, start, end)
            part[~self._may(position, start, end)] = -np.inf
            scores[start:end] = part
        return scores

    def rows(self, ids) -> np.ndarray:
        """The rows of the students `ids`; who is not in the market is left out."""
        order = self._by_id
        found = np.searchsorted(self.candidates.ids, np.array(list(ids), np.int64), sorter=order)
        rows = order[found.clip(max=order.size - 1)]
        return rows[self.candidates.ids[rows] == list(ids)] if order.size else rows[:0]

    def among(self, rows: np.ndarray, skills: np.ndarray) -> Candidates:
        """The students in `rows`, with what is known of `skills`."""
        columns = self.candidates.columns(skills)
        return _taken(self.candidates, rows, np.unique(columns[columns >= 0]))

    def _shortlist(self, position, quick, keep):
        rows = best_rows(quick, keep)
        if rows.size <= keep:
            return rows
        tied = replace(self._nobody, ids=self.candidates.ids[rows])  # the last are equal: the same lot as in a ranking
        order, _ranks = ordered(position, tied, quick[rows].astype(float), np.ones(rows.size, bool))
        return rows[order[:keep]]

    def _add_skills(self, part, position, limits, start, end):
        for row, column in enumerate(self.candidates.columns(position.skills)):
            mean, precision = (each[start:end] for each in rule.known(self.candidates, column))
            part += skill_points(mean, precision, np.float32(position.required[row]), np.float32(limits[row]))

    def _texts(self, position):
        starts, students, weights = self._postings
        found = np.zeros(self.candidates.ids.size, np.float32)
        for term, weight in zip(position.words.indices, position.words.data, strict=True):
            some = slice(starts[term], starts[term + 1])
            found[students[some]] += weight * weights[some]
        return found.clip(0, 1, out=found)

    def _city_fit(self, city, start, end):
        names, codes, said = self._cities
        code = names.get(city, -1)
        hit = np.zeros(end - start, bool)
        for choice in codes:
            hit |= choice[start:end] == code
        return np.where(said[start:end], hit, np.float32(rule.CITY_UNKNOWN))

    def _may(self, position, start, end):
        """Whom no constraint but the major stops; the majors have been asked before."""
        some = _taken(self._without_words, slice(start, end), slice(0, 0))
        return constraints.eligible(constraints.blocked(replace(position, majors=position.majors[:0]), some))

    @cached_property
    def _majors(self):
        """`(codes, students of each)`."""
        return np.unique(self.candidates.majors, return_counts=True)

    @cached_property
    def _starts(self):
        return np.concatenate([[0], np.cumsum(self._majors[1])])

    @cached_property
    def _by_id(self):
        return np.argsort(self.candidates.ids)

    @cached_property
    def _nobody(self):
        return _taken(self.candidates, slice(0, 0), np.arange(self.candidates.skills.size))

    @cached_property
    def _without_words(self):
        return replace(self.candidates, words=self._nobody.words)

    @cached_property
    def _postings(self):
        """`(starts, students, weights)`: per term the students who use it."""
        words = self.candidates.words.tocsc()
        return words.indptr, words.indices, words.data

    @cached_property
    def _cities(self):
        """`(code of each city, (choices, students) int32 codes, (students,) whether one was named)`."""
        names, codes = np.unique(self.candidates.cities, return_inverse=True)
        codes = np.ascontiguousarray(codes.reshape(self.candidates.cities.shape).T.astype(np.int32))
        said = (self.candidates.cities != "").any(axis=1)
        return {name: code for code, name in enumerate(names.tolist()) if name}, codes, said


def skill_points(mean, precision, required, limit):
    """What a skill gives of its `limit`, to 1e-6 as the matcher says it; of the type of its arguments."""
    points = attainment.quick_worth(mean, precision, required)
    points *= limit / attainment.most(required)
    return points


def _taken(candidates, rows, columns):
    """A part of `candidates`; what is known of a skill lies side by side."""
    values = {each.name: getattr(candidates, each.name) for each in fields(candidates)}
    skills, levels = values.pop("skills"), values.pop("levels")
    known = {name: _block(getattr(levels, name), rows, columns) for name in CELLS} | {"unseen": levels.unseen[rows]}
    taken = {name: value[rows] for name, value in values.items() if name != "words"}
    words = values["words"][rows]
    return replace(candidates, **taken, words=words, skills=skills[columns], levels=replace(levels, **known))


def _block(array, rows, columns):
    if isinstance(rows, slice):
        return array[rows, columns]
    return array.T[np.ix_(np.arange(array.shape[1])[columns], rows)].T


def _runs(flags):
    """`(first, after the last)` of each stretch of `flags` (n,) bool that are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return edges.reshape(-1, 2).tolist()
