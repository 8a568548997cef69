"""Inviting candidates, and what the invited may answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching import others, services
from matching.models import Invitation
from recruitment.models import Position


@login_required
@require_POST
def invite(request, pk):
    """Invite the candidate behind a pseudonym."""
    position = get_object_or_404(Position.objects.managed_by(request.user), pk=pk)
    found = others.of(position).named({request.POST.get("candidate", "")})
    if not found:
        raise Http404
    try:
        services.invite(position, found[0].score.student, by=request.user)
        messages.success(request, _("%(name)s is invited, and you hear who it is if they apply.") % {
            "name": found[0].pseudonym
        })  # fmt: skip
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("matching:for_position", pk)


@login_required
@require_POST
def decline(request, pk):
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        services.decline_invitation(invitation, by=request.user)
        messages.success(request, _("You have declined. The enterprise does not learn who you are."))
    except ValidationError:
        messages.info(request, _("This invitation is answered already, or its time is over."))
    return redirect("matching:for_student")
