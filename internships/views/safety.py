"""The safety test: the student takes it, the school sees how it went and may allow another round."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from internships import services
from internships.forms import SafetyForm
from internships.models import Placement, SafetyCheck
from internships.views.answers import attempt, attempt_form
from marketplace.once import once


@login_required
@once
def safety_take(request, pk):
    safety = _visible(request, pk)
    if request.method == "POST":
        return _take(request, safety)
    current = _open_attempt(safety)
    is_student = request.user.has_perm("keep_log", safety.placement)
    return _page(request, safety, SafetyForm(attempt=current) if current and is_student else None)


def _visible(request, pk):
    checks = SafetyCheck.objects.filter(placement__in=Placement.objects.visible_to(request.user))
    safety = get_object_or_404(checks.select_related("placement__plan", "placement__student__user"), pk=pk)
    if not any(request.user.has_perm(codename, safety.placement) for codename in ("keep_log", "manage_placement")):
        raise PermissionDenied
    return safety


def _open_attempt(safety):
    return safety.attempts.filter(finished_at=None).first()


def _take(request, safety):
    """Begin an attempt, or hand in the one that is open."""
    if not request.user.has_perm("keep_log", safety.placement):
        raise PermissionDenied
    current = _open_attempt(safety)
    if not current:
        return attempt(request, lambda: services.begin_attempt(safety, by=request.user), back=safety)
    form = SafetyForm(request.POST, attempt=current)
    status = attempt_form(form, lambda: services.finish_attempt(current, by=request.user, **form.given))
    return _page(request, safety, form, status) if status else redirect(safety)


def _page(request, safety, form, status=200):
    context = {
        "safety": safety, "placement": safety.placement, "attempts": list(safety.attempts.all()), "form": form,
        "is_student": request.user.has_perm("keep_log", safety.placement),
    }  # fmt: skip
    return render(request, "internships/safety_take.html", context, status=status)


@login_required
@require_POST
def safety_allow(request, pk):
    safety = get_object_or_404(SafetyCheck, pk=pk, placement__in=Placement.objects.visible_to(request.user))
    reason = request.POST.get("reason", "")
    return attempt(
        request, lambda: services.allow_attempts(safety, by=request.user, reason=reason),
        back=safety.placement.get_absolute_url(), done=_("Another round is allowed."),
    )  # fmt: skip
