"""What HR does with files of positions."""

import hashlib
import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.models import Enterprise, Skill
from recruitment import tasks
from recruitment.importing import columns, job, sheets
from recruitment.importing.rows import Reader
from recruitment.models import PositionImport
from recruitment.services.files import shown_name
from recruitment.skill_finder import finder
from recruitment.states import ImportState

SAMPLE = 20  # rows of a dry run that are shown with their skills

SHEET_PROBLEMS = {
    "too_big": _("The file is too large: at most 20 MB, and 100 MB unpacked."),
    "not_a_table": _("This is no table we can read. Use CSV, XLSX or JSON lines, with the names of the columns first."),
    "too_many_rows": _("The file has more than 20,000 rows. Please split it."),
    "too_many_columns": _("The file has more than 200 columns."),
    "same_column_twice": _("Two columns have the same name."),
}


@transaction.atomic
def start_import(enterprise, *, by, file):
    """Keep a file of positions and guess its columns; the same file again is the same import.

    Raises ValidationError with a code of SHEET_PROBLEMS.
    """
    if not by.has_perm("change_enterprise", enterprise):
        raise PermissionDenied
    content = file.read(sheets.MAX_BYTES + 1)
    if len(content) > sheets.MAX_BYTES:
        raise ValidationError(SHEET_PROBLEMS["too_big"], code="too_big")
    digest = hashlib.sha256(content).hexdigest()
    Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)  # of two clicks the second finds the first
    known = PositionImport.objects.filter(enterprise=enterprise, sha256=digest).first()
    if known:
        return known
    try:
        names, rows = sheets.read(content)
    except sheets.BadSheet as problem:
        raise ValidationError(SHEET_PROBLEMS[str(problem)], code=str(problem)) from None
    source = PositionImport(
        enterprise=enterprise, created_by=by, name=shown_name(file.name), sha256=digest, columns=names,
        mapping=columns.guess(names), total=len(rows),
    )  # fmt: skip
    source.file.save(f"{secrets.token_hex(16)}.bin", ContentFile(content), save=True)
    return source


@transaction.atomic
def map_import(source, *, by, mapping):
    """Say which column is which field. Raises ValidationError: started, required, unknown."""
    _check_right(source, by)
    _check_not_started(source)
    mapping = {name: column for name, column in mapping.items() if column}
    if not set(columns.REQUIRED) <= mapping.keys():
        raise ValidationError(_("Title and description need a column."), code="required")
    if not mapping.keys() <= columns.FIELDS.keys() or not set(mapping.values()) <= set(source.columns):
        raise ValidationError(_("There is no such column."), code="unknown")
    source.mapping = mapping
    source.save(update_fields=["mapping"])


def try_import(source):
    """The dry run: `{total, refused: [(number, problems)], sample: [(number, Row)]}`. Writes nothing."""
    plain, full = Reader(source.mapping), Reader(source.mapping, finder())
    rows = job.rows_of(source)
    read = [(number, plain.read(cells)) for number, cells in enumerate(rows, start=1)]
    good = [number for number, row in read if not row.problems][:SAMPLE]
    return {
        "total": len(rows),
        "refused": [(number, row.problems) for number, row in read if row.problems],
        "sample": [(number, full.read(rows[number - 1])) for number in good],
    }


def with_skill_names(sample):
    """`[(number, fields, names of the skills)]` of the sample of a dry run."""
    ids = {each["skill_id"] for _, row in sample for each in row.standard if "skill_id" in each}
    found = Skill.objects.in_bulk(ids)
    return [
        (number, row.fields, [str(each.get("skill") or found[each["skill_id"]]) for each in row.standard])
        for number, row in sample
    ]


@transaction.atomic
def run_import(source, *, by):
    """Have the worker import the file; a second time does nothing."""
    if queue_import(source, by=by):
        tasks.run_import.enqueue(source.pk)


def queue_import(source, *, by):
    """Mark the import as ready for whoever runs it; return whether this call did."""
    _check_right(source, by)
    if not set(columns.REQUIRED) <= source.mapping.keys():
        raise ValidationError(_("Title and description need a column."), code="required")
    waiting = PositionImport.objects.filter(pk=source.pk, status=ImportState.UPLOADED)
    return bool(waiting.update(status=ImportState.QUEUED, beat_at=timezone.now()))


def _check_right(source, by):
    if not by.has_perm("change_enterprise", source.enterprise):
        raise PermissionDenied


def _check_not_started(source):
    if source.status != ImportState.UPLOADED:
        raise ValidationError(_("This import has already begun."), code="started")
