"""The job of an import: row by row, each in its own transaction, so that a killed worker loses nothing."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from marketplace import notices, realtime
from marketplace.models import Skill
from recruitment.drafting import new_draft
from recruitment.importing.rows import Reader
from recruitment.importing.sheets import BadSheet, read
from recruitment.models import ImportRow, Position, PositionImport
from recruitment.skill_finder import finder
from recruitment.states import ImportState, RowState

# A worker that was silent for so long is dead.
SILENT = timedelta(seconds=30)
BEAT = 20  # rows


class Busy(RuntimeError):
    """Another worker may be at it: the queue tries again later."""


def run(import_id):
    """Import the rows that have no result yet; a second time does nothing. Raises Busy while a worker is at it."""
    now = timezone.now()
    waits = Q(status=ImportState.QUEUED) | Q(status=ImportState.RUNNING, beat_at__lt=now - SILENT)
    if not PositionImport.objects.filter(waits, pk=import_id).update(status=ImportState.RUNNING, beat_at=now):
        if PositionImport.objects.filter(pk=import_id, status=ImportState.RUNNING).exists():
            raise Busy
        return
    source = PositionImport.objects.select_related("enterprise", "created_by").get(pk=import_id)
    PositionImport.objects.filter(pk=import_id, started_at=None).update(started_at=now)
    try:
        rows = rows_of(source)
    except (BadSheet, FileNotFoundError):
        PositionImport.objects.filter(pk=import_id).update(status=ImportState.FAILED, finished_at=timezone.now())
        return
    reader = Reader(source.mapping, finder())
    done = set(source.rows.values_list("number", flat=True))
    for number, cells in enumerate(rows, start=1):
        if number not in done:
            _import(source, number, reader.read(cells))
        if number % BEAT == 0:
            PositionImport.objects.filter(pk=import_id).update(beat_at=timezone.now())
            realtime.announce(source.created_by, "imports")
    _finish(source)


def rows_of(source):
    """The rows of the stored file as `{column: text}`."""
    with source.file.open("rb") as file:
        return read(file.read())[1]


def _import(source, number, row):
    if row.problems:
        ImportRow.objects.create(source=source, number=number, status=RowState.REFUSED, problems=row.problems)
        return
    known = Position.objects.filter(enterprise=source.enterprise, import_key=row.key).first()
    try:
        with transaction.atomic():
            position = known or _draft(source, row)
            status = RowState.KNOWN if known else RowState.MADE
            ImportRow.objects.create(
                source=source, number=number, status=status, position=position, skills=len(row.standard)
            )
    except (ValidationError, IntegrityError) as error:
        fields = list(getattr(error, "error_dict", {"": None}))
        problems = [[name, "invalid", ""] for name in fields]
        ImportRow.objects.create(source=source, number=number, status=RowState.REFUSED, problems=problems)


def _draft(source, row):
    found = Skill.objects.in_bulk([each["skill_id"] for each in row.standard if "skill_id" in each])
    standard = [
        {**{name: value for name, value in each.items() if name != "skill_id"},
         "skill": each.get("skill") or found[each["skill_id"]]}
        for each in row.standard
    ]  # fmt: skip
    return new_draft(
        source.enterprise, by=source.created_by, majors=row.majors, standard=standard, import_key=row.key, **row.fields
    )


@transaction.atomic
def _finish(source):
    finished = PositionImport.objects.filter(pk=source.pk, status=ImportState.RUNNING)
    if finished.update(status=ImportState.DONE, finished_at=timezone.now()):
        counts = source.counts()
        notices.send(
            source.created_by, "import_finished", path=source.get_absolute_url(), name=source.name,
            made=counts[RowState.MADE], refused=counts[RowState.REFUSED],
        )  # fmt: skip
        realtime.announce(source.created_by, "imports")
