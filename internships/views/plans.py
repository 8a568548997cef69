"""Internship plans of a school, and the enterprise's word about one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from internships import services
from internships.forms import PlanForm, criterion_formset
from internships.models import InternshipPlan, PlanPartner
from internships.states import PlacementState
from internships.views.answers import attempt, attempt_form, posted, story
from marketplace import permissions, transitions
from marketplace.once import once
from marketplace.states import Role

MAKERS = {Role.INTERNSHIP_OFFICE, Role.COORDINATOR}


@login_required
@require_GET
def plan_list(request):
    visible = InternshipPlan.objects.visible_to(request.user).select_related("department")
    rows = visible.annotate(count=Count("placements", distinct=True)).prefetch_related("majors")
    page = Paginator(rows.order_by("-starts_on", "name", "pk"), 25).get_page(request.GET.get("page"))
    return render(request, "internships/plan_list.html", {"page": page, "may_make": bool(_school(request))})


def _school(request):
    found = (m for m in request.memberships if m.role in MAKERS and m.school_id)
    return next((membership.school for membership in found), None)


@login_required
@once
def plan_new(request):
    school = _school(request)
    if not school:
        raise PermissionDenied
    form, status = PlanForm(posted(request), school=school), 200
    if request.method == "POST":
        made = []
        status = attempt_form(form, lambda: made.append(services.create_plan(school, by=request.user, **form.values)))
        if not status:
            return redirect("internships:plan_criteria", made[0].pk)
    return render(request, "internships/plan_form.html", {"form": form, "title": _("New plan")}, status=status)


def _visible(request, pk):
    return get_object_or_404(
        InternshipPlan.objects.visible_to(request.user).select_related("school", "department"), pk=pk
    )


@login_required
@require_GET
def plan_detail(request, pk):
    plan = _visible(request, pk)
    may = permissions.of(request.user, [plan])
    [(_plan, moves)] = transitions.available([plan], request.user, may)
    context = {
        "plan": plan, "moves": moves, "partners": plan.partners.select_related("enterprise"),
        "counts": _counts(plan), "bars": bars(plan),
        "may_change": may("change_internshipplan", plan) and plan.state == "draft",
        "history": story(plan),
    }  # fmt: skip
    return render(request, "internships/plan_detail.html", context)


def _counts(plan):
    rows = plan.placements.order_by("state").values("state").annotate(n=Count("pk"))
    return [{**row, "label": PlacementState(row["state"]).label} for row in rows]


def bars(plan):
    """The rubric as bars: its criteria and their weights."""
    rubric = getattr(plan, "rubric", None)
    rows = rubric.criteria.select_related("skill") if rubric else []
    return [{"label": str(row), "value": row.weight, "share": row.weight} for row in rows]


def _changeable(request, pk):
    plan = _visible(request, pk)
    if not request.user.has_perm("change_internshipplan", plan):
        raise PermissionDenied
    return plan


@login_required
def plan_edit(request, pk):
    plan = _changeable(request, pk)
    form, status = PlanForm(posted(request), instance=plan, school=plan.school), 200
    if request.method == "POST":
        status = attempt_form(form, lambda: services.change_plan(plan, by=request.user, **form.values))
        if not status:
            return redirect(plan)
    return render(
        request, "internships/plan_form.html", {"form": form, "plan": plan, "title": plan.name}, status=status
    )


@login_required
def plan_criteria(request, pk):
    plan = _changeable(request, pk)
    rows, status = criterion_formset(posted(request), plan=plan), 200
    if request.method == "POST":
        status = 422
        if rows.is_valid():
            return attempt(request, lambda: services.set_criteria(plan, rows.rows(), by=request.user), back=plan)
    return render(request, "internships/plan_criteria.html", {"plan": plan, "rows": rows}, status=status)


@login_required
@require_POST
def plan_move(request, pk, action):
    plan = _visible(request, pk)
    verbs = {
        "confirm": lambda: services.confirm_plan(plan, by=request.user),
        "reopen": lambda: services.reopen_plan(plan, by=request.user, reason=request.POST.get("reason", "")),
    }
    if action not in verbs:
        raise Http404
    return attempt(request, verbs[action], back=plan)


@login_required
def partner_detail(request, pk):
    partner = get_object_or_404(
        PlanPartner.objects.visible_to(request.user).select_related("plan__school", "enterprise"), pk=pk
    )
    if request.method == "POST":
        return attempt(request, lambda: answer_plan(partner, request.POST, by=request.user), back=partner)
    [(_partner, moves)] = transitions.available([partner], request.user)
    context = {"partner": partner, "plan": partner.plan, "moves": moves, "bars": bars(partner.plan)}
    return render(request, "internships/partner_detail.html", context)


def answer_plan(partner, data, *, by, via="account"):
    """Confirm, decline or ask again, as the button says."""
    if "decline" in data:
        services.decline_partner(partner, by=by, reason=data.get("reason", ""), via=via)
    elif "ask" in data:
        services.ask_partner(partner, by=by)
    else:
        services.confirm_partner(partner, by=by, via=via)
