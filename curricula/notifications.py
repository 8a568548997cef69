"""The words of our notices, and who gets them."""

from django.utils.translation import gettext_lazy as _

from marketplace import notices, policy

GROUP = "curricula"

notices.register("proposal_submitted", group=GROUP, text=_("A change of the plan waits for its committee: %(title)s."))
notices.register("proposal_voting", group=GROUP, text=_("Your vote is asked for: %(title)s."))
notices.register("proposal_passed", group=GROUP, text=_("The committee carried the change: %(title)s."))
notices.register("proposal_defeated", group=GROUP, text=_("The committee voted the change down: %(title)s."))
notices.register("proposal_returned", group=GROUP, text=_("The change was returned for revision: %(title)s."))
notices.register("proposal_endorsed", group=GROUP, text=_("A change of the plan waits for final approval: %(title)s."))
notices.register("proposal_rejected", group=GROUP, text=_("The change was rejected: %(title)s."))
notices.register("proposal_withdrawn", group=GROUP, text=_("The change was withdrawn: %(title)s."))
notices.register(
    "proposal_published",
    group=GROUP,
    text=_("The change is published and counts from the entry year %(cohort)s: %(title)s."),
)


def tell_holders(proposal, kind, *codenames, **params):
    """Tell everyone who holds one of `codenames` on the programme."""
    people = {user.pk: user for codename in codenames for user in policy.holders(proposal, codename)}
    notices.send(people.values(), kind, path=proposal.get_absolute_url(), title=proposal.title, **params)


def tell_voters(ballots):
    for ballot in ballots:
        notices.send(ballot.user, "proposal_voting", path=ballot.get_absolute_url(), title=ballot.proposal.title)
