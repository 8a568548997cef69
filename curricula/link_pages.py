"""The page behind a ballot's action link: a member from an enterprise votes on a phone, without an account."""

from django.shortcuts import redirect
from django.urls import reverse

from curricula.models import Ballot
from curricula.views.ballots import voting
from marketplace import links
from marketplace.transitions import Via


@links.page(Ballot)
def ballot(request, link):
    def done():
        links.used(link, "cast")
        return redirect(reverse("marketplace:link_open", args=[request.resolver_match.kwargs["token"]]))

    found = Ballot.objects.with_proposal().get(pk=link.object_id)
    return voting(request, found, by=link.holder, via=Via.LINK, done=done, link=link)
