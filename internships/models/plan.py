from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from internships.states import PARTNER_MOVES, PLAN_MOVES, PartnerState, PlanState
from marketplace import policy
from marketplace.law.facts import jurisdiction_of
from marketplace.models import Department, Enterprise, Major, School, Stateful

PERCENT = [MaxValueValidator(100)]


class InternshipPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_internshipplan")

    def fitting(self, student, *, starts_on, ends_on):
        """The plans a student's dates fall into, best first: the own department before the school, confirmed first."""
        student_class = student.student_class
        department = student_class.department_id
        return (
            self.filter(
                Q(department=None) | Q(department=department),
                school=student_class.department.school_id,
                majors=student_class.major_id,
                cohort=student_class.cohort,
                starts_on__lte=starts_on,
                ends_on__gte=ends_on,
            )
            .annotate(is_ours=Q(department__isnull=False), is_confirmed=Q(state=PlanState.CONFIRMED))
            .order_by("-is_ours", "-is_confirmed", "-starts_on", "-pk")
        )


class InternshipPlan(Stateful):
    """实习方案: who goes when, how many logs, how the grade is made, what must be done before the start.

    Weights are whole percents and sum to 100. Marks run from 0 to 100.
    """

    MOVES = PLAN_MOVES

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="internship_plans")
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="internship_plans",
        verbose_name=_("department"),
    )
    name = models.CharField(_("name"), max_length=120)
    majors = models.ManyToManyField(Major, verbose_name=_("majors"), related_name="internship_plans")
    cohort = models.PositiveSmallIntegerField(_("entry year"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    academic_year = models.CharField(_("academic year"), max_length=9, help_text=_("Such as 2026-2027."))
    course_name = models.CharField(_("course"), max_length=80)
    course_code = models.CharField(_("course code"), max_length=20, blank=True)
    credits = models.DecimalField(_("credits"), max_digits=4, decimal_places=1)
    goals = models.TextField(_("goals and tasks"), blank=True)
    emergency = models.TextField(_("safety rules and emergency contact"), blank=True)

    required_logs = models.PositiveSmallIntegerField(_("weekly logs required"), default=12)
    school_weight = models.PositiveSmallIntegerField(_("weight of the supervisor (%)"), default=40, validators=PERCENT)
    enterprise_weight = models.PositiveSmallIntegerField(_("weight of the mentor (%)"), default=40, validators=PERCENT)
    log_weight = models.PositiveSmallIntegerField(_("weight of the logs (%)"), default=20, validators=PERCENT)
    disagreement_threshold = models.PositiveSmallIntegerField(
        _("difference that goes to moderation (marks)"), default=15, validators=PERCENT
    )
    excellent_from = models.PositiveSmallIntegerField(_("excellent from"), default=90, validators=PERCENT)
    good_from = models.PositiveSmallIntegerField(_("good from"), default=75, validators=PERCENT)
    pass_from = models.PositiveSmallIntegerField(_("qualified from"), default=60, validators=PERCENT)
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=7)
    safety_pass_mark = models.PositiveSmallIntegerField(
        _("pass mark of the safety test"), default=80, validators=PERCENT
    )
    safety_attempts = models.PositiveSmallIntegerField(
        _("attempts at the safety test"), default=3, validators=[MinValueValidator(1)]
    )
    agreement_version = models.CharField(_("agreement template"), max_length=20, default="2021-1")
    jurisdiction = models.CharField(_("jurisdiction"), max_length=10, blank=True)
    state = models.CharField(max_length=20, choices=PlanState, default=PlanState.DRAFT, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InternshipPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name", "pk"]
        permissions = [("confirm_internshipplan", "Confirm the plan for the school")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(school_weight=100 - F("enterprise_weight") - F("log_weight")),
                name="plan_weights_sum_to_100",
            ),
            models.CheckConstraint(
                condition=Q(excellent_from__gt=F("good_from"), good_from__gt=F("pass_from"), excellent_from__lte=100),
                name="plan_grades_in_order",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("internships:plan_detail", args=[self.pk])

    def clean(self):
        if (self.school_weight or 0) + (self.enterprise_weight or 0) + (self.log_weight or 0) != 100:
            raise ValidationError({"log_weight": _("The three weights must sum to 100.")})
        if self.department and self.department.school_id != self.school_id:
            raise ValidationError({"department": _("This department belongs to another school.")})

    @property
    def law_of(self):
        """The jurisdiction whose rules of law apply: the one said here, else the province of the school."""
        return self.jurisdiction or jurisdiction_of(self.school.region)


class InternshipPlanUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(InternshipPlan, on_delete=models.CASCADE)


class InternshipPlanGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(InternshipPlan, on_delete=models.CASCADE)


class PlanPartnerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_planpartner")


class PlanPartner(Stateful):
    """That an enterprise makes this plan together with the school. Source: domain.md L21."""

    MOVES = PARTNER_MOVES

    plan = models.ForeignKey(InternshipPlan, on_delete=models.CASCADE, related_name="partners")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="internship_plans")
    state = models.CharField(max_length=20, choices=PartnerState, default=PartnerState.AWAITED, db_index=True)

    objects = PlanPartnerQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "enterprise__name"]
        permissions = [("confirm_planpartner", "Confirm the plan for the enterprise")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PartnerState.values), name="partner_state_is_known"),
            models.UniqueConstraint(fields=["plan", "enterprise"], name="one_partner_per_plan"),
        ]

    def __str__(self):
        return f"{self.plan} · {self.enterprise}"

    def get_absolute_url(self):
        return reverse("internships:partner_detail", args=[self.pk])


class PlanPartnerUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(PlanPartner, on_delete=models.CASCADE)


class PlanPartnerGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(PlanPartner, on_delete=models.CASCADE)
