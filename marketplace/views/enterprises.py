from allauth.account.forms import ResetPasswordForm
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from marketplace import policy, services, transitions
from marketplace.forms import EnterpriseForm, EnterpriseRegistrationForm, InspectionForm, ReasonForm
from marketplace.models import Enterprise
from marketplace.once import once
from marketplace.states import EnterpriseState


@require_GET
def enterprise_list(request):
    """The verified enterprises; whoever verifies also sees the others and may filter by state."""
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = visible(request.user).filter(
        state__in=[state] if state in EnterpriseState.values else EnterpriseState.values
    )
    if words:
        found = found.filter(Q(name__icontains=words) | Q(name_en__icontains=words) | Q(city__icontains=words))
    page = Paginator(found, 24).get_page(request.GET.get("page"))
    states = EnterpriseState.choices if _verifies(request) else []
    context = {"page": page, "words": words, "state": state, "states": states}
    return render(request, "marketplace/enterprise_list.html", context)


@require_GET
def enterprise_detail(request, pk):
    enterprise = get_object_or_404(visible(request.user).prefetch_related("sites", "inspections__by"), pk=pk)
    return _detail(request, enterprise, ReasonForm())


@login_required
@require_POST
def enterprise_move(request, pk, action):
    enterprise = get_object_or_404(visible(request.user), pk=pk)
    if action not in enterprise.MOVES:
        raise Http404
    form = ReasonForm(request.POST)
    try:
        form.is_valid()
        services.move_enterprise(enterprise, action, by=request.user, reason=form.cleaned_data.get("reason", ""))
    except ValidationError as error:
        form.add_error("reason", error)
        return _detail(request, enterprise, form, status=409 if error.code == "wrong_state" else 422)
    return redirect(enterprise)


@login_required
def enterprise_edit(request, pk):
    enterprise = get_object_or_404(policy.visible(Enterprise.objects.all(), request.user, "change_enterprise"), pk=pk)
    form = EnterpriseForm(request.POST or None, instance=enterprise)
    if request.method == "POST" and form.is_valid():
        services.change_enterprise(enterprise, by=request.user, **form.cleaned_data)
        return redirect(enterprise)
    status = 422 if request.method == "POST" else 200
    return render(request, "marketplace/enterprise_edit.html", {"form": form, "enterprise": enterprise}, status=status)


@login_required
@once
def enterprise_inspect(request, pk):
    """The report of an on-site inspection, without which no position of the enterprise may be published."""
    enterprise = get_object_or_404(visible(request.user), pk=pk)
    if not services.may_inspect(request.user):
        raise PermissionDenied
    form = InspectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.record_inspection(enterprise, by=request.user, **form.cleaned_data)
        return redirect(enterprise)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "marketplace/enterprise_inspect.html", {"form": form, "enterprise": enterprise}, status=status
    )


def enterprise_register(request):
    form = EnterpriseRegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, person = services.register_enterprise(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _send_password_letter(request, person)
            return render(request, "marketplace/enterprise_registered.html", {"email": person.email})
    status = 422 if request.method == "POST" else 200
    return render(request, "marketplace/enterprise_register.html", {"form": form}, status=status)


def visible(user):
    """Verified enterprises for everyone, and those granted to `user` in any state."""
    granted = policy.visible(Enterprise.objects.all(), user, "view_enterprise")
    return Enterprise.objects.filter(Q(state=EnterpriseState.VERIFIED) | Q(pk__in=granted.values("pk")))


def _verifies(request):
    return request.user.is_authenticated and any(m.role == "operator" for m in request.memberships)


def _detail(request, enterprise, form, status=200):
    [(_, moves)] = transitions.available([enterprise], request.user)
    context = {
        "enterprise": enterprise,
        "moves": moves,
        "form": form,
        "may_change": request.user.is_authenticated and request.user.has_perm("change_enterprise", enterprise),
        "history": transitions.history(enterprise) if moves else [],
        "may_inspect": services.may_inspect(request.user),
    }
    return render(request, "marketplace/enterprise_detail.html", context, status=status)


def _send_password_letter(request, person):
    form = ResetPasswordForm({"email": person.email})
    if form.is_valid():
        form.save(request)
