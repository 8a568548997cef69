from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace import clusters
from marketplace.models.audit import AppendOnlyQuerySet
from marketplace.states import EvidenceClass, SkillLevel


class Skill(models.Model):
    """A skill of the one vocabulary."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    zh = models.CharField(_("Chinese name"), max_length=80, unique=True)
    en = models.CharField(_("English name"), max_length=120)
    cluster = models.CharField(_("cluster"), max_length=60, db_index=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["cluster", "zh"]

    def __str__(self):
        return self.en if get_language() == "en" else self.zh

    @property
    def cluster_label(self):
        return clusters.label(self.cluster)


class SkillAlias(models.Model):
    """Another way to write a skill. `text` is stored folded (NFKC, lower case): one alias means one skill."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(_("alias"), max_length=120, unique=True)

    class Meta:
        ordering = ["text"]

    def __str__(self):
        return self.text


class SkillEvidence(models.Model):
    """That a student has a skill at a level, on what ground, since when. Rows are never changed."""

    student = models.ForeignKey("Student", on_delete=models.CASCADE, related_name="evidence", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    level = models.PositiveSmallIntegerField(choices=SkillLevel)
    evidence_class = models.PositiveSmallIntegerField(choices=EvidenceClass)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, blank=True, db_index=False)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    source = GenericForeignKey()
    note = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["student", "skill", "-evidence_class", "-on", "-pk"]
        indexes = [models.Index(fields=["skill", "evidence_class"])]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="evidence_level_1_to_5"),
            models.CheckConstraint(
                condition=Q(evidence_class__in=EvidenceClass.values), name="evidence_class_is_known"
            ),
            models.UniqueConstraint(
                fields=["student", "skill", "evidence_class", "content_type", "object_id"],
                name="one_evidence_per_source",
            ),
        ]

    def __str__(self):
        return f"{self.student_id}/{self.skill_id}: {self.level} ({self.evidence_class})"
