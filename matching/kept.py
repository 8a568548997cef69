"""The open positions that this process has read, and which of them to read again.

A position is read again when its run was asked for or ended since, which every change of an open position brings about,
or when it has no run yet. A new fit brings new words: all of them are read again then. While a run waits, a change made
after it was asked for is not seen before the run has ended.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from matching import adapter
from matching.features import Candidates
from matching.model import Matcher
from matching.models import MatchRun
from matching.openings import Openings
from recruitment.models import Position

OVERLAP = timedelta(seconds=10)
"""A change is seen when its transaction ends, later than the moment it names."""


class _Kept:
    """What this process has read under one fit."""

    fit = None
    read_at = None
    known: dict = {}
    openings = None


def openings(matcher: Matcher, fit, nobody: Candidates) -> Openings:
    """The open positions as they are now; `nobody` has no rows, and the words of the fit."""
    if _Kept.fit != (fit.pk, fit.fitted_at):
        _Kept.fit, _Kept.read_at, _Kept.known, _Kept.openings = (fit.pk, fit.fitted_at), fit.fitted_at, {}, None
    now = timezone.now()
    published = list(Position.objects.published().order_by("pk").values_list("pk", flat=True))
    fresh = _changed(_Kept.read_at - OVERLAP) | set(published).difference(_Kept.known)
    fresh &= set(published)
    if fresh or len(published) != len(_Kept.known):
        read = adapter.positions(Position.objects.filter(pk__in=fresh), matcher.text)
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
    without = Position.objects.published().filter(match_run=None).values_list("pk", flat=True)
    return changed | set(without)
