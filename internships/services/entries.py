"""The entries of a week: written as they are given, and only those that differ from what is kept."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from internships.models import LogEntry

FIELDS = ("on", "task", "skill_id", "difficulty", "next_step")
ARTIFACT = ("artifact", "artifact_name", "artifact_type", "artifact_sha256")


def content(entry):
    """What a kept entry says, without its file."""
    return {name: getattr(entry, name) for name in FIELDS}


def as_kept(entry):
    """What a given one says, in the same form."""
    skill = entry["skill"]
    return {name: entry.get(name) for name in FIELDS} | {"skill_id": skill.pk if skill else None}


def write_entries(log, kept, entries, *, prune, at):
    """Write `entries` over those `kept` (`{position: entry}`); with `prune` remove the rest and close the gaps.

    Returns all rows in their order. The caller holds the lock of `log`. Raises ValidationError (code future) at `on`.
    """
    rows, changed = dict(kept), {}
    for entry in entries:
        _check_day(log, entry["on"], at)
        place = entry["position"]
        known = rows.get(place)
        if known and not entry.get("artifact") and content(known) == as_kept(entry):
            continue
        rows[place] = changed[place] = _filled(known or LogEntry(log=log, position=place), entry)
    _save(changed.values())
    given = {entry["position"] for entry in entries}
    if prune and not rows.keys() <= given:
        log.entries.exclude(position__in=given).delete()
    left = [rows[place] for place in sorted(rows) if not prune or place in given]
    if prune:
        _close_gaps(left)
    return left


def _check_day(log, day, at):
    if not log.week_on <= day <= log.ends_on or day > timezone.localdate(at or timezone.now()):
        raise ValidationError({"on": ValidationError(_("This day is still to come."), code="future")})


def _filled(row, entry):
    wanted, file = as_kept(entry), entry.get("artifact")
    if file:
        wanted |= dict(zip(ARTIFACT, (file.content, file.name, file.type, file.sha256), strict=True))
    for name, value in wanted.items():
        setattr(row, name, value)
    return row


def _save(rows):
    """Write rows in one statement, new ones and changed ones: they are told apart by their position, not by key."""
    for row in rows:
        row.pk = None  # comes back with the statement
    LogEntry.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["log", "position"], update_fields=[*FIELDS, *ARTIFACT]
    )


def _close_gaps(rows):
    for number, row in enumerate(rows):
        if row.position != number:
            row.position = number
            row.save(update_fields=["position"])
