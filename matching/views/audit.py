"""The fairness audit for leadership: counts of groups, never people."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from marketplace.states import Role
from matching.outcomes import exports, groups, tables


@login_required
@require_GET
def audit(request):
    found, by = tables.audits(_schools(request)), request.GET.get("by", "")
    by = by if by in found else next(iter(found))
    tabs = [
        {"label": label, "url": f"{reverse('matching:audit')}?by={name}", "current": name == by}
        for name, (label, _groups) in groups.ATTRIBUTES.items()
    ]
    is_empty = all(each.is_empty for each in found.values())
    context = {"audit": found[by], "tabs": tabs, "is_empty": is_empty, "fewest": groups.FEWEST}
    return render(request, "matching/audit.html", context)


@login_required
@require_GET
def audit_export(request):
    content = exports.audit_csv(tables.audits(_schools(request)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate().isoformat()}.csv"'
    return response


def _schools(request):
    """The schools whose leadership is signed in; 404 for everybody else."""
    found = [each.school_id for each in request.memberships if each.role == Role.LEADERSHIP]
    if not found:
        raise Http404
    return found
