"""What a reader of the directory sees of one position, as values: two queries for a page."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from marketplace.compiled import compiled
from recruitment import names
from recruitment.models import Position, SkillRequirement
from recruitment.states import PositionKind
from search import marks

SKILLS = 6
EXCERPT = 110  # characters
COLUMNS = (
    "pk", "title", "description", "pay_cny_per_month", "enterprise__name", "enterprise__name_en", "city", "kind",
    "starts_on", "ends_on", "openings", "closes_on",
)  # fmt: skip


class Card(NamedTuple):
    """All that `_position_card.html` shows. Equal cards look the same, so that one is drawn once (`{% drawn %}`)."""

    pk: int
    title: str
    marked_title: SafeString
    excerpt: SafeString
    pay: int | None
    enterprise: str
    city: str
    kind: str
    starts_on: date | None
    ends_on: date | None
    openings: int
    closes_on: date | None
    skills: tuple[tuple[str, int], ...]


def cards(ids, words):
    """Cards of the published positions among `ids`, in that order; `words` are marked in them."""
    standards = _standards(ids)
    found = {row.pk: _card(row, standards[row.pk], words) for row in _rows(ids)}
    return [found[pk] for pk in ids if pk in found]


@compiled
def _rows(ids):
    return Position.objects.published().filter(pk__in=ids).values_list(*COLUMNS, named=True)


def _card(row, skills, words):
    in_english = get_language() == "en"
    return Card(
        pk=row.pk,
        title=row.title,
        marked_title=marks.mark(row.title, words),
        excerpt=marks.excerpt(row.description, words, EXCERPT),
        pay=row.pay_cny_per_month,
        enterprise=(in_english and row.enterprise__name_en) or row.enterprise__name,
        city=row.city,
        kind=str(PositionKind(row.kind).label),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        openings=row.openings,
        closes_on=row.closes_on,
        skills=tuple(skills[:SKILLS]),
    )


def _standards(ids):
    """`{position: [(name of the skill, level)]}`, what weighs most first."""
    standards = defaultdict(list)
    for position, *skill in _requirements(ids):
        standards[position].append(tuple(skill))
    return standards


@compiled
def _requirements(ids):
    rows = SkillRequirement.objects.filter(position__in=ids).order_by("position_id", "-must", "-weight", "pk")
    return rows.values_list("position_id", names.skill_column("skill"), "level")
