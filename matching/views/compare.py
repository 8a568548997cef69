"""Candidates side by side, and the reasons of one who has not applied."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from marketplace import privacy
from matching import comparison, others
from recruitment.models import Position


@login_required
@require_GET
def compare(request, pk):
    position = get_object_or_404(Position.objects.managed_by(request.user).only("title", "city"), pk=pk)
    keys = list(dict.fromkeys(request.GET.getlist("c")))
    context = {"position": position, "most": comparison.MOST, "chosen": len(keys)}
    if len(keys) <= comparison.MOST:
        found = comparison.compare(position, request.user, keys)
        seen = [(position, column.application.student_id) for column in found.columns if column.application]
        privacy.look(request.user, seen, what="candidate", memberships=request.memberships)
        context["comparison"] = found if len(found.columns) >= comparison.FEWEST else None
    return render(request, "matching/compare.html", context)


@login_required
@require_GET
def candidate(request, pk, pseudonym):
    """Why somebody who has not applied stands in the list, without saying who it is."""
    position = get_object_or_404(Position.objects.managed_by(request.user).select_related("enterprise"), pk=pk)
    found = others.of(position).named({pseudonym})
    if not found:
        raise Http404
    return render(request, "matching/candidate.html", {"position": position, "card": found[0]})
