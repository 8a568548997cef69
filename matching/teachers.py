"""Where a student could learn what would raise them: courses of their own plan, and positions in whose work it is."""

from django.db.models import Q

from curricula.models import Course, Coverage
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
    mine = Course.objects.newest().filter(
        version__programme__school=student_class.department.school_id, version__programme__major=student_class.major_id
    )
    rows = Coverage.objects.filter(_asked(steps, "gte"), course__in=mine).select_related("course")
    rows = rows.only("skill_id", "level", "course__zh", "course__en", "course__term")
    found = list(rows.order_by("level", "course__term", "pk"))
    return [
        [row.course for row in found if row.skill_id == step["skill"] and row.level >= step["level"]][:MOST]
        for step in steps
    ]


def _positions(steps, among):
    """For each step the first of the positions `among` whose standard asks for the skill, and for no more than that."""
    asked = SkillRequirement.objects.filter(_asked(steps, "lte"), position__in=among).order_by()
    levels = {(position, skill): level for position, skill, level in asked.values_list("position", "skill", "level")}
    return [
        [each for each in among if levels.get((each.pk, step["skill"]), NOT_ASKED) <= step["level"]][:MOST]
        for step in steps
    ]


def _asked(steps, lookup):
    asked = {(step["skill"], step["level"]) for step in steps}
    return Q(*(Q(**{"skill": skill, f"level__{lookup}": level}) for skill, level in asked), _connector=Q.OR)
