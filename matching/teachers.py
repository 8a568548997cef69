"""Where a student could learn what would raise them: courses of their own plan, and positions in whose work it is."""

from django.db.models import Q

from curricula.models import Course, Coverage
from marketplace.compiled import compiled
from recruitment.models import SkillRequirement

MOST = 2
"""So many of each kind are named for a step."""
NOT_ASKED = 6
"""Above every level."""


def teach(steps, student, *, among):
    """`steps` of `Card.raises` with the `courses` and, `among` the positions (best first), those that lead there.

    Two queries for any number of steps.
    """
    if not steps:
        return []
    courses, positions = _courses(steps, student), _positions(steps, among)
    return [step | {"courses": courses[place], "taught_at": positions[place]}
            for place, step in enumerate(steps)]  # fmt: skip


def _courses(steps, student):
    """For each step the courses of the plan in force that bring the skill to the level or above, the nearest first."""
    student_class = student.student_class
    found = _coverage(student_class.department.school_id, student_class.major_id, *_asked(steps))
    return [
        [row.course for row in found if row.skill_id == step["skill"] and row.level >= step["level"]][:MOST]
        for step in steps
    ]


def _positions(steps, among):
    """For each step the first of the positions `among` whose standard asks for the skill, and for no more than that."""
    asked = _requirements([position.pk for position in among], *_asked(steps))
    levels = {(position, skill): level for position, skill, level in asked}
    return [
        [each for each in among if levels.get((each.pk, step["skill"]), NOT_ASKED) <= step["level"]][:MOST]
        for step in steps
    ]


@compiled
def _coverage(school, major, *asked):
    mine = Course.objects.newest().filter(version__programme__school=school, version__programme__major=major)
    rows = Coverage.objects.filter(_any(asked, "gte"), course__in=mine).select_related("course")
    rows = rows.only("skill_id", "level", "course__zh", "course__en", "course__term")
    return rows.order_by("level", "course__term", "pk")


@compiled
def _requirements(positions, *asked):
    asked = SkillRequirement.objects.filter(_any(asked, "lte"), position__in=positions).order_by()
    return asked.values_list("position", "skill", "level")


def _asked(steps):
    """The skills and levels of the steps, one after the other."""
    return [value for pair in sorted({(step["skill"], step["level"]) for step in steps}) for value in pair]


def _any(asked, lookup):
    """The condition that a row has one of the skills, at its level or on the side of it that `lookup` says."""
    pairs = zip(asked[::2], asked[1::2], strict=True)
    return Q(*(Q(**{"skill": skill, f"level__{lookup}": level}) for skill, level in pairs), _connector=Q.OR)
