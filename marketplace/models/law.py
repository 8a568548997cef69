from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from marketplace.law.check import threshold_faults
from marketplace.law.codes import Evidence, Severity, Stage, Subject
from marketplace.law.rule import Finding, demand_faults
from marketplace.models.audit import Stateful
from marketplace.states import RELEASE_MOVES, ReleaseState


class LawRule(models.Model):
    """One version of one rule of law about one kind of object, as data: a correction is an edit, not a release."""

    code = models.CharField(_("code"), max_length=20)
    applies_to = models.CharField(_("applies to"), max_length=10, choices=Subject)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=10, default="CN")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    stage = models.CharField(_("has to be met"), max_length=10, choices=Stage, blank=True)
    title = models.CharField(_("title"), max_length=200)
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    explanation = models.TextField(_("explanation in plain words"), blank=True)
    explanation_zh = models.TextField(_("Chinese explanation in plain words"), blank=True)
    norm = models.CharField(_("norm"), max_length=200)
    norm_zh = models.CharField(_("Chinese name of the norm"), max_length=200)
    article = models.CharField(_("article"), max_length=60, blank=True)
    is_article_checked = models.BooleanField(_("article number checked against the official text"), default=False)
    also = models.JSONField(_("further articles"), default=list, blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    thresholds = models.JSONField(_("thresholds"), default=dict, blank=True)
    override_roles = models.JSONField(_("roles that may override"), default=list, blank=True)
    needs_filing_no = models.BooleanField(_("an override needs a filing number"), default=False)
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["code", "applies_to", "jurisdiction", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "applies_to", "jurisdiction", "valid_from"], name="one_law_rule_per_day"
            )
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    def clean(self):
        if faults := threshold_faults(self.code, self.applies_to, self.thresholds):
            raise ValidationError({"thresholds": faults})
        if faults := demand_faults(self.severity, self.override_roles, self.needs_filing_no):
            raise ValidationError({"override_roles": faults})


class LawCheck(models.Model):
    """What the law said about an object when it was asked: findings, and the reasons given where it only warns."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, db_index=False)
    object_id = models.PositiveBigIntegerField()
    object = GenericForeignKey()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    findings = models.JSONField()
    overrides = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return f"{self.content_type_id}/{self.object_id} {self.at:%Y-%m-%d}"


class LawReleaseQuerySet(models.QuerySet):
    def about(self, obj):
        return self.filter(content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk)

    def live(self):
        """What waits for an answer or was released, and was not overtaken since."""
        return self.filter(state__in=[ReleaseState.PENDING, ReleaseState.APPROVED])


class LawRelease(Stateful):
    """That a school's internship office is asked to let one finding about one object pass, and its answer.

    `finding` is frozen as it was when asked: a release of a hard rule covers these numbers and no others.
    """

    MOVES = RELEASE_MOVES

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, db_index=False)
    object_id = models.PositiveBigIntegerField()
    object = GenericForeignKey()
    subject = models.CharField(_("about"), max_length=200)
    path = models.CharField(max_length=200)
    school = models.ForeignKey("School", on_delete=models.PROTECT, related_name="+", verbose_name=_("school"))
    code = models.CharField(_("rule"), max_length=20)
    finding = models.JSONField()
    askers = models.ForeignKey("auth.Group", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    filing_no = models.CharField(_("filing number"), max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=ReleaseState, default=ReleaseState.PENDING, db_index=True)

    objects = LawReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("decide_lawrelease", "Decide on a release"),
            ("withdraw_lawrelease", "Withdraw what was asked"),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReleaseState.values), name="release_state_is_known"),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "school", "code"],
                condition=Q(state__in=[ReleaseState.PENDING, ReleaseState.APPROVED]),
                name="one_live_release_per_rule",
            ),
        ]

    def __str__(self):
        return f"{self.subject}: {self.found.title_here}"

    def get_absolute_url(self):
        return reverse("marketplace:release_detail", args=[self.pk])

    @property
    def found(self):
        """The finding as it was when the release was asked for."""
        return Finding.from_json(self.finding)

    def covers(self, finding):
        """Whether a release of this request would let `finding` pass: of a hard rule, the same numbers only."""
        mine, theirs = self.found.open_points, finding.open_points
        if self.code != finding.code or not theirs.keys() <= mine.keys():
            return False
        return finding.severity != Severity.BLOCK or theirs == mine


class LawReleaseUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(LawRelease, on_delete=models.CASCADE)


class LawReleaseGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(LawRelease, on_delete=models.CASCADE)
