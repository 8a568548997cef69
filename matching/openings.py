"""All open positions at once, arranged so that one student is matched against ten thousand of them in milliseconds."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import vstack

from matching import constraints, rule
from matching.features import Candidates, Position
from matching.levels import NOTHING
from matching.market import skill_points


@dataclass(frozen=True)
class Openings:
    """`positions` in the order of their ids, and per position what each part of a score can give."""

    positions: list[Position]
    limits: list[dict[str, float]]
    skill_limits: list[np.ndarray]

    def quick(self, alone: Candidates) -> np.ndarray:
        """(positions,) float, the score of the one student of `alone` to about 1e-6; -inf where they cannot be
        ranked."""
        if not self.positions:
            return np.zeros(0)
        scores = self._skills(alone)
        distances = self._distances(alone.majors[0])
        scores += self._limit("major") * rule.MAJOR_FIT[distances]
        scores += self._limit("text") * np.clip(self._words @ alone.words.toarray().ravel(), 0, 1)
        named = set(alone.cities[0].tolist()) - {""}
        fits = np.isin(self._cities, list(named)) if named else rule.CITY_UNKNOWN
        scores += self._limit("city") * fits
        scores[(distances == constraints.OTHER_CATEGORY) | ~self._may(alone)] = -np.inf
        return scores

    def _skills(self, alone):
        owners, skills, required, limits = self._standards
        columns = alone.columns(skills)
        known = columns >= 0
        mean, precision = np.full(columns.size, float(alone.levels.unseen[0])), np.full(columns.size, NOTHING)
        mean[known] = alone.levels.estimate[0, columns[known]]
        precision[known] = alone.levels.precision[0, columns[known]]
        points = skill_points(mean, precision, required, limits)
        return np.bincount(owners, points, len(self.positions)).astype(float)  # of nothing it is whole

    def _distances(self, major):
        owners, codes = self._majors
        found = np.zeros(len(self.positions), np.int64)
        found[owners] = constraints.OTHER_CATEGORY
        np.minimum.at(found, owners, constraints.major_distance(np.array([major]), codes))
        return found

    def _may(self, alone):
        """(positions,) bool, which no constraint but the major forbids; it is asked once for all with the same days."""
        examples, groups = self._gates
        return np.array([constraints.eligible(constraints.blocked(each, alone))[0] for each in examples], bool)[groups]

    def _limit(self, part):
        return self._limits[part]

    @cached_property
    def _limits(self):
        return {part: np.array([each[part] for each in self.limits]) for part in ("major", "text", "city")}

    @cached_property
    def _standards(self):
        """`(owners, skills, required, limits)`, one entry per row of a standard."""
        owners = np.repeat(np.arange(len(self.positions)), [each.skills.size for each in self.positions])
        skills, required = (
            np.concatenate([getattr(each, name) for each in self.positions]) for name in ("skills", "required")
        )
        return owners, skills, required, np.concatenate(self.skill_limits)

    @cached_property
    def _majors(self):
        owners = np.repeat(np.arange(len(self.positions)), [each.majors.size for each in self.positions])
        return owners, np.concatenate([each.majors for each in self.positions])

    @cached_property
    def _words(self):
        return vstack([each.words for each in self.positions], format="csr")

    @cached_property
    def _cities(self):
        return np.array([each.city or "?" for each in self.positions])

    @cached_property
    def _gates(self):
        """`(a position for each combination of days and kind, the combination of each position)`."""
        examples, groups = {}, []
        for each in self.positions:
            key = (str(each.starts_on), str(each.ends_on), each.is_post_internship, each.is_taboo_for_minors)
            number, _ = examples.setdefault(key, (len(examples), replace(each, majors=each.majors[:0])))
            groups.append(number)
        return [each for _, each in examples.values()], np.array(groups)
