"""What the database says for a round: its students, its positions, who may go where, and how well that fits."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from internships.models import Placement
from marketplace.models import Student
from matching import adapter, constraints, fits
from matching.rule import RuleMatcher
from recruitment.models import Position, SkillRequirement
from recruitment.services.position_law import is_released_to
from recruitment.states import PLACED, PositionKind

NOTHING_LEARNED = RuleMatcher()
MIDDLE = 0.5


def students_of(plan):
    """Who is to be placed under `plan`: its classes, without those who have a placement in its time."""
    rows = Student.objects.filter(
        user__is_active=True,
        student_class__major__in=plan.majors.all(),
        student_class__cohort=plan.cohort,
        student_class__department__school=plan.school_id,
    )
    if plan.department_id:
        rows = rows.filter(student_class__department=plan.department_id)
    placed = Placement.objects.live().filter(starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on)
    return rows.exclude(pk__in=placed.values("student")).order_by("student_no", "pk")


def positions_for(plan):
    """`[(position, openings left)]`: post internships in the time of `plan` for majors of the same class, released to
    the school where the law wants that."""
    near = Q(majors=None)
    for code in plan.majors.values_list("code", flat=True):
        near |= Q(majors__code__startswith=code[:4])
    in_time = (Q(starts_on=None) | Q(starts_on__gte=plan.starts_on)) & (Q(ends_on=None) | Q(ends_on__lte=plan.ends_on))
    wanted = Position.objects.filter(near).values("pk")
    rows = Position.objects.published().filter(in_time, pk__in=wanted, kind=PositionKind.POST_INTERNSHIP)
    found = []
    for position in rows.select_related("enterprise").order_by("pk"):
        left = position.openings - position.applications.filter(state__in=PLACED).count()
        if left > 0 and is_released_to(position, plan.school_id):
            found.append((position, left))
    return found


@dataclass(frozen=True, slots=True)
class Gate:
    """Of a position only what `constraints.blocked` asks for."""

    majors: np.ndarray
    starts_on: np.datetime64
    ends_on: np.datetime64
    is_post_internship: bool
    is_taboo_for_minors: bool


def eligible_for(student, positions):
    """The ids of `positions` (a queryset) that law, dates and major leave open to `student`."""
    alone = adapter.candidates(Student.objects.filter(pk=student.pk), 0, NOTHING_LEARNED, skills=())
    rows = positions.prefetch_related("majors").only("kind", "starts_on", "ends_on", "minor_taboo")
    return {row.pk for row in rows if alone.ids.size and _open_to(constraints.blocked(_gate(row), alone))[0]}


def _gate(row):
    return Gate(
        majors=np.array([int(major.code) for major in row.majors.all()], np.int64),
        starts_on=np.datetime64(row.starts_on or "NaT", "D"),
        ends_on=np.datetime64(row.ends_on or "NaT", "D"),
        is_post_internship=row.kind == PositionKind.POST_INTERNSHIP,
        is_taboo_for_minors=bool(row.minor_taboo),
    )


def _open_to(blocks):
    """(students,) bool. Who does not want to be ranked may wish all the same."""
    return constraints.eligible({name: who for name, who in blocks.items() if name != "opted_out"})


def scores_of(wishes, report=lambda per_cent: None):
    """`({(student id, position id): score 0–1}, spread)` of those of `wishes` `{student id: [position ids]}` that are
    eligible; the spread is the standard deviation of everybody's scores for these positions.

    Who does not want to be ranked gets the middle of the others who wish for the position: it costs nothing.
    """
    wanted = sorted({position for ranked in wishes.values() for position in ranked})
    matcher, fit = fits.current()
    skills = set(SkillRequirement.objects.filter(position__in=wanted).values_list("skill", flat=True))
    people = adapter.candidates(Student.objects.filter(pk__in=list(wishes)), fit.pk, matcher, skills=skills)
    row_of = {student: row for row, student in enumerate(people.ids.tolist())}
    found, everybody = {}, []
    for done, position in enumerate(adapter.positions(Position.objects.filter(pk__in=wanted), matcher.text), start=1):
        ranking = matcher.rank(position, people)
        everybody.append(ranking.scores)
        may, rows = _open_to(ranking.blocks), [row_of[s] for s, ranked in wishes.items() if position.id in ranked]
        judged = [row for row in rows if may[row] and not people.opted_out[row]]
        middle = float(np.median(ranking.scores[judged])) if judged else MIDDLE
        for row in rows:
            if may[row]:
                score = middle if people.opted_out[row] else float(ranking.scores[row])
                found[int(people.ids[row]), position.id] = round(score, 6)
        report(100 * done // len(wanted))
    return found, round(float(np.std(everybody)), 6) if everybody else 0.0
