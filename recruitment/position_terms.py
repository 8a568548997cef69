"""What the page of a position shows of its terms and its skill standard, as values: drawn once for all who look."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from marketplace.compiled import compiled
from marketplace.models import Major
from recruitment.models import SkillRequirement


class Terms(NamedTuple):
    """All that `_position_terms.html` shows; hours a day and a week, money in CNY a month."""

    pay_cny_per_month: int | None
    same_post_wage_cny_per_month: int | None
    hours_per_day: Decimal | None
    hours_per_week: Decimal | None
    night_shift: bool | None
    overtime: bool | None
    rest_day_work: bool | None
    starts_on: date | None
    ends_on: date | None
    city: str
    openings: int
    closes_on: date | None
    board_and_lodging: str
    site: str
    mentor: str
    majors: tuple[str, ...]


class Required(NamedTuple):
    """A line of a skill standard, in the active language."""

    skill: str
    level: int
    level_label: str
    must: bool
    weight: int


TOLD = set(Terms._fields) - {"site", "mentor", "majors"}


def terms(position):
    """One query, for the majors, if `site` and `mentor` were read along."""
    return Terms(
        **{name: getattr(position, name) for name in TOLD},
        site=f"{position.site.name} {position.site.address}" if position.site else "",
        mentor=str(position.mentor or ""),
        majors=tuple(map(str, _majors(position.pk))),
    )


def standard(position):
    """One query."""
    return tuple(
        Required(str(row.skill), row.level, str(row.get_level_display()), row.must, row.weight)
        for row in _requirements(position.pk)
    )


@compiled
def _majors(position):
    return Major.objects.filter(positions=position)


@compiled
def _requirements(position):
    shown = ("position", "level", "must", "weight", "skill__zh", "skill__en")
    rows = SkillRequirement.objects.filter(position=position).select_related("skill").only(*shown)
    return rows.order_by("-must", "-weight", "pk")
