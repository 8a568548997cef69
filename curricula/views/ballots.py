from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from curricula import display, services
from curricula.forms import VoteForm
from curricula.models import Ballot
from curricula.states import BallotState


@login_required
def ballot_detail(request, pk):
    """What is asked, on what evidence, and the vote of the one member it belongs to."""
    found = Ballot.objects.visible_to(request.user).select_related(
        "proposal__programme__major", "proposal__programme__committee", "proposal__base", "proposal__created_by"
    )
    ballot = get_object_or_404(found, pk=pk)
    form = VoteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.cast(ballot, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                status = 409 if error.code == "wrong_state" else 422
                form.add_error("opinion" if error.code == "opinion_required" else None, error)
                ballot.refresh_from_db()
            else:
                return redirect(ballot)
    context = {
        "ballot": ballot,
        "proposal": ballot.proposal,
        "form": form,
        "is_open": ballot.state == BallotState.OPEN,
        "vote": getattr(ballot, "vote", None),
        "lines": display.change_lines(ballot.proposal.change, ballot.proposal.base),
    }
    return render(request, "curricula/ballot_detail.html", context, status=status)
