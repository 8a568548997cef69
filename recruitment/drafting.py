"""How a draft comes into being, for the form and for the import: its row, standard, grants and first log row."""

from django.db import transaction

from marketplace import policy, transitions
from recruitment.models import Position, SkillRequirement


@transaction.atomic
def new_draft(enterprise, *, by, majors=(), standard=(), **fields):
    """Write a draft of `enterprise`. `standard` has rows `{skill, level, must, weight}`, the first of a skill counts.

    Raises ValidationError with the fields that are wrong.
    """
    position = Position(enterprise=enterprise, created_by=by, **fields)
    position.region = position.region or enterprise.region
    position.city = position.city or enterprise.city
    position.full_clean(exclude=["state"])
    position.save()
    position.majors.set(majors)
    write_standard(position, standard)
    policy.sync(position)
    transitions.begin(position, by=by)
    return position


def write_standard(position, standard):
    """Make the skill standard of `position` exactly `standard`."""
    wanted = _rows(standard)
    position.skill_standard.exclude(skill__in=wanted).delete()
    for skill, values in wanted.items():
        SkillRequirement.objects.update_or_create(position=position, skill=skill, defaults=values)


def has_standard(position, standard):
    """Whether the skill standard of `position` is exactly `standard`."""
    wanted = _rows(standard)
    kept = {row.skill_id: row for row in position.skill_standard.all()}
    return kept.keys() == {skill.pk for skill in wanted} and all(
        getattr(kept[skill.pk], name) == value for skill, values in wanted.items() for name, value in values.items()
    )


def _rows(standard):
    rows = {}
    for row in standard:
        rows.setdefault(row["skill"], {name: row[name] for name in ("level", "must", "weight") if name in row})
    return rows
