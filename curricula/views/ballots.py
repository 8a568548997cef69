from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render

from curricula import display, services
from curricula.forms import VoteForm
from curricula.models import Ballot
from curricula.states import BallotState
from marketplace.transitions import Via


@login_required
def ballot_detail(request, pk):
    """What is asked, on what evidence, and the vote of the one member it belongs to."""
    ballot = get_object_or_404(Ballot.objects.visible_to(request.user).with_proposal(), pk=pk)
    return voting(request, ballot, by=request.user, done=lambda: redirect(ballot))


def voting(request, ballot, *, by, done, via=Via.ACCOUNT, link=None):
    """Show `ballot` and take the vote of `by`, signed in or by link; `done()` answers a vote that was taken."""
    form, status = VoteForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.cast(ballot, by=by, via=via, **form.cleaned_data)
                return done()
            except ValidationError as error:
                form.add_error("opinion" if error.code == "opinion_required" else None, error)
                status = 409 if error.code == "wrong_state" else 422
                ballot.refresh_from_db(fields=["state"])
    proposal = ballot.proposal
    context = {
        "ballot": ballot,
        "proposal": proposal,
        "form": form,
        "link": link,
        "is_open": ballot.state == BallotState.OPEN,
        "vote": getattr(ballot, "vote", None),
        "lines": display.change_lines(proposal.change, proposal.base),
    }
    template = "curricula/ballot_link.html" if link else "curricula/ballot_detail.html"
    return render(request, template, context, status=status)
