"""What a student starts: a report, a leave, an early end."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from internships import notifications
from internships.models import EarlyEnd, Incident, Leave, Placement
from internships.services.placements import terminate
from internships.states import LIVE
from internships.work_states import RequestState
from marketplace import transitions
from recruitment.services.moves import move


def _lock(placement):
    """The placement as it is now, locked: of two requests at once the second sees the first."""
    return Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)


def _check(placement, by):
    if not by.has_perm("keep_log", placement):
        raise PermissionDenied
    if _lock(placement).state not in LIVE:
        raise ValidationError(_("This internship is over."), code="wrong_state")


@transaction.atomic
def report_incident(placement, *, by, kind, happened_on, words, is_urgent=False, at=None):
    """Tell the school. Whoever guides the student hears at once; the enterprise does not see it.

    The same words twice within the day are one report.
    """
    if not by.has_perm("keep_log", placement):
        raise PermissionDenied
    if happened_on > timezone.localdate(at or timezone.now()):
        raise ValidationError({"happened_on": ValidationError(_("This day is still to come."), code="future")})
    _lock(placement)
    same = placement.incidents.filter(kind=kind, happened_on=happened_on, words=words, state="reported").first()
    if same:
        return same
    incident = Incident.objects.create(
        placement=placement, kind=kind, happened_on=happened_on, words=words, is_urgent=is_urgent, reported_by=by
    )
    transitions.begin(incident, by=by)
    notifications.tell_holders(
        placement,
        "handle_incident",
        "incident_reported",
        path=incident.get_absolute_url(),
        about=str(incident.get_kind_display()),
    )
    return incident


@transaction.atomic
def move_incident(incident, action, *, by, reason=""):
    """Take care of an incident, resolve it with words, or open it again."""
    if move(incident, action, by=by, reason=reason):
        tell = notifications.tell_student if action != "reopen" else _tell_handlers
        tell(
            incident.placement,
            "incident_moved",
            path=incident.get_absolute_url(),
            about=str(incident.get_kind_display()),
        )


def _tell_handlers(placement, kind, **params):
    notifications.tell_holders(placement, "handle_incident", kind, **params)


@transaction.atomic
def request_leave(placement, *, by, kind, from_on, to_on, words=""):
    """Ask for days off. Raises ValidationError at `to_on` (code order, overlap)."""
    _check(placement, by)
    if to_on < from_on:
        raise ValidationError({"to_on": ValidationError(_("The last day comes after the first."), code="order")})
    open_ones = placement.leaves.filter(state__in=[RequestState.REQUESTED, RequestState.GRANTED])
    same = open_ones.filter(from_on=from_on, to_on=to_on, kind=kind).first()
    if same:
        return same
    if open_ones.filter(from_on__lte=to_on, to_on__gte=from_on).exists():
        raise ValidationError(
            {"from_on": ValidationError(_("There is a leave in these days already."), code="overlap")}
        )
    leave = Leave.objects.create(placement=placement, kind=kind, from_on=from_on, to_on=to_on, words=words)
    transitions.begin(leave, by=by)
    notifications.tell_holders(
        placement, "supervise_placement", "leave_requested", path=leave.get_absolute_url(), week=from_on.isoformat()
    )
    return leave


@transaction.atomic
def move_leave(leave, action, *, by, reason=""):
    if move(leave, action, by=by, reason=reason) and action != "withdraw":
        notifications.tell_student(leave.placement, "request_answered", path=leave.get_absolute_url())


@transaction.atomic
def request_early_end(placement, *, by, kind, last_on, words):
    """Ask to end early; one open request at a time, a second one finds the first."""
    _check(placement, by)
    found = placement.early_ends.filter(state=RequestState.REQUESTED).first()
    if found:
        return found
    if not last_on <= placement.ends_on:
        raise ValidationError({"last_on": ValidationError(_("The internship ends before this day."), code="late")})
    early_end = EarlyEnd.objects.create(placement=placement, kind=kind, last_on=last_on, words=words)
    transitions.begin(early_end, by=by)
    notifications.tell_holders(placement, "follow_incident", "early_end_requested", path=early_end.get_absolute_url())
    return early_end


@transaction.atomic
def move_early_end(early_end, action, *, by, reason=""):
    """Answer or withdraw. Granting ends the placement."""
    if not move(early_end, action, by=by, reason=reason):
        return
    if action == "grant":
        words = f"{early_end.get_kind_display()}: {early_end.words}"
        terminate(early_end.placement, by=by, reason=words, last_on=early_end.last_on)
    if action != "withdraw":
        notifications.tell_student(early_end.placement, "request_answered", path=early_end.get_absolute_url())
