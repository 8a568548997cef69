"""Placements: lists, the page of one with its gates, and what the school does with it."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from internships import gates, services
from internships.forms import FilingForm, GuardianForm, PlanChoiceForm
from internships.models import Incident, Placement
from internships.states import BEFORE_START, P
from internships.views.answers import attempt, attempt_form, posted
from internships.views.detail import find, page_of
from internships.views.looks import seen, seen_rows
from internships.views.rows import placement_rows
from marketplace import policy
from marketplace.compiled import compiled
from marketplace.once import once
from marketplace.states import Role

PER_PAGE = 25
TABS = {"before": BEFORE_START, "work": {P.ACTIVE}, "over": {P.COMPLETED, P.TERMINATED}}


@login_required
@require_GET
def placement_list(request):
    visible = Placement.objects.visible_to(request.user)
    order = _order(request.user)
    if len(order) == 1 and any(membership.role == Role.STUDENT for membership in request.memberships):
        return redirect("internships:placement_detail", pk=order[0][0])
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else ""
    words = request.GET.get("q", "").strip()[:80]
    found = set(visible.called(words).order_by().values_list("pk", flat=True)) if words else None
    wanted = [pk for pk, state in order if (not tab or state in TABS[tab]) and (found is None or pk in found)]
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    rows = placement_rows(list(page))
    seen_rows(request, rows, Placement, "placement_list")
    tabs = _tabs(Counter(state for _pk, state in order), tab)
    context = {"page": page, "rows": rows, "tabs": tabs, "words": words, "tab": tab}
    return render(request, "internships/placement_list.html", context)


@compiled
def _order(user):
    """Of all, without what is shown of them: so nothing is counted."""
    return Placement.objects.visible_to(user).values_list("pk", "state")


def _tabs(counts, tab):
    labels = {
        "": pgettext("placements", "All"), "before": pgettext("placements", "Before the start"),
        "work": pgettext("placements", "At work"), "over": pgettext("placements", "Over"),
    }  # fmt: skip
    return [
        {
            "label": label, "url": f"?tab={code}", "current": code == tab,
            "count": sum(n for state, n in counts.items() if not code or state in TABS[code]),
        }
        for code, label in labels.items()
    ]  # fmt: skip


@login_required
@require_GET
def placement_detail(request, pk):
    placement, may = find(request.user, pk)
    seen(request, placement, placement, "placement")
    context = page_of(placement, request.user, may, with_gates="gates" in request.GET)
    return render(request, "internships/placement_detail.html", context)


@login_required
@require_GET
def gate_list(request):
    """Exceptions only: placements before their start with something missing, the nearest first day on top."""
    managed = Placement.objects.managed_by(request.user).filter(state__in=BEFORE_START)
    rows = gates.with_gates(managed.order_by("starts_on", "pk"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    placements = [{"placement": placement, "missing": gates.missing(placement)} for placement in page]
    return render(request, "internships/gate_list.html", {"page": page, "rows": placements})


def managed(request, pk):
    """The visible placement that this person may manage: 404 for who does not see it, 403 for who only sees it."""
    placement = get_object_or_404(Placement.objects.visible_to(request.user).with_people(), pk=pk)
    if not request.user.has_perm("manage_placement", placement):
        raise PermissionDenied
    return placement


@login_required
@require_POST
def placement_complete(request, pk):
    placement = managed(request, pk)
    return attempt(request, lambda: services.complete(placement, by=request.user), back=placement, done=_("Completed."))


@login_required
@require_POST
def placement_terminate(request, pk):
    placement = managed(request, pk)
    reason = request.POST.get("reason", "")
    return attempt(
        request,
        lambda: services.terminate(placement, by=request.user, reason=reason),
        back=placement,
        done=_("The internship was ended."),
    )


@login_required
def placement_plan(request, pk):
    placement = managed(request, pk)
    form = PlanChoiceForm(posted(request), placement=placement, user=request.user)
    status = 200
    if request.method == "POST":
        status = attempt_form(form, lambda: services.assign_plan(placement, form.cleaned_data["plan"], by=request.user))
        if not status:
            return redirect(placement)
    context = {"placement": placement, "form": form, "title": _("Put into a plan"), "button": _("Put into this plan")}
    return render(request, "internships/form.html", context, status=status)


@login_required
def placement_filing(request, pk):
    placement = managed(request, pk)
    form = FilingForm(posted(request), instance=placement)
    status = 200
    if request.method == "POST":
        status = attempt_form(form, lambda: services.change_filing(placement, by=request.user, **form.cleaned_data))
        if not status:
            return redirect(placement)
    context = {"placement": placement, "form": form, "title": _("Details for the filing"), "button": _("Save")}
    return render(request, "internships/form.html", context, status=status)


@login_required
@once
def guardian_name(request, pk):
    placement = managed(request, pk)
    form = GuardianForm(posted(request))
    status = 200
    if request.method == "POST":
        status = attempt_form(form, lambda: services.name_guardian(placement, by=request.user, **form.cleaned_data))
        if not status:
            return redirect(placement)
    context = {"placement": placement, "form": form, "title": _("Name the guardian"), "button": _("Send the link")}
    return render(request, "internships/form.html", context, status=status)


@login_required
@require_GET
def event_list(request):
    """What students reported and asked, open things first."""
    held = policy.held(Incident.objects.open_first(), request.user, "handle_incident")
    incidents = held.select_related("placement__student__user", "placement__enterprise")
    page = Paginator(incidents, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "internships/event_list.html", {"page": page})
