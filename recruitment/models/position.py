from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from marketplace import policy
from marketplace.models import Enterprise, Major, Site, Skill, Stateful
from marketplace.states import EnterpriseState, SkillLevel
from recruitment.states import POSITION_MOVES, PositionKind, PositionState


def published(path=""):
    """The condition that anybody may read the position at `path`: open, and of a verified enterprise."""
    return Q(**{f"{path}state": PositionState.OPEN, f"{path}enterprise__state": EnterpriseState.VERIFIED})


class PositionQuerySet(models.QuerySet):
    def published(self):
        """What anybody may read."""
        return self.filter(published())

    def visible_to(self, user):
        """Published positions, and those granted to `user` in any state."""
        if not user.is_authenticated:
            return self.published()
        granted = policy.visible(self.model.objects.all(), user, "view_position")
        return self.filter(published() | Q(pk__in=granted.values("pk")))

    def managed_by(self, user):
        return policy.visible(self, user, "change_position")


class Position(Stateful):
    """A post (岗位): what is done where, when, for what pay, under which conditions the law asks about.

    What the law wants declared is None until somebody has said it: silence is not a no.
    """

    MOVES = POSITION_MOVES

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="positions")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=20, choices=PositionKind, default=PositionKind.POST_INTERNSHIP)
    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("description"))
    tasks = models.TextField(_("typical work tasks"), blank=True)
    region = models.CharField(_("region code"), max_length=6)
    city = models.CharField(_("city"), max_length=40, db_index=True)
    majors = models.ManyToManyField(Major, verbose_name=_("majors"), related_name="positions", blank=True)
    openings = models.PositiveSmallIntegerField(
        _("openings"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    closes_on = models.DateField(_("applications until"), null=True, blank=True)

    hours_per_day = models.DecimalField(_("hours per day"), max_digits=3, decimal_places=1, null=True, blank=True)
    hours_per_week = models.DecimalField(_("hours per week"), max_digits=4, decimal_places=1, null=True, blank=True)
    night_shift = models.BooleanField(_("night shifts"), null=True, blank=True)
    overtime = models.BooleanField(_("overtime"), null=True, blank=True)
    rest_day_work = models.BooleanField(_("work on rest days or holidays"), null=True, blank=True)
    labour_grade = models.PositiveSmallIntegerField(
        _("physical labour grade (0–4)"), null=True, blank=True, validators=[MaxValueValidator(4)]
    )
    hazards = models.JSONField(_("hazards"), null=True, blank=True)  # law.codes.Hazard; []: declared to have none
    minor_taboo = models.BooleanField(_("forbidden to minors"), null=True, blank=True)
    female_taboo = models.BooleanField(_("restricted for women by labour protection"), null=True, blank=True)

    pay_cny_per_month = models.PositiveIntegerField(_("pay (CNY per month)"), null=True, blank=True)
    same_post_wage_cny_per_month = models.PositiveIntegerField(
        _("wage of the same post (CNY per month)"), null=True, blank=True
    )
    pay_cycle_days = models.PositiveSmallIntegerField(_("pay cycle (days)"), null=True, blank=True)
    lowest_wage_cny_per_month = models.PositiveIntegerField(
        _("lowest wage grade of the enterprise (CNY per month)"), null=True, blank=True
    )
    pay_in_kind = models.BooleanField(_("paid in goods or vouchers"), null=True, blank=True)
    pay_through_third_party = models.BooleanField(_("paid through a third party"), null=True, blank=True)
    fees_cny = models.PositiveIntegerField(_("fees asked of the student (CNY)"), null=True, blank=True)
    holds_documents = models.BooleanField(_("keeps identity papers or a deposit"), null=True, blank=True)
    agency = models.BooleanField(_("arranged through an agency"), null=True, blank=True)
    signs_itself = models.BooleanField(_("the workplace itself signs the agreement"), null=True, blank=True)
    board_and_lodging = models.CharField(_("board and lodging"), max_length=120, blank=True)

    staff_on_post = models.PositiveIntegerField(_("staff on post"), null=True, blank=True)
    same_post_staff = models.PositiveIntegerField(_("staff of the same kind of post"), null=True, blank=True)
    interns_elsewhere = models.PositiveIntegerField(_("interns of other schools"), null=True, blank=True)
    same_post_interns_elsewhere = models.PositiveIntegerField(
        _("interns of other schools on this post"), null=True, blank=True
    )

    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise mentor"),
    )
    state = models.CharField(max_length=20, choices=PositionState, default=PositionState.DRAFT, db_index=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    import_key = models.CharField(max_length=64, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["state", "-opened_at", "-id"]), models.Index(fields=["enterprise", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PositionState.values), name="position_state_is_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="position_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "import_key"], condition=~Q(import_key=""), name="one_position_per_imported_row"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("recruitment:position_detail", args=[self.pk])


class PositionUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Position, on_delete=models.CASCADE)


class PositionGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Position, on_delete=models.CASCADE)


class SkillRequirement(models.Model):
    """One row of a position's skill standard (岗位技能标准)."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="skill_standard")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("skill"))
    level = models.PositiveSmallIntegerField(_("level"), choices=SkillLevel, default=SkillLevel.ALONE)
    must = models.BooleanField(_("must"), default=True)
    weight = models.PositiveSmallIntegerField(
        _("weight (1–5)"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta:
        ordering = ["position", "-must", "-weight", "pk"]
        constraints = [models.UniqueConstraint(fields=["position", "skill"], name="one_requirement_per_skill")]

    def __str__(self):
        return f"{self.skill} {self.level}"
