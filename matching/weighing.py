"""What if the skills of a standard weighed more or less: the listed candidates in the new order, nothing stored."""

from dataclasses import dataclass, replace

import numpy as np

from matching import adapter, fits, lists, others
from recruitment.models import Position


@dataclass(frozen=True)
class Place:
    """A candidate before and after; `name` is a pseudonym when there is no `application`. Equal scores share a rank."""

    name: str
    before: int
    after: int
    application: object = None

    @property
    def up(self):
        """How many places up; negative: down."""
        return self.before - self.after


def reorder(position, user, weights):
    """The `Place`s, best first, if the skills (ids) of the standard of `position` had `weights`; `user` manages it.

    Only those who are listed are ranked: all who applied, and the best of the others.
    """
    applications = {each.student_id: each for each in lists.live_applications(position, user)}
    names = others.of(position).students() | {student: each.applicant for student, each in applications.items()}
    before, after = _ranks(position, names, weights)
    places = [
        Place(names[student], before[student], rank, applications.get(student)) for student, rank in after.items()
    ]
    return sorted(places, key=lambda place: (place.after, place.before, place.name))


def _ranks(position, students, weights):
    """`{student id: rank}` under the weights of the standard, and under `weights`; of nobody before the first fit."""
    matcher, fit = fits.latest()
    if not (fit and students):
        return {}, {}
    [asked] = adapter.positions(Position.objects.filter(pk=position.pk), matcher.text)
    people = adapter.students().filter(pk__in=students)
    candidates = adapter.candidates(people, fit.pk, matcher, skills=asked.skills.tolist())
    moved = [weights.get(skill, weight) for skill, weight in zip(asked.skills.tolist(), asked.weights, strict=True)]
    wanted = replace(asked, weights=np.array(moved, float))
    return _ranked(matcher.rank(asked, candidates)), _ranked(matcher.rank(wanted, candidates))


def _ranked(ranking):
    pairs = zip(ranking.candidates.ids.tolist(), ranking.ranks.tolist(), strict=True)
    return {student: rank for student, rank in pairs if rank}
