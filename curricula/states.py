"""The states of plans, proposals and ballots, and who may move them; the codes of courses and coverage."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.states import Move


class VersionState(TextChoices):
    DRAFT = "draft", pgettext_lazy("programme version", "draft")
    PUBLISHED = "published", pgettext_lazy("programme version", "in force")
    RETIRED = "retired", pgettext_lazy("programme version", "retired")


V = VersionState

# A version that a proposal publishes is created published; "adopt" takes over the plan a school already has.
VERSION_MOVES = {
    "adopt": Move(frozenset({V.DRAFT}), V.PUBLISHED, "review_programme", _("Put in force"), tone="primary"),
    "discard": Move(frozenset({V.DRAFT}), V.RETIRED, "propose_programme", _("Set aside"), tone="danger"),
    "replace": Move(frozenset({V.PUBLISHED}), V.RETIRED, "", _("Replaced for the same cohort"), by_clock=True),
}


class ProposalState(TextChoices):
    DRAFT = "draft", pgettext_lazy("proposal", "draft")
    SUBMITTED = "submitted", pgettext_lazy("proposal", "submitted")
    COMMITTEE = "committee", pgettext_lazy("proposal", "in the committee")
    ACADEMIC_AFFAIRS = "academic_affairs", pgettext_lazy("proposal", "at academic affairs")
    FINAL_APPROVAL = "final_approval", pgettext_lazy("proposal", "for final approval")
    PUBLISHED = "published", pgettext_lazy("proposal", "published")
    RETURNED = "returned", pgettext_lazy("proposal", "returned for revision")
    REJECTED = "rejected", pgettext_lazy("proposal", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")


P = ProposalState
EDITABLE = frozenset({P.DRAFT, P.RETURNED})
UNDER_WAY = frozenset({P.SUBMITTED, P.COMMITTEE, P.ACADEMIC_AFFAIRS, P.FINAL_APPROVAL})
WITHDRAWABLE = EDITABLE | UNDER_WAY - {P.FINAL_APPROVAL}
FINAL = frozenset({P.PUBLISHED, P.REJECTED, P.WITHDRAWN})

# What the committee decides has no holder: only the count of its votes makes these moves.
PROPOSAL_MOVES = {
    "submit": Move(EDITABLE, P.SUBMITTED, "propose_programme", _("Submit"), awaited=True, due_days=30, tone="primary"),
    "convene": Move(
        frozenset({P.SUBMITTED}),
        P.COMMITTEE,
        "convene_programme",
        _("Open the vote"),
        awaited=True,
        due_days=5,
        tone="primary",
    ),
    "pass": Move(frozenset({P.COMMITTEE}), P.ACADEMIC_AFFAIRS, "", _("Carried by the committee"), by_clock=True),
    "defeat": Move(frozenset({P.COMMITTEE}), P.REJECTED, "", _("Voted down by the committee"), by_clock=True),
    "tie": Move(frozenset({P.COMMITTEE}), P.RETURNED, "", _("No majority in the committee"), by_clock=True),
    "endorse": Move(
        frozenset({P.ACADEMIC_AFFAIRS}),
        P.FINAL_APPROVAL,
        "review_programme",
        _("Pass on for final approval"),
        awaited=True,
        due_days=7,
        tone="primary",
    ),
    "approve": Move(
        frozenset({P.FINAL_APPROVAL}),
        P.PUBLISHED,
        "approve_programme",
        _("Approve and publish"),
        awaited=True,
        due_days=14,
        tone="primary",
    ),
    "return_early": Move(
        frozenset({P.SUBMITTED}), P.RETURNED, "convene_programme", _("Return for revision"), needs_reason=True
    ),
    "return": Move(
        frozenset({P.ACADEMIC_AFFAIRS}), P.RETURNED, "review_programme", _("Return for revision"), needs_reason=True
    ),
    "return_late": Move(
        frozenset({P.FINAL_APPROVAL}), P.RETURNED, "approve_programme", _("Return for revision"), needs_reason=True
    ),
    "reject": Move(
        frozenset({P.FINAL_APPROVAL}), P.REJECTED, "approve_programme", _("Reject"), needs_reason=True, tone="danger"
    ),
    "withdraw": Move(WITHDRAWABLE, P.WITHDRAWN, "propose_programme", _("Withdraw"), tone="danger"),
}


class BallotState(TextChoices):
    OPEN = "open", pgettext_lazy("ballot", "not yet voted")
    CAST = "cast", pgettext_lazy("ballot", "voted")
    LAPSED = "lapsed", pgettext_lazy("ballot", "closed without a vote")


B = BallotState

BALLOT_MOVES = {
    "cast": Move(frozenset({B.OPEN}), B.CAST, "cast_ballot", _("Vote"), awaited=True, due_days=7, tone="primary"),
    "lapse": Move(frozenset({B.OPEN}), B.LAPSED, "", _("The vote was closed"), by_clock=True),
}


class Choice(TextChoices):
    FOR = "for", pgettext_lazy("vote", "for")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAIN = "abstain", pgettext_lazy("vote", "abstain")


class CourseCategory(TextChoices):
    PUBLIC_BASIC = "public_basic", _("public basic")
    MAJOR_BASIC = "major_basic", _("major basic")
    CORE = "core", _("major core")
    EXTENSION = "extension", _("major extension")
    PRACTICE = "practice", _("practice")
    INTERNSHIP = "internship", pgettext_lazy("course category", "post internship")


class CoverageKind(TextChoices):
    """How far a course takes a skill; the order is the meaning."""

    INTRODUCE = "I", pgettext_lazy("coverage", "introduces")
    REINFORCE = "R", pgettext_lazy("coverage", "reinforces")
    MASTER = "M", pgettext_lazy("coverage", "masters")


KIND_ORDER = {CoverageKind.INTRODUCE: 1, CoverageKind.REINFORCE: 2, CoverageKind.MASTER: 3}
