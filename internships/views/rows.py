"""What a row of a list of placements shows, as values: two queries for a page."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import ngettext

from internships.models import Placement, WeeklyLog
from internships.states import PlacementState
from internships.work_states import LogState
from marketplace.compiled import compiled
from marketplace.paths import path_to
from recruitment import names

COLUMNS = (
    "pk", "student_id", "student__student_class__name", "position__title", "starts_on", "ends_on", "ended_on",
    "plan__required_logs", "state",
)  # fmt: skip


class Row(NamedTuple):
    """All that a row shows, as it is written."""

    pk: int
    student_id: int
    path: str
    student: str
    student_class: str
    enterprise: str
    post: str
    first_day: str
    last_day: str
    mentor: str
    approved: str
    waiting: str
    state: str
    label: str


def placement_rows(pks):
    """`Row`s of the placements of these keys, in this order."""
    rows = _rows(pks)
    logs, path, labels = _logs(pks), path_to("internships:placement_detail"), dict(PlacementState.choices)
    found = {row.pk: _row(row, logs[row.pk], path(row.pk), labels[row.state]) for row in rows}
    return [found[pk] for pk in pks if pk in found]


@compiled
def _rows(pks):
    told = {
        "student_name": names.person("student__user"),
        "enterprise_name": names.column("enterprise"),
        "mentor_name": names.person("mentor"),
    }
    found = Placement.objects.filter(pk__in=pks).order_by().annotate(**told)
    return found.values_list(*COLUMNS, *told, named=True)


def _row(row, logs, path, label):
    required, waiting = row.plan__required_logs, logs[LogState.SUBMITTED]
    return Row(
        pk=row.pk,
        student_id=row.student_id,
        path=path,
        student=row.student_name,
        student_class=row.student__student_class__name,
        enterprise=row.enterprise_name,
        post=row.position__title,
        first_day=row.starts_on.isoformat(),
        last_day=(row.ended_on or row.ends_on).isoformat(),
        mentor=row.mentor_name,
        approved=str(logs[LogState.APPROVED]) + ("" if required is None else f" / {required}"),
        waiting=ngettext("%(n)s waiting", "%(n)s waiting", waiting) % {"n": waiting} if waiting else "",
        state=row.state,
        label=label,
    )


def _logs(pks):
    """`{placement: {state: how many weeks}}` of the states that a row shows."""
    counts = defaultdict(lambda: defaultdict(int))
    for placement, state, count in _counts(pks):
        counts[placement][state] = count
    return counts


@compiled
def _counts(pks):
    shown = WeeklyLog.objects.filter(placement__in=pks, state__in=[LogState.APPROVED, LogState.SUBMITTED])
    return shown.order_by().values_list("placement", "state").annotate(Count("pk"))
