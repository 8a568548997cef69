"""What a plan asks of one student, and how far the student is."""

from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max, Subquery

from curricula import display
from curricula.models import Coverage, ProgrammeVersion
from curricula.states import KIND_ORDER
from marketplace import evidence
from marketplace.models import Skill

NAMED = ("id", "zh", "en", "cluster")  # what a list of skills shows


@dataclass(frozen=True, slots=True)
class Requirement:
    """A skill of the plan: the highest target level, the courses that lead there, and what the student has shown."""

    skill: Skill
    level: int
    courses: tuple
    attained: object

    @property
    def missing(self):
        """How many levels are still to go, 0 when the target is reached."""
        return max(0, self.level - (self.attained.level if self.attained else 0))

    @property
    def is_met(self):
        return not self.missing


@dataclass(frozen=True, slots=True)
class Progress:
    """`term` is the term of study (from 1); `planned` what the plan has taught by the end of the term before it."""

    version: ProgrammeVersion
    requirements: list
    term: int
    totals: dict
    planned: dict
    categories: list

    @property
    def n_met(self):
        return sum(requirement.is_met for requirement in self.requirements)


def version_for(student):
    """The plan that counts for the student's cohort, or None."""
    return _versions(student).select_related("programme__major", "programme__school").first()


def _versions(student):
    own = student.student_class
    rows = ProgrammeVersion.objects.filter(programme__department=own.department_id, programme__major=own.major_id)
    return rows.effective_for(own.cohort)


def of(student, day):
    """The `Progress` of `student` on `day`, or None without a plan. Five queries."""
    version = version_for(student)
    if version is None:
        return None
    courses = list(version.courses.all())
    term = term_on(student.student_class, day)
    return Progress(
        version=version,
        requirements=_requirements(student, version),
        term=term,
        totals=display.totals(courses),
        planned=display.totals([course for course in courses if course.term < term]),
        categories=display.by_category(courses),
    )


def skills(student):
    """The requirements of the student's plan without their courses, in the order of `of`. Two queries."""
    version = _versions(student).values("pk")[:1]
    cells = Coverage.objects.filter(course__version=Subquery(version)).order_by()
    columns = [f"skill__{name}" for name in NAMED]
    aims = list(cells.values_list(*columns).annotate(Max("level")))
    levels = evidence.levels_of([student]).get(student.pk, {}) if aims else {}
    skills = [(Skill.from_db(DEFAULT_DB_ALIAS, NAMED, values), level) for *values, level in aims]
    return _sorted(Requirement(skill, level, (), levels.get(skill.pk)) for skill, level in skills)


def _sorted(requirements):
    return sorted(requirements, key=lambda one: (-one.missing, one.skill.cluster, one.skill.zh))


def term_on(student_class, day):
    """The term of study: the odd ones begin in September, the even ones in February."""
    return 2 * student_class.year_of_study(day) - (day.month >= 9 or day.month == 1)


def _requirements(student, version):
    cells = Coverage.objects.filter(course__version=version).select_related("course", "skill")
    by_skill = {}
    for cell in cells.order_by("course__term", "course__code"):
        by_skill.setdefault(cell.skill, []).append(cell)
    levels = evidence.levels_of([student], list(by_skill)).get(student.pk, {})
    found = [
        Requirement(
            skill,
            max(cell.level for cell in cells),
            tuple(sorted(cells, key=lambda cell: -KIND_ORDER[cell.kind])),
            levels.get(skill.pk),
        )
        for skill, cells in by_skill.items()
    ]
    return _sorted(found)
