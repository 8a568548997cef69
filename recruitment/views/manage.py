"""What HR does with positions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace.law import check, store
from marketplace.models import User
from marketplace.once import once
from marketplace.states import Role
from recruitment import facts, services
from recruitment.forms import PositionForm, StandardFormSet, reasons_from, show, standard_initial
from recruitment.models import Position
from recruitment.states import PENDING, ApplicationState, PositionState
from recruitment.views.positions import hr_enterprise

PER_PAGE = 25


@login_required
@require_GET
def position_manage(request):
    hr_enterprise(request)
    ours = Position.objects.managed_by(request.user)
    state = request.GET.get("state", "")
    counts = dict(ours.order_by().values_list("state").annotate(Count("pk")))
    shown = ours.filter(state=state) if state in PositionState.values else ours
    new = Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED))
    pending = Count("applications", filter=Q(applications__state__in=PENDING))
    taken = Count("applications", filter=Q(applications__state=ApplicationState.ACCEPTED))
    rows = shown.select_related("enterprise").annotate(new=new, pending=pending, taken=taken)
    tabs = [{"label": _("All"), "url": "?", "count": sum(counts.values()), "current": shown is ours}]
    tabs += [
        {"label": label, "url": f"?state={code}", "count": counts.get(code, 0), "current": state == code}
        for code, label in PositionState.choices
    ]
    page = Paginator(rows.order_by("-new", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "recruitment/position_manage.html", {"page": page, "tabs": tabs})


@login_required
@once
def position_create(request):
    enterprise = hr_enterprise(request)
    form, rows = _forms(request, Position(enterprise=enterprise), [])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and rows.is_valid():
            try:
                position = services.create_position(enterprise, by=request.user, standard=rows.standard, **form.values)
            except ValidationError as error:
                status = show(form, error)
            else:
                return _saved(request, position)
    return _page(request, form, rows, status)


@login_required
def position_edit(request, pk):
    position = ours(request, pk)
    form, rows = _forms(request, position, standard_initial(position))
    status, asked = 200, ()
    if request.method == "POST":
        status = 422
        if form.is_valid() and rows.is_valid():
            fresh = ours(request, pk)
            try:
                services.change_position(
                    fresh, by=request.user, standard=rows.standard, reasons=reasons_from(request.POST), **form.values
                )
            except ValidationError as error:
                status = show(form, error)
                asked = asked_by(error, request.POST)
            else:
                return _saved(request, fresh)
    return _page(request, form, rows, status, asked)


@login_required
@require_POST
def position_law(request):
    """What the law says about the form as it stands, valid or not."""
    enterprise = hr_enterprise(request)
    pk = request.GET.get("position", "")
    position = ours(request, int(pk)) if pk.isdecimal() and len(pk) < 19 else Position(enterprise=enterprise)
    form = PositionForm(request.POST, instance=position, enterprise=position.enterprise, mentors=User.objects.none())
    form.is_valid()
    return render(request, "marketplace/_law_findings.html", {"law": check.grouped(_findings(form))})


@login_required
@require_POST
def position_move(request, pk, action):
    position = get_object_or_404(Position.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    if action != "close":
        raise Http404
    try:
        services.close(position, by=request.user)
        messages.success(request, _("The position takes no more applications."))
    except ValidationError as error:
        return render(request, "recruitment/conflict.html", {"error": error, "object": position}, status=409)
    return redirect(position)


def ours(request, pk):
    """The position if the person may change it: 404 for those who may not see it, 403 for those who only may."""
    position = get_object_or_404(Position.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    if not request.user.has_perm("change_position", position):
        raise PermissionDenied
    return position


def _forms(request, position, initial):
    enterprise = position.enterprise
    mentors = User.objects.filter(memberships__role=Role.MENTOR, memberships__enterprise=enterprise).distinct()
    data = request.POST if request.method == "POST" else None
    form = PositionForm(data, instance=position, enterprise=enterprise, mentors=mentors.order_by("name"))
    return form, StandardFormSet(data, initial=initial, prefix="standard")


def _page(request, form, rows, status, asked=()):
    law = check.grouped(_findings(form))
    context = {"form": form, "rows": rows, "law": law, "position": form.instance, "asked": asked}
    return render(request, "recruitment/position_form.html", context, status=status)


def _findings(form):
    """The law on what is in the form; of an unanswered form, on the stored position."""
    position, majors = form.instance, None
    if form.is_bound:
        majors = [major.code for major in form.cleaned_data.get("majors", ())]
    elif position.pk is None:
        majors = ()
    return check.evaluate(facts.of_position(position, major_codes=majors), store.all_rules(), on=timezone.localdate())


def asked_by(error, data):
    """The findings that want a reason, with what was typed already."""
    findings = (error.params or {}).get("findings", ()) if error.code == "law_reasons" else ()
    return [(one, data.get(f"reason-{one.code}", ""), data.get(f"filing-{one.code}", "")) for one in findings]


def _saved(request, position):
    messages.success(request, _("Saved."))
    return redirect(position)
