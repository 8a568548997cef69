"""The start of a placement: what the law says today, the reasons it wants, and what the office has to release."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from internships import law, services
from internships.views.answers import attempt
from internships.views.placements import managed
from marketplace.law import releases
from marketplace.law.check import Override, grouped, unresolved
from marketplace.models import LawRelease


@login_required
def placement_start(request, pk):
    """What the law says today; where it only warns, a reason each."""
    placement = managed(request, pk)
    findings = law.check(placement)
    still = unresolved(findings, releases.overrides(placement, findings).get(placement.school.pk, []))
    soft = [finding for finding in still if _role_for(request, finding)]
    if request.method == "POST":
        early = timezone.localdate() < placement.starts_on
        verb = services.clear_law if early else services.start
        done = _("The reasons are kept.") if early else _("The internship has begun.")
        reasons = [_reason(request, finding) for finding in soft]
        return attempt(request, lambda: verb(placement, by=request.user, overrides=reasons), back=placement, done=done)
    wanted = [finding for finding in law.releasable(placement, findings=still) if finding not in soft]
    context = {
        "placement": placement, "law": grouped(findings), "soft": soft,
        "hard": [finding for finding in still if finding not in soft and finding not in wanted],
        "is_early": timezone.localdate() < placement.starts_on, **_releases(placement, wanted),
    }  # fmt: skip
    return render(request, "internships/placement_start.html", context)


def _releases(placement, wanted):
    known = list(LawRelease.objects.about(placement).select_related("school", "asked_by", "decided_by")[:40])
    pending = {release.code for release in known if release.state == "pending"}
    to_ask = [finding for finding in wanted if finding.code not in pending]
    schools = [(placement.school, True)] if to_ask else []
    return {
        "releases": known, "waits": wanted, "to_release": [(finding, "") for finding in to_ask],
        "release_schools": schools,
    }  # fmt: skip


@login_required
@require_POST
def placement_release(request, pk):
    """Ask the internship office for what a coordinator may not let pass."""
    placement = managed(request, pk)
    reasons = {
        name.removeprefix("reason-"): text[:1000] for name, text in request.POST.items() if name.startswith("reason-")
    }
    done = _("The internship office has been asked. You will hear as soon as it has decided.")
    ask = services.ask_release
    return attempt(request, lambda: ask(placement, by=request.user, reasons=reasons), back=placement, done=done)


def _role_for(request, finding):
    """The role in which this person may let `finding` pass; None where nobody, or only somebody else, may."""
    mine = {membership.role for membership in request.memberships}
    return next((role for role in finding.override_roles if role in mine), None) if finding.is_open else None


def _reason(request, finding):
    return Override(
        code=finding.code, role=_role_for(request, finding), reason=request.POST.get(f"reason-{finding.code}", ""),
        filing_no=request.POST.get(f"filing-{finding.code}", ""),
    )  # fmt: skip
