"""All open positions at once, arranged so that one student is matched against ten thousand of them in milliseconds.

What is read of a position is kept in the process. A position is read again when its run was asked for or ended since,
which every change of an open position brings about, or when it has no run yet. A new fit brings new words: all of them
are read again then. While a run waits, a change made after it was asked for is not seen before the run has ended.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

import numpy as np
from django.db.models import Q
from django.utils import timezone
from scipy.sparse import vstack

from matching import adapter, constraints, rule
from matching.features import Candidates, Position
from matching.levels import NOTHING
from matching.market import skill_points
from matching.model import Matcher
from matching.models import MatchRun
from recruitment.models import Position as PositionRow

OVERLAP = timedelta(seconds=10)
"""A change is seen when its transaction ends, later than the moment it names."""


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


class _Kept:
    """What this process has read under one fit."""

    fit = None
    read_at = None
    known: dict = {}
    openings = None


def current(matcher: Matcher, fit, nobody: Candidates) -> Openings:
    """The open positions as they are now; `nobody` has no rows, and the words of the fit."""
    if _Kept.fit != (fit.pk, fit.fitted_at):
        _Kept.fit, _Kept.read_at, _Kept.known, _Kept.openings = (fit.pk, fit.fitted_at), fit.fitted_at, {}, None
    now = timezone.now()
    published = list(PositionRow.objects.published().order_by("pk").values_list("pk", flat=True))
    fresh = _changed(_Kept.read_at - OVERLAP) | set(published).difference(_Kept.known)
    fresh &= set(published)
    if fresh or len(published) != len(_Kept.known):
        read = adapter.positions(PositionRow.objects.filter(pk__in=fresh), matcher.text)
        known = _Kept.known | {each.id: (each, matcher.rank(each, nobody)) for each in read}
        _Kept.known = {pk: known[pk] for pk in published if pk in known}
        _Kept.openings = None
    if _Kept.openings is None:
        rankings = [ranking for _, ranking in _Kept.known.values()]
        _Kept.openings = Openings(
            [each for each, _ in _Kept.known.values()],
            [each.limits for each in rankings],
            [each.skill_limits for each in rankings],
        )
    _Kept.read_at = now
    return _Kept.openings


def _changed(since):
    """Positions that have changed since then, or may have."""
    moved = Q(asked_at__gte=since) | Q(finished_at__gte=since)
    changed = set(MatchRun.objects.filter(moved, position__isnull=False).values_list("position", flat=True))
    without = PositionRow.objects.published().filter(match_run=None).values_list("pk", flat=True)
    return changed | set(without)
