"""What a plan could change to close a gap: the course that fits best, and the cell it should have."""

from collections import Counter

from curricula.models import Coverage
from curricula.states import KIND_ORDER, CourseCategory, CoverageKind

PREFERRED = (CourseCategory.CORE, CourseCategory.PRACTICE, CourseCategory.MAJOR_BASIC, CourseCategory.EXTENSION)


def suggest(version, row):
    """`(course code, cell)` for a `gap.Row`, or None when no course fits or the plan already aims high enough.

    A course that teaches the skill already goes up to mastery at the required level; else the course that teaches
    most of the skill's cluster takes it in. One query.
    """
    level = min(5, max(1, int((row.required or 1) + 0.5), row.planned))
    if row.cells:
        best = max(row.cells, key=lambda cell: (KIND_ORDER[cell.kind], cell.level, cell.code))
        is_enough = best.kind == CoverageKind.MASTER and best.level >= level
        return None if is_enough else (best.code, {"kind": CoverageKind.MASTER.value, "level": level})
    code = _kin(version, row.skill)
    return code and (code, {"kind": CoverageKind.MASTER.value, "level": level})


def _kin(version, skill):
    """The code of the course that covers most skills of the cluster; core and practice courses before others."""
    cells = Coverage.objects.filter(course__version=version, skill__cluster=skill.cluster).values_list(
        "course__code", "course__category"
    )
    taught = Counter(cells)
    fitting = [(code, category, n) for (code, category), n in taught.items() if category in PREFERRED]
    best = min(fitting, key=lambda one: (-one[2], PREFERRED.index(one[1]), one[0]), default=None)
    return best and best[0]
