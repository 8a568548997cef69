"""The past as it was known then: applicants with the evidence and the résumé of the day on which they applied."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from marketplace.models import Skill, Student
from matching import adapter, fits, learning, rule
from matching.outcomes.judged import Judged
from recruitment.models import Application, Position


@dataclass(frozen=True, slots=True)
class Study:
    """Lessons of some positions, and the applicants from whom they come; a row is an applicant of a position."""

    lessons: learning.Lessons
    worths: np.ndarray
    """(rows, weights) float64, see `rule.worths`."""
    students: np.ndarray
    """(rows,) int64, ids."""
    positions: np.ndarray
    """(rows,) int64, ids."""


def study(judged: Judged, report: Callable[[int, int], object] = lambda done, of: None) -> Study:
    """The positions of one month are read together, so that the number of queries grows with the months alone.

    What counts is evidence until the first day of the month in which the first of a position's applicants applied: of
    what came later much came because somebody was hired.
    """
    matcher, fit = fits.current()
    months, found = np.unique(judged.months), [_nothing()]
    for done, month in enumerate(months, start=1):
        found.append(_month(matcher, fit, judged.take(judged.months == month), month.astype("datetime64[D]").item()))
        report(done, months.size)
    return _joined(found)


def _month(matcher, fit, judged, day):
    positions = adapter.positions(Position.objects.filter(pk__in=judged.position.tolist()), matcher.text)
    skills = {skill for position in positions for skill in position.skills.tolist()}
    people = Student.objects.filter(pk__in=judged.student.tolist())
    vectors = [
        (row.student_id, row.columns, row.weights, row.named) for row in fits.vectors(matcher.text, _resumes(judged))
    ]
    candidates = adapter.candidates(people, fit.pk, matcher, skills=skills, until=day, vectors=vectors)
    groups = []
    for position in positions:
        mine = judged.take(judged.position == position.id)
        groups.append(learning.Group(position, np.searchsorted(candidates.ids, mine.student), mine.outcome))
    worths = [rule.worths(group.position, candidates.take(group.rows)) for group in groups]
    return Study(
        learning.lessons(groups, candidates),
        np.concatenate(worths),
        np.concatenate([candidates.ids[group.rows] for group in groups]),
        np.concatenate([np.full(group.rows.size, group.position.id) for group in groups]),
    )


def _resumes(judged):
    """`{student id: (what the student wrote, the same with the names of the skills)}`, of the first résumé sent."""
    names, found = dict(Skill.objects.values_list("code", "zh")), {}
    sent = Application.objects.filter(position__in=judged.position.tolist(), student__in=judged.student.tolist())
    for student, resume in sent.order_by("created_at", "pk").values_list("student", "resume"):
        if student not in found:
            wrote = list(filter(None, _words(resume)))
            skills = [names.get(row["code"], "") for row in resume.get("skills", ())]
            found[student] = "\n".join(wrote), "\n".join(wrote + skills)
    return found


def _words(resume):
    yield from (resume.get("headline"), resume.get("about"))
    for entry in resume.get("entries", ()):
        if entry["section"] not in adapter.NEVER_SHOWN:
            yield from (entry["title"], entry["text"])


def _nothing():
    weights, none = np.zeros((0, len(learning.NAMES))), np.zeros(0, np.int64)
    return Study(learning.Lessons(weights, np.zeros(0), none, 0), weights, none, none)


def _joined(studies):
    """The lessons of different positions as if they had been read at once."""
    lessons, numbers, start = [each.lessons for each in studies], [], 0
    for each in lessons:
        numbers.append(each.positions + start)
        start += int(each.positions.max(initial=-1)) + 1
    return Study(
        learning.Lessons(
            np.concatenate([each.differences for each in lessons]),
            np.concatenate([each.shares for each in lessons]),
            np.concatenate(numbers),
            sum(each.judged for each in lessons),
        ),
        *(np.concatenate([getattr(each, name) for each in studies]) for name in ("worths", "students", "positions")),
    )
