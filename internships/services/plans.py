"""Internship plans: made by the school, confirmed by both sides."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from internships.invitations import invite
from internships.models import Criterion, InternshipPlan, PlanPartner, Rubric
from internships.states import PlanState
from marketplace import policy, transitions
from marketplace.states import Role
from recruitment.services.moves import move

MAKERS = (Role.INTERNSHIP_OFFICE, Role.COORDINATOR)


@transaction.atomic
def create_plan(school, *, by, majors, department=None, **fields):
    """Make a draft plan with an empty rubric. Raises PermissionDenied outside the maker's own school."""
    if not by.memberships.filter(role__in=MAKERS, school=school).exists():
        raise PermissionDenied
    plan = InternshipPlan(school=school, department=department, **fields)
    plan.full_clean(exclude=["majors"])
    plan.save()
    plan.majors.set(majors)
    Rubric.objects.create(plan=plan)
    policy.sync(plan)
    transitions.begin(plan, by=by)
    return plan


def _is_draft(plan):
    """Lock the plan: what is confirmed meanwhile is not changed any more, and what is confirmed was complete."""
    return InternshipPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk).state == PlanState.DRAFT


@transaction.atomic
def change_plan(plan, *, by, majors=None, **fields):
    """Change a draft plan; a confirmed one is opened again first, with a reason. Raises ValidationError."""
    if not by.has_perm("change_internshipplan", plan):
        raise PermissionDenied
    if not _is_draft(plan):
        raise ValidationError(_("A confirmed plan is opened for changes first."), code="confirmed")
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.full_clean(exclude=["majors"])
    plan.save(update_fields=list(fields))
    if majors is not None:
        plan.majors.set(majors)
    policy.sync(plan)


@transaction.atomic
def confirm_plan(plan, *, by, at=None):
    """Sign the plan for the school. Raises ValidationError (code rubric) unless the criteria sum to 100 %."""
    _is_draft(plan)
    total = sum(criterion.weight for criterion in plan.rubric.criteria.all())
    if total != 100:
        raise ValidationError(
            _("The weights of the criteria sum to %(total)s, not to 100."), code="rubric", params={"total": total}
        )
    move(plan, "confirm", by=by, at=at)


@transaction.atomic
def reopen_plan(plan, *, by, reason):
    """Open a confirmed plan for changes. Its enterprises confirm it again afterwards."""
    if move(plan, "reopen", by=by, reason=reason):
        for partner in plan.partners.exclude(state="awaited"):
            transitions.perform(partner, "ask", by=by)


@transaction.atomic
def set_criteria(plan, rows, *, by):
    """Replace the rubric by `rows` of {zh, en, weight, skill, levels}. Raises ValidationError once scores use it."""
    if not by.has_perm("change_internshipplan", plan):
        raise PermissionDenied
    if not _is_draft(plan):
        raise ValidationError(_("A confirmed plan is opened for changes first."), code="confirmed")
    if plan.placements.filter(sheet__scores__rows__isnull=False).exists():
        raise ValidationError(_("Somebody has already scored by this rubric."), code="in_use")
    rubric, _made = Rubric.objects.get_or_create(plan=plan)
    rubric.criteria.all().delete()
    Criterion.objects.bulk_create(Criterion(rubric=rubric, **row) for row in rows)


@transaction.atomic
def add_partner(plan, enterprise, *, by=None):
    """Ask `enterprise` to make this plan together with the school; a second time changes nothing."""
    partner, made = PlanPartner.objects.get_or_create(plan=plan, enterprise=enterprise)
    if made:
        policy.sync(partner)
        transitions.begin(partner, by=by)
        invite(partner, "confirm_planpartner", ["confirm", "decline"], by=by)
    return partner


def confirm_partner(partner, *, by, via=transitions.Via.ACCOUNT, at=None):
    move(partner, "confirm", by=by, via=via, at=at)


def decline_partner(partner, *, by, reason, via=transitions.Via.ACCOUNT):
    move(partner, "decline", by=by, via=via, reason=reason)


@transaction.atomic
def ask_partner(partner, *, by):
    if move(partner, "ask", by=by):
        invite(partner, "confirm_planpartner", ["confirm", "decline"], by=by)
