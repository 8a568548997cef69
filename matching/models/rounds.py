"""Placement rounds: a plan's students wish, positions have room, and the round says who is recommended where."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from internships.models import InternshipPlan
from marketplace import policy
from marketplace.models import Enterprise, Stateful, Student
from matching.states import (
    RECOMMENDATION_MOVES,
    ROUND_MOVES,
    WISH_MOVES,
    Basis,
    Method,
    RecommendationState,
    RoundState,
    WishState,
)
from recruitment.models import Application, Position


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_round")

    def collecting(self):
        return self.filter(state=RoundState.COLLECTING)


class Round(Stateful):
    """A placement of the students of a plan. From closing on, `input` holds everything that decides, and its digest
    says that nobody changed it."""

    MOVES = ROUND_MOVES

    plan = models.ForeignKey(
        InternshipPlan, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("internship plan")
    )
    name = models.CharField(_("name"), max_length=120)
    wishes_until = models.DateField(_("wishes until"))
    quota = models.PositiveSmallIntegerField(
        _("most students per enterprise"), null=True, blank=True, help_text=_("Empty: only openings and law decide.")
    )
    basis = models.CharField(_("order of the students"), max_length=12, choices=Basis, default=Basis.SCORES)
    state = models.CharField(max_length=20, choices=RoundState, default=RoundState.DRAFT, db_index=True)
    progress = models.PositiveSmallIntegerField(default=100)  # per cent of the work in the background
    input = models.BinaryField(null=True, editable=False)  # JSON, deflated
    input_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the JSON
    method = models.CharField(_("method"), max_length=10, choices=Method, blank=True)  # that was published
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [("run_round", "Run a placement round")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_is_known"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("matching:round_detail", args=[self.pk])

    @property
    def is_working(self):
        return self.progress < 100

    @property
    def is_mutual(self):
        """Whether both sides rank each other after interviews."""
        return self.basis == Basis.INTERVIEWS


class RoundUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Round, on_delete=models.CASCADE)


class RoundGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Round, on_delete=models.CASCADE)


class RoundEnterprise(models.Model):
    """How many students an enterprise may get in a round: by the school's word, and by law (10 % of its staff)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="enterprises")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    quota = models.PositiveSmallIntegerField(_("quota"), null=True, blank=True)
    law_cap = models.PositiveIntegerField(null=True)  # null: the number of employees was not declared

    class Meta:
        ordering = ["enterprise__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "enterprise"], name="one_row_per_enterprise_of_round")]

    def __str__(self):
        return f"{self.round_id}/{self.enterprise_id}"


class RoundPositionQuerySet(models.QuerySet):
    def to_rank(self, user):
        """Where `user`, who manages the position, ranks whom it interviewed while the students wish."""
        mine = Position.objects.managed_by(user).values("pk")
        rounds = {"round__basis": Basis.INTERVIEWS, "round__state": RoundState.COLLECTING}
        return self.filter(position__in=mine, capacity__gt=0, **rounds)


class RoundPosition(models.Model):
    """How many students a position may get in a round: openings that are left, and by law (20 % of the same post)."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="positions")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(_("places"))
    openings = models.PositiveSmallIntegerField()  # that were left when the round was prepared
    law_cap = models.PositiveIntegerField(null=True)
    ranked = models.JSONField(default=list)  # ids of students, best first: what the enterprise says after interviews

    objects = RoundPositionQuerySet.as_manager()

    class Meta:
        ordering = ["position__enterprise__name", "position__title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="one_row_per_position_of_round"),
            models.CheckConstraint(condition=Q(capacity__lte=F("openings")), name="round_capacity_within_openings"),
        ]

    def __str__(self):
        return f"{self.round_id}/{self.position_id}"


class ParticipantQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the student alone; the office reads them through its round."""
        return policy.visible(self, user, "view_participant")


class Participant(Stateful):
    """A student in a round, and the positions wished for, best first."""

    MOVES = WISH_MOVES

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participants")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="rounds")
    must_place = models.BooleanField(_("has to be placed"), default=False)
    wishes = models.JSONField(default=list)  # ids of positions
    state = models.CharField(max_length=20, choices=WishState, default=WishState.ASKED)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["student__student_no", "pk"]
        permissions = [("give_wishes", "Say what one wishes for")]
        indexes = [models.Index(fields=["student", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["round", "student"], name="one_part_per_student_of_round"),
            models.CheckConstraint(condition=Q(state__in=WishState.values), name="wish_state_is_known"),
        ]

    def __str__(self):
        return f"{self.round_id}/{self.student_id}"

    def get_absolute_url(self):
        return reverse("matching:round_wishes", args=[self.pk])


class ParticipantUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Participant, on_delete=models.CASCADE)


class ParticipantGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Participant, on_delete=models.CASCADE)


class Preview(models.Model):
    """What one method makes of the stored input of a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="previews")
    method = models.CharField(max_length=10, choices=Method)
    input_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)  # SHA-256 of who gets what
    placed = models.JSONField()  # {student id: position id}
    left = models.JSONField()  # {student id: why}
    figures = models.JSONField()
    milliseconds = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["method"]
        constraints = [models.UniqueConstraint(fields=["round", "method"], name="one_preview_per_method")]

    def __str__(self):
        return f"{self.round_id} {self.method}"


class RecommendationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the student alone; the office reads them through its round, an enterprise what comes of them."""
        return policy.visible(self, user, "view_recommendation")


class Recommendation(Stateful):
    """That a round would like to see a student at a position. Accepted, it becomes an application like any other."""

    MOVES = RECOMMENDATION_MOVES

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="recommendations")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="recommendations")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    wish = models.PositiveSmallIntegerField()  # 1 = the first wish
    application = models.ForeignKey(Application, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=RecommendationState, default=RecommendationState.PROPOSED)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["student__student_no", "pk"]
        permissions = [("answer_recommendation", "Answer a recommendation")]
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["round", "student"], name="one_recommendation_per_round"),
            models.CheckConstraint(
                condition=Q(state__in=RecommendationState.values), name="recommendation_state_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.round_id}/{self.student_id} {self.state}"

    def get_absolute_url(self):
        return reverse("matching:recommendation_detail", args=[self.pk])


class RecommendationUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Recommendation, on_delete=models.CASCADE)


class RecommendationGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Recommendation, on_delete=models.CASCADE)
