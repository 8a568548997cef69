"""A placement from the accepted offer to its last day."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from internships import law, notifications
from internships.models import InternshipPlan, Placement
from internships.services.agreements import ask_consent, write_agreement
from internships.services.gates import open_gates
from internships.services.logs import drop_drafts, open_week
from internships.services.plans import add_partner
from internships.states import PlacementState
from marketplace import policy, transitions
from marketplace.law import releases, store
from marketplace.law.check import Override, unresolved
from marketplace.organisations import group_for
from marketplace.states import Role
from recruitment.services.moves import move


@transaction.atomic
def arrange(application, *, offer, by):
    """Make the placement of an accepted offer, in the plan that fits; a second time finds the first one.

    Without a fitting plan it stays a draft, on the list of the internship office.
    """
    found = Placement.objects.filter(application=application).first()
    if found:
        return found
    student, position = application.student, application.position
    placement = Placement.objects.create(
        application=application, student=student, enterprise=position.enterprise, position=position,
        supervisor=student.supervisor, mentor=offer.mentor, kind=position.kind,
        starts_on=offer.starts_on, ends_on=offer.ends_on, pay_cny_per_month=offer.pay_cny_per_month,
        region=position.region, city=position.city, address=position.site.address if position.site else "",
    )  # fmt: skip
    policy.sync(placement)
    transitions.begin(placement, by=by)
    plan = InternshipPlan.objects.fitting(student, starts_on=offer.starts_on, ends_on=offer.ends_on).first()
    if plan:
        _enter(placement, plan, by=by)
    else:
        notifications.tell_holders(placement, "manage_placement", "placement_without_plan")
    return placement


def _enter(placement, plan, *, by):
    """Put a draft into `plan`, by a person who may, or else by rule, and open all its gates."""
    placement.plan = plan
    placement.save(update_fields=["plan"])
    if by.has_perm("manage_placement", placement):
        transitions.perform(placement, "plan", by=by)
    else:
        transitions.perform(placement, "join", by=None)
    add_partner(plan, placement.enterprise, by=by)
    write_agreement(placement, by=by)
    open_gates(placement, by=by)
    if placement.is_minor:
        ask_consent(placement, by=by)
    notifications.tell_student(placement, "placement_planned")


@transaction.atomic
def assign_plan(placement, plan, *, by):
    """Put a placement for which no plan was found into one. Raises ValidationError (code school, wrong_state)."""
    if not by.has_perm("manage_placement", placement):
        raise PermissionDenied
    row = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    if row.state != PlacementState.DRAFT:
        if row.plan_id == plan.pk:
            return
        raise ValidationError(_("This is no longer possible."), code="wrong_state")
    if plan.school_id != placement.school.pk:
        raise ValidationError(_("This plan belongs to another school."), code="school")
    _enter(placement, plan, by=by)


@transaction.atomic
def change_filing(placement, *, by, **fields):
    """Write what the filing asks: organisation, mode, address, base, number; and the supervisor."""
    if not by.has_perm("manage_placement", placement):
        raise PermissionDenied
    for name, value in fields.items():
        setattr(placement, name, value)
    placement.full_clean(validate_constraints=False, validate_unique=False)
    placement.save(update_fields=list(fields))
    policy.sync(placement)


def start(placement, *, by, overrides=(), at=None):
    """Start as a person, on or after the first day. Raises ValidationError: code early, against_law, wrong_state."""
    if not by.has_perm("manage_placement", placement):
        raise PermissionDenied
    with transaction.atomic():
        at = at or timezone.now()
        if timezone.localdate(at) < placement.starts_on:
            raise ValidationError(_("It begins on %(day)s."), code="early", params={"day": placement.starts_on})
        if placement.state == PlacementState.AGREED:
            law.admit(placement, by=by, overrides=overrides, at=at)
        if move(placement, "start", by=by, at=at):
            _at_work(placement, at)


@transaction.atomic
def clear_law(placement, *, by, overrides, at=None):
    """Give the reasons that soft rules ask for ahead of the first day. Raises as the law does."""
    if not by.has_perm("manage_placement", placement):
        raise PermissionDenied
    law.admit(placement, by=by, overrides=overrides, at=at)


@transaction.atomic
def ask_release(placement, *, by, reasons, at=None):
    """Ask the internship office to let pass what a coordinator may not: `{code: reason}`; twice is once.

    Raises ValidationError (code no_release, reason_required).
    """
    if not by.has_perm("manage_placement", placement):
        raise PermissionDenied
    wanted = [finding for finding in law.releasable(placement, at=at) if finding.code in reasons]
    if not wanted:
        raise ValidationError(_("Nothing here needs a release."), code="no_release")
    askers = group_for(Role.COORDINATOR, placement.student.student_class.department)
    path = reverse("internships:placement_start", args=[placement.pk])
    for finding in wanted:
        told = {"by": by, "reason": reasons[finding.code], "path": path}
        releases.ask(placement, finding, school=placement.school, askers=askers, **told)


def start_due(at=None):
    """Start every signed placement whose day has come and against which the law has nothing; return how many.

    One that is stopped is told to its school, once a day.
    """
    at = at or timezone.now()
    due = Placement.objects.filter(state=PlacementState.AGREED, starts_on__lte=timezone.localdate(at))
    return sum(_begin(placement, at) for placement in due.with_people())


@transaction.atomic
def _begin(placement, at):
    findings = law.check(placement, at=at)
    before = store.kept(placement)
    overrides = [Override(**each) for each in before.overrides if not each.get("school")] if before else []
    overrides += releases.overrides(placement, findings).get(placement.school.pk, [])
    if unresolved(findings, overrides):
        notifications.tell_holders(placement, "manage_placement", "placement_blocked")
        return 0
    store.keep(placement, findings, overrides, by=None, at=at)
    transitions.perform(placement, "begin", by=None, at=at)
    _at_work(placement, at)
    return 1


def _at_work(placement, at):
    placement.started_on = timezone.localdate(at)
    placement.save(update_fields=["started_on"])
    open_week(placement, at=at)
    notifications.tell_student(placement, "placement_started")
    notifications.tell_holders(placement, "supervise_placement", "placement_started")


@transaction.atomic
def complete(placement, *, by, at=None):
    """Close a placement whose last day is over and whose grade is final. Raises ValidationError (code not_yet)."""
    if not by.has_perm("manage_placement", placement):
        raise PermissionDenied
    at = at or timezone.now()
    if placement.state == PlacementState.ACTIVE and not may_complete(placement, at):
        raise ValidationError(_("The last day is not over, or the grade is not final."), code="not_yet")
    if move(placement, "complete", by=by, at=at):
        _completed(placement)


def may_complete(placement, at):
    sheet = getattr(placement, "sheet", None)
    return timezone.localdate(at) > placement.ends_on and bool(sheet) and sheet.state == "final"


def close_due(at=None):
    """Complete what is over and finally graded; return how many."""
    at = at or timezone.now()
    due = Placement.objects.at_work().filter(ends_on__lt=timezone.localdate(at), sheet__state="final")
    return sum(_close(placement, at) for placement in due.with_people())


@transaction.atomic
def _close(placement, at):
    transitions.perform(placement, "close", by=None, at=at)
    _completed(placement)
    return 1


def _completed(placement):
    placement.ended_on = placement.ends_on
    placement.save(update_fields=["ended_on"])
    drop_drafts(placement)
    notifications.tell_student(placement, "placement_completed")


@transaction.atomic
def terminate(placement, *, by, reason, last_on=None, at=None):
    """End early. What still waited for somebody is void; what was written stays."""
    if not move(placement, "terminate", by=by, reason=reason, at=at):
        return
    placement.ended_on = last_on or timezone.localdate(at or timezone.now())
    placement.save(update_fields=["ended_on"])
    _void_the_rest(placement)
    notifications.tell_student(placement, "placement_terminated")
    notifications.tell(placement.mentor, "placement_terminated", placement)


def _void_the_rest(placement):
    waiting = [*placement.insurances.all()]
    waiting += [found for found in (getattr(placement, name, None) for name in ("consent", "safety", "sheet")) if found]
    if agreement := getattr(placement, "agreement", None):
        waiting += [agreement, *agreement.signatures.exclude(state="signed")]
    if sheet := getattr(placement, "sheet", None):
        waiting += sheet.scores.all()
    for obj in waiting:
        if obj.state in obj.MOVES["void"].sources:
            transitions.perform(obj, "void", by=None)
    drop_drafts(placement)
