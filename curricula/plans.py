"""Versions of a training plan read as plain data: for differences (`changes`) and for norms (`norms`)."""

from decimal import Decimal

from curricula.models import PARTS, Course, Coverage, ProgrammeVersion
from curricula.norms import CourseFacts, PlanFacts

COURSE_FIELDS = (
    "zh",
    "en",
    "category",
    "term",
    "hours_theory",
    "hours_practice",
    "weeks",
    "credits",
    "elective",
)


def plan_of(version):
    """The plan of `version` in the form of `curricula.changes`. Two queries."""
    courses = {course.code: fields_of(course) for course in version.courses.all()}
    coverage = {}
    cells = Coverage.objects.filter(course__version=version).values_list("course__code", "skill__code", "kind", "level")
    for code, skill, kind, level in cells.order_by("course__code", "skill__code"):
        coverage.setdefault(code, {})[skill] = {"kind": kind, "level": level}
    parts = {name: getattr(version, name) for name in (*PARTS, "duration_years")}
    return {"parts": parts, "courses": courses, "coverage": coverage}


def fields_of(course):
    """The fields of a course as JSON; credits with one decimal, so that 4 and 4.0 are no difference."""
    return {name: _plain(getattr(course, name)) for name in COURSE_FIELDS}


def course_from(version, code, fields):
    values = {name: fields[name] for name in COURSE_FIELDS}
    return Course(version=version, code=code, **{**values, "credits": Decimal(values["credits"])})


def facts_of(version, unmastered=()):
    """What the norms ask about `version`; `unmastered` are names of demanded skills without mastery."""
    courses = tuple(
        CourseFacts(
            str(course),
            course.category,
            course.term,
            course.hours_theory,
            course.hours_practice,
            course.credits,
            course.elective,
            course.weeks,
        )
        for course in version.courses.all()
    )
    return PlanFacts(version.programme.school.level, version.duration_years, courses, parts_of(version), unmastered)


def parts_of(version):
    """The required parts with whether they are written; a schedule and hours also follow from the courses."""
    return tuple(
        (ProgrammeVersion._meta.get_field(name).verbose_name, bool(getattr(version, name).strip())) for name in PARTS
    )


def _plain(value):
    return f"{value:.1f}" if isinstance(value, Decimal) else value
