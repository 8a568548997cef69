"""What stands on the page of one placement, for the one who looks."""

from django.utils import timezone

from internships import gates, services
from internships.models import Confirmation, Consent, GradeSheet, Score, Signature
from internships.states import BEFORE_START
from internships.work_states import LogState
from marketplace import links, transitions

CODENAMES = ("keep_log", "supervise_placement", "manage_placement", "mentor_placement", "follow_incident")


def page_of(placement, user):
    """The context of the placement page; children are those this person may see."""
    may = {codename: user.has_perm(codename, placement) for codename in CODENAMES}
    all_gates = gates.gates_of(placement)
    today = timezone.localdate()
    [(_placement, moves)] = transitions.available([placement], user)
    return {
        "placement": placement,
        "may": may,
        "moves": moves,
        "is_before_start": placement.state in BEFORE_START,
        "gates": [_shown(gate, placement, user) for gate in all_gates],
        "missing": sum(gate.is_missing for gate in all_gates),
        "logs": placement.logs.visible_to(user).exclude(state=LogState.VOID).select_related("confirmation")[:30],
        "week": this_week(placement, today),
        "approved": placement.logs.filter(state=LogState.APPROVED).count(),
        "sheet": GradeSheet.objects.visible_to(user).filter(placement=placement).first(),
        "incidents": placement.incidents.all() if may["follow_incident"] else [],
        "leaves": placement.leaves.all(),
        "early_ends": placement.early_ends.all() if may["follow_incident"] else [],
        "letters": _letters(placement) if may["manage_placement"] or may["supervise_placement"] else [],
        "may_complete": services.may_complete(placement, timezone.now()),
        "today": today,
    }


def _letters(placement):
    """The letters with links that people without an account got about this placement, and what became of them."""
    return links.letters_about(
        Signature.objects.filter(agreement__placement=placement),
        Consent.objects.filter(placement=placement),
        Confirmation.objects.filter(log__placement=placement),
        Score.objects.filter(sheet__placement=placement),
    )[:12]


def _shown(gate, placement, user):
    """A gate with the way to it, for whoever may act on it."""
    has_way = gate.is_missing and gate.path and gate.codename
    is_mine = bool(has_way) and user.has_perm(gate.codename, gate.guard or placement)
    return {"gate": gate, "is_mine": is_mine, "path": gate.path if is_mine else ""}


def this_week(placement, today):
    """The Monday of this week, while the placement runs in it, else None."""
    begun = placement.started_on or placement.starts_on
    if placement.state == "active" and services.monday(begun) <= today <= placement.last_day:
        return services.monday(today)
    return None
