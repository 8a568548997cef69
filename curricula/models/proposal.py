from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from curricula.models.committee import CommitteeMember
from curricula.models.programme import Programme, ProgrammeVersion
from curricula.states import BALLOT_MOVES, PROPOSAL_MOVES, BallotState, Choice, ProposalState
from marketplace import policy
from marketplace.models import Skill, Stateful
from marketplace.models.audit import AppendOnlyQuerySet


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Proposals of programmes whose analysis is granted; drafts only for those who may write them."""
        seen = policy.visible(self, user, "analyse_programme")
        return seen.filter(~Q(state=ProposalState.DRAFT) | policy.sees(self.model, user, "propose_programme"))


class Proposal(Stateful):
    """A wished change of a training plan: what changes, why, and the evidence as it was when it was proposed.

    `change` is a diff in the form of `curricula.changes`; `evidence` is frozen at creation and never recomputed.
    """

    MOVES = PROPOSAL_MOVES
    GUARD = "programme"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="proposals")
    base = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="proposals")
    draft = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="proposed_by"
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    title = models.CharField(_("title"), max_length=120)
    reason = models.TextField(_("reason"), blank=True, max_length=4000)
    evidence = models.JSONField(default=dict)
    change = models.JSONField(default=dict)
    effective_cohort = models.PositiveSmallIntegerField(
        _("from entry year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    round = models.PositiveSmallIntegerField(default=0)
    result = models.OneToOneField(
        ProgrammeVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="origin"
    )
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.DRAFT, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["programme", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_is_known"),
            models.UniqueConstraint(
                fields=["programme", "skill"],
                condition=Q(state="draft", skill__isnull=False),
                name="one_draft_per_gap",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("curricula:proposal_detail", args=[self.pk])


class BallotQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_ballot")

    def with_proposal(self):
        """With everything that the page of a ballot shows of its proposal."""
        return self.select_related(
            "vote",
            "proposal__programme__major",
            "proposal__programme__committee",
            "proposal__base",
            "proposal__created_by",
        )


class Ballot(Stateful):
    """The question put to one member in one round of voting: nobody else can answer it."""

    MOVES = BALLOT_MOVES

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="ballots")
    member = models.ForeignKey(CommitteeMember, on_delete=models.SET_NULL, null=True, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_enterprise = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=BallotState, default=BallotState.OPEN, db_index=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "round", "pk"]
        permissions = [("cast_ballot", "Cast this ballot")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BallotState.values), name="ballot_state_is_known"),
            models.UniqueConstraint(fields=["proposal", "round", "user"], name="one_ballot_per_round"),
        ]

    def __str__(self):
        return f"{self.user}: {self.proposal}"

    def get_absolute_url(self):
        return reverse("curricula:ballot_detail", args=[self.pk])


class BallotUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Ballot, on_delete=models.CASCADE)


class BallotGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Ballot, on_delete=models.CASCADE)


class Vote(models.Model):
    """What a member answered, and the opinion that stays with the proposal. Never changed."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="vote")
    choice = models.CharField(_("vote"), max_length=10, choices=Choice)
    opinion = models.TextField(_("opinion"), blank=True, max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(choice__in=Choice.values), name="vote_choice_is_known")]

    def __str__(self):
        return f"{self.ballot.user}: {self.choice}"
