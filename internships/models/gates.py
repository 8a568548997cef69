from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from internships.models.placement import Placement
from internships.states import INSURANCE_MOVES, SAFETY_MOVES, InsuranceKind, InsuranceState, SafetyState
from marketplace import policy
from marketplace.models import Major, Stateful


class InsuranceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_placement")

    def managed_by(self, user):
        return policy.held(self, user, "manage_placement")


class Insurance(Stateful):
    """One insurance of a placement. The liability insurance must cover every day and cost the student nothing."""

    MOVES = INSURANCE_MOVES
    GUARD = "placement"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="insurances")
    kind = models.CharField(_("kind"), max_length=20, choices=InsuranceKind, default=InsuranceKind.LIABILITY)
    insurer = models.CharField(_("insurer"), max_length=120, blank=True)
    policy_no = models.CharField(_("policy number"), max_length=60, blank=True)
    starts_on = models.DateField(_("covers from"), null=True, blank=True)
    ends_on = models.DateField(_("covers until"), null=True, blank=True)
    charged_to_student = models.BooleanField(_("the student pays for it"), default=False)
    document = models.FileField(_("document"), upload_to="internships/insurance/", blank=True)
    state = models.CharField(max_length=20, choices=InsuranceState, default=InsuranceState.AWAITED, db_index=True)

    objects = InsuranceQuerySet.as_manager()

    class Meta:
        ordering = ["placement", "-kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InsuranceState.values), name="insurance_state_is_known"),
            models.UniqueConstraint(fields=["placement", "kind"], name="one_insurance_per_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.policy_no}"

    def get_absolute_url(self):
        return reverse("internships:insurance_record", args=[self.pk])

    def covers(self, starts_on, ends_on):
        return bool(self.starts_on and self.ends_on) and self.starts_on <= starts_on and ends_on <= self.ends_on


class SafetyQuestion(models.Model):
    """A question of the safety test, with two to six options; `answer` counts from 0. No major: for everybody."""

    text = models.CharField(_("question"), max_length=300, unique=True)
    options = models.JSONField(_("options"))
    answer = models.PositiveSmallIntegerField(_("right option"))
    major = models.ForeignKey(Major, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.text

    def clean(self):
        if not isinstance(self.options, list) or not 2 <= len(self.options) <= 6 or self.answer >= len(self.options):
            raise ValidationError({"options": _("Two to six options, and the right one among them.")})


class SafetyCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "keep_log")


class SafetyCheck(Stateful):
    """Whether the student has passed the safety education before the start. Source: domain.md L22."""

    MOVES = SAFETY_MOVES
    GUARD = "placement"

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="safety")
    attempts_allowed = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=20, choices=SafetyState, default=SafetyState.AWAITED, db_index=True)

    objects = SafetyCheckQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=SafetyState.values), name="safety_state_is_known")]

    def __str__(self):
        return f"{self.placement} {self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("internships:safety_take", args=[self.pk])


class SafetyAttempt(models.Model):
    """One go at the test: the questions as they were asked, the answers, the score in percent."""

    check_of = models.ForeignKey(SafetyCheck, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    questions = models.JSONField()
    answers = models.JSONField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(default=False)
    commitment = models.BooleanField(default=False)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["check_of", "number"]
        constraints = [models.UniqueConstraint(fields=["check_of", "number"], name="one_attempt_per_number")]

    def __str__(self):
        return f"{self.check_of_id} #{self.number}: {self.score}"
