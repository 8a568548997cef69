"""What stands on the page of one placement, for the one who looks."""

from datetime import timedelta
from functools import cache

from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from internships import gates, services
from internships.models import Confirmation, Consent, EarlyEnd, Incident, Leave, Placement, Score, Signature, WeeklyLog
from internships.states import BEFORE_START
from internships.work_states import EDITABLE, ConfirmationState, LogState
from marketplace import links, permissions, stored, transitions
from marketplace.compiled import compiled
from marketplace.paths import path_to

CODENAMES = ("keep_log", "supervise_placement", "manage_placement", "mentor_placement", "follow_incident")
SHOWN_LOGS = 30
EVENTS = {  # the columns of the first and the last day
    "incident": ("happened_on", "happened_on"),
    "leave": ("from_on", "to_on"),
    "early_end": ("last_on", "last_on"),
}
COLUMNS = ("name", "pk", "kind", "state", "due_at", "first", "last")
MODELS = {"incident": Incident, "leave": Leave, "early_end": EarlyEnd}


def find(user, pk, rows=None):
    """The placement and `may` of `permissions.of`: to see it and to do something are one question. Raises Http404.

    `rows` are the placements to look among, with what the caller shows of them; by default the names around it.
    """
    placement = get_object_or_404(_placements, pk) if rows is None else get_object_or_404(rows, pk=pk)
    may = permissions.of(user, [placement])
    if not may("view_placement", placement):
        raise Http404
    return placement, may


@compiled
def _placements(pk):
    return Placement.objects.with_names().filter(pk=pk)


def page_of(placement, user, holds, *, with_gates):
    """The context of the placement page; children are those this person may see."""
    may = {codename: holds(codename, placement) for codename in CODENAMES}
    today = timezone.localdate()
    [(_placement, moves)] = transitions.available([placement], user, holds)
    is_before_start, is_keeper = placement.state in BEFORE_START, may["keep_log"] and not user.is_superuser
    logs = [] if is_before_start else _logs(placement, is_keeper=is_keeper)
    return {
        "placement": placement,
        "may": may,
        "moves": moves,
        "is_before_start": is_before_start,
        **(_gates(placement, user) if is_before_start or with_gates else {}),
        "logs": logs,
        "week": this_week(placement, today),
        "approved": _approved(placement, logs),
        "sheet": _sheet(placement, to_student=is_keeper),
        "events": _events(placement, tuple(MODELS) if may["follow_incident"] else ("leave",)),
        "letters": _letters(placement) if may["manage_placement"] or may["supervise_placement"] else [],
        "may_complete": "complete" in moves and services.may_complete(placement, timezone.now()),
        "today": today,
    }


def _sheet(placement, *, to_student):
    sheet = getattr(placement, "sheet", None)
    return sheet if sheet and sheet.is_shown(to_student=to_student) else None


def _logs(placement, *, is_keeper):
    """The latest weeks as rows in words; the keeper's way to one that can be written leads to its form."""
    path, form = path_to("internships:log_detail"), reverse("internships:log_week", args=[placement.pk])
    title, labels, answers = _("Week %(first)s – %(last)s"), dict(LogState.choices), dict(ConfirmationState.choices)
    return [
        {
            "path": f"{form}?week={log.week_on}" if log.state in EDITABLE and is_keeper else path(log.pk),
            "title": title % _days(log.week_on, log.week_on + timedelta(days=6)),
            "answer": answers.get(log.confirmation__state, ""),
            "due_at": log.due_at if log.state in EDITABLE else None,
            "state": log.state,
            "label": labels[log.state],
        }
        for log in _weeks(placement.pk, is_keeper=is_keeper)
    ]


@compiled
def _weeks(placement, *, is_keeper):
    columns = ("pk", "week_on", "state", "due_at", "confirmation__state")
    found = WeeklyLog.objects.filter(placement=placement).shown(to_keeper=is_keeper)
    return found.values_list(*columns, named=True)[:SHOWN_LOGS]


def _days(first, last):
    return {"first": date_format(first, "n/j"), "last": date_format(last, "n/j")}


def _approved(placement, logs):
    """How many weeks are approved: everybody sees those, so they are counted among the shown if all are shown."""
    if len(logs) < SHOWN_LOGS:
        return sum(log["state"] == LogState.APPROVED for log in logs)
    return placement.logs.filter(state=LogState.APPROVED).count()


def _gates(placement, user):
    """What is needed before the start; later it is only read when somebody asks for it."""
    placement = gates.with_gates(Placement.objects.filter(pk=placement.pk)).get()
    found = gates.gates_of(placement)
    holds = permissions.of(user, [placement, *(gate.guard for gate in found if gate.guard)])
    return {
        "gates": [_shown(gate, placement, holds) for gate in found],
        "missing": sum(gate.is_missing for gate in found),
    }


def _events(placement, kinds):
    """Reports, leave and early ends as rows in words, the latest first of each; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(kinds), [placement.pk] * len(kinds))
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    found = sorted(rows, key=lambda row: (str(row["first"]), row["pk"]), reverse=True)
    return [_event(row) for name in kinds for row in found if row["name"] == name]


@cache
def _statement(kinds):
    """In plain SQL: to build the three queries anew for each page costs more than the rest of it."""
    parts = [
        f"SELECT '{name}', id, kind, state, due_at, {first}, {last} FROM {MODELS[name]._meta.db_table}"  # noqa: S608
        " WHERE placement_id = %s"
        for name, (first, last) in EVENTS.items()
        if name in kinds
    ]
    return " UNION ALL ".join(parts)


def _event(row):
    model = MODELS[row["name"]]
    kind = dict(model._meta.get_field("kind").flatchoices)[row["kind"]]
    first, last = stored.day(row["first"]), stored.day(row["last"])
    title, note = {
        "incident": lambda: (kind, first.isoformat()),
        "leave": lambda: (_("Leave %(first)s – %(last)s") % _days(first, last), kind),
        "early_end": lambda: (_("Early end"), first.isoformat()),
    }[row["name"]]()
    return {
        "path": reverse(f"internships:{row['name']}_detail", args=[row["pk"]]),
        "title": title,
        "note": note,
        "due": stored.moment(row["due_at"]) if row["name"] == "incident" else None,
        "state": row["state"],
        "label": dict(model._meta.get_field("state").flatchoices)[row["state"]],
    }


def _letters(placement):
    """The letters with links that people without an account got about this placement, and what became of them."""
    return links.letters_about(
        Signature.objects.filter(agreement__placement=placement),
        Consent.objects.filter(placement=placement),
        Confirmation.objects.filter(log__placement=placement),
        Score.objects.filter(sheet__placement=placement),
    )[:12]


def _shown(gate, placement, holds):
    """A gate with the way to it, for whoever may act on it."""
    has_way = gate.is_missing and gate.path and gate.codename
    is_mine = bool(has_way) and holds(gate.codename, gate.guard or placement)
    return {"gate": gate, "is_mine": is_mine, "path": gate.path if is_mine else ""}


def this_week(placement, today):
    """The Monday of this week, while the placement runs in it, else None."""
    begun = placement.started_on or placement.starts_on
    if placement.state == "active" and services.monday(begun) <= today <= placement.last_day:
        return services.monday(today)
    return None
