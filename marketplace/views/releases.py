"""Releases: what an internship office is asked to let pass, and its answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace import transitions
from marketplace.forms import ReleaseForm
from marketplace.law import check, releases
from marketplace.models import LawRelease


@login_required
@require_GET
def release_list(request):
    """All requests this person asked for or decides on, those that wait first."""
    rows = releases.visible_to(request.user).select_related("school", "asked_by", "decided_by")
    page = Paginator(rows.order_by(F("due_at").asc(nulls_last=True), "-pk"), 25).get_page(request.GET.get("page"))
    return render(request, "marketplace/release_list.html", {"page": page, "releases": page.object_list})


@login_required
def release_detail(request, pk):
    """One request; the internship office answers it here."""
    release = _visible(request, pk)
    form = ReleaseForm(request.POST or None, release=release)
    if request.method != "POST":
        return _page(request, release, form)
    verb = {"grant": _grant, "refuse": _refuse}.get(request.POST.get("action"))
    if verb is None:
        raise Http404
    if not request.user.has_perm("decide_lawrelease", release):
        raise PermissionDenied
    try:
        if not form.is_valid():
            return _page(request, release, form, 422)
        verb(request, release, form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, release, form, 409 if getattr(error, "code", "") == "wrong_state" else 422)
    messages.success(request, _("Your decision is kept, and the other side has been told."))
    return redirect(release)


def _grant(request, release, said):
    releases.grant(release, by=request.user, reason=said["reason"], filing_no=said["filing_no"])


def _refuse(request, release, said):
    releases.refuse(release, by=request.user, reason=said["reason"])


@login_required
@require_POST
def release_withdraw(request, pk):
    release = _visible(request, pk)
    try:
        releases.withdraw(release, by=request.user)
    except ValidationError as error:
        form = ReleaseForm(None, release=release)
        return _page(request, release, form, 409, problem=error)
    return redirect(release)


def _visible(request, pk):
    rows = releases.visible_to(request.user).select_related("school", "asked_by", "decided_by")
    return get_object_or_404(rows, pk=pk)


def _page(request, release, form, status=200, problem=None):
    if status == 409:
        release = LawRelease.objects.select_related("school", "asked_by", "decided_by").get(pk=release.pk)
    [(_, moves)] = transitions.available([release], request.user)
    context = {
        "release": release, "law": check.grouped([release.found]), "form": form, "moves": moves, "problem": problem,
        "finding": release.found,
    }  # fmt: skip
    return render(request, "marketplace/release_detail.html", context, status=status)
