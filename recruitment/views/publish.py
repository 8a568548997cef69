"""Publishing a position: what the law says, the reasons it wants, and the releases to ask schools for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.law import check, store
from marketplace.models import LawRelease
from marketplace.states import ReleaseState, Role
from recruitment import facts, services
from recruitment.forms import reasons_from
from recruitment.states import PositionState
from recruitment.views.manage import asked_by, ours


@login_required
def position_publish(request, pk):
    """What the law says; the reasons it wants; then the position is open."""
    position = ours(request, pk)
    if request.method != "POST":
        return _page(request, position)
    verb = services.reopen if position.state == PositionState.CLOSED else services.publish
    try:
        verb(position, by=request.user, reasons=reasons_from(request.POST))
    except ValidationError as error:
        return _page(request, position, error)
    messages.success(request, _("The position is open: students can apply."))
    return redirect(position)


@login_required
@require_POST
def position_release(request, pk):
    """Ask schools to release what HR may not answer itself."""
    position = ours(request, pk)
    concerned = services.schools_of(position)
    chosen = set(request.POST.getlist("school"))
    schools = [school for school in concerned if str(school.pk) in chosen]
    try:
        services.ask_release(position, by=request.user, schools=schools, reasons=reasons_from(request.POST))
    except ValidationError as error:
        return _page(request, position, error)
    messages.success(request, _("The internship office has been asked. You will hear as soon as it has decided."))
    return redirect("recruitment:position_publish", position.pk)


def _page(request, position, problem=None):
    found = check.evaluate(facts.of_position(position), store.all_rules(), on=timezone.localdate())
    asked = asked_by(problem, request.POST) if problem and problem.code == "law_reasons" else ()
    wanted = check.releasable(found, Role.HR)
    open_to = services.covering(position, wanted)
    context = {
        "position": position, "law": check.grouped(found), "problem": problem,
        "asked": asked or [(finding, "", "") for finding in check.answerable(found, Role.HR)],
        "is_blocked": bool(check.barred(found, Role.HR)), "waits": bool(wanted) and not open_to,
        **_releases(request, position, wanted, problem),
    }  # fmt: skip
    status = 200 if problem is None else 409 if problem.code == "wrong_state" else 422
    return render(request, "recruitment/position_publish.html", context, status=status)


def _releases(request, position, wanted, problem):
    """What was asked of whom, and which schools can still be asked for what."""
    known = list(LawRelease.objects.about(position).select_related("school", "asked_by", "decided_by")[:40])
    waiting = {(each.school_id, each.code) for each in known if each.state == ReleaseState.PENDING}
    granted = {(each.school_id, each.code) for each in known if each.state == ReleaseState.APPROVED}
    schools = [
        school
        for school in (services.schools_of(position) if wanted else ())
        if any((school.pk, finding.code) not in waiting | granted for finding in wanted)
    ]
    typed = request.POST if problem else {}
    chosen = set(request.POST.getlist("school")) if problem else {str(school.pk) for school in schools}
    return {
        "releases": known, "release_schools": [(school, str(school.pk) in chosen) for school in schools],
        "to_release": [(finding, typed.get(f"reason-{finding.code}", "")) for finding in wanted],
    }  # fmt: skip
