"""What stands on the page of one placement, for the one who looks."""

from django.db.models import CharField, F, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from internships import gates, services
from internships.models import Confirmation, Consent, EarlyEnd, Incident, Leave, Score, Signature
from internships.states import BEFORE_START
from internships.work_states import LogState
from marketplace import links, permissions, transitions

CODENAMES = ("keep_log", "supervise_placement", "manage_placement", "mentor_placement", "follow_incident")
SHOWN_LOGS = 30
EVENTS = {  # the columns of the first and the last day
    "incident": ("happened_on", "happened_on"),
    "leave": ("from_on", "to_on"),
    "early_end": ("last_on", "last_on"),
}
MODELS = {"incident": Incident, "leave": Leave, "early_end": EarlyEnd}


def page_of(placement, user):
    """The context of the placement page; children are those this person may see."""
    all_gates = gates.gates_of(placement)
    holds = permissions.of(user, [placement, *(gate.guard for gate in all_gates if gate.guard)])
    may = {codename: holds(codename, placement) for codename in CODENAMES}
    today = timezone.localdate()
    [(_placement, moves)] = transitions.available([placement], user, holds)
    logs = _logs(placement, user)
    return {
        "placement": placement,
        "may": may,
        "moves": moves,
        "is_before_start": placement.state in BEFORE_START,
        "gates": [_shown(gate, placement, holds) for gate in all_gates],
        "missing": sum(gate.is_missing for gate in all_gates),
        "logs": logs,
        "week": this_week(placement, today),
        "approved": _approved(placement, logs),
        "sheet": _sheet(placement, to_student=may["keep_log"] and not user.is_superuser),
        "events": _events(placement, MODELS if may["follow_incident"] else ("leave",)),
        "letters": _letters(placement) if may["manage_placement"] or may["supervise_placement"] else [],
        "may_complete": services.may_complete(placement, timezone.now()),
        "today": today,
    }


def _sheet(placement, *, to_student):
    sheet = getattr(placement, "sheet", None)
    return sheet if sheet and sheet.is_shown(to_student=to_student) else None


def _logs(placement, user):
    """The latest weeks; the page of one that has not begun shows none."""
    if placement.state in BEFORE_START:
        return []
    rows = placement.logs.visible_to(user).exclude(state=LogState.VOID).select_related("confirmation")
    return list(rows.defer("note", "questions", "signature")[:SHOWN_LOGS])


def _approved(placement, logs):
    """How many weeks are approved: everybody sees those, so they are counted among the shown if all are shown."""
    if len(logs) < SHOWN_LOGS:
        return sum(log.state == LogState.APPROVED for log in logs)
    return placement.logs.filter(state=LogState.APPROVED).count()


def _events(placement, kinds):
    """Reports, leave and early ends as rows in words, the latest first of each; one query."""
    parts = [_part(placement, name) for name in kinds]
    found = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (row["first"], row["pk"]), reverse=True)
    return [_event(row) for name in kinds for row in found if row["name"] == name]


def _part(placement, name):
    first, last = EVENTS[name]
    rows = MODELS[name].objects.filter(placement=placement).order_by()
    said = rows.annotate(name=Value(name, CharField()), first=F(first), last=F(last))
    return said.values("name", "pk", "kind", "state", "due_at", "first", "last")


def _event(row):
    model = MODELS[row["name"]]
    kind = dict(model._meta.get_field("kind").flatchoices)[row["kind"]]
    day = row["first"].isoformat()
    days = {"first": date_format(row["first"], "n/j"), "last": date_format(row["last"], "n/j")}
    title, note = {
        "incident": lambda: (kind, day),
        "leave": lambda: (_("Leave %(first)s – %(last)s") % days, kind),
        "early_end": lambda: (_("Early end"), day),
    }[row["name"]]()
    return {
        "path": reverse(f"internships:{row['name']}_detail", args=[row["pk"]]),
        "title": title,
        "note": note,
        "due": row["due_at"] if row["name"] == "incident" else None,
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
