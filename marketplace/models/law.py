from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.law.check import threshold_faults
from marketplace.law.codes import Evidence, Severity, Stage, Subject


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


class LawCheck(models.Model):
    """What the law said about an object when it was asked: findings, and the reasons given where it only warns."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
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
