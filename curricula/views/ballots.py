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
    if request.method != "POST":
        return _page(request, ballot, form)
    if not form.is_valid():
        return _page(request, ballot, form, status=422)
    try:
        services.cast(ballot, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("opinion" if error.code == "opinion_required" else None, error)
        ballot.refresh_from_db(fields=["state"])
        return _page(request, ballot, form, status=409 if error.code == "wrong_state" else 422)
    return redirect(ballot)


def _page(request, ballot, form, status=200):
    proposal = ballot.proposal
    context = {
        "ballot": ballot,
        "proposal": proposal,
        "form": form,
        "is_open": ballot.state == BallotState.OPEN,
        "vote": getattr(ballot, "vote", None),
        "lines": display.change_lines(proposal.change, proposal.base),
    }
    return render(request, "curricula/ballot_detail.html", context, status=status)
