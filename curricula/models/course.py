from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from curricula.models.programme import ProgrammeVersion
from curricula.states import CourseCategory, CoverageKind, VersionState
from marketplace.models import Skill
from marketplace.states import SkillLevel


class CourseQuerySet(models.QuerySet):
    def newest(self):
        """Courses of the newest plan in force of each programme."""
        newest = ProgrammeVersion.objects.filter(programme=OuterRef("version__programme")).current()
        return self.filter(version__state=VersionState.PUBLISHED, version=Subquery(newest.values("pk")[:1]))

    def visible_to(self, user):
        return self.filter(version__in=ProgrammeVersion.objects.visible_to(user).values("pk"))


class Course(models.Model):
    """A course of one version of a plan. `code` is what stays the same from version to version."""

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="courses")
    code = models.CharField(_("course code"), max_length=20)
    zh = models.CharField(_("Chinese name"), max_length=80)
    en = models.CharField(_("English name"), max_length=120, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=CourseCategory)
    term = models.PositiveSmallIntegerField(
        _("term"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    hours_theory = models.PositiveSmallIntegerField(_("hours of theory"), default=0)
    hours_practice = models.PositiveSmallIntegerField(_("hours of practice"), default=0)
    weeks = models.PositiveSmallIntegerField(
        _("whole weeks of practice"), default=0, validators=[MaxValueValidator(60)]
    )
    credits = models.DecimalField(
        _("credits"), max_digits=4, decimal_places=1, default=0, validators=[MinValueValidator(0)]
    )
    elective = models.BooleanField(_("elective"), default=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["version", "term", "category", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_course_per_code"),
            models.CheckConstraint(condition=Q(category__in=CourseCategory.values), name="course_category_is_known"),
        ]

    def __str__(self):
        return self.en if get_language() == "en" and self.en else self.zh

    def get_absolute_url(self):
        return reverse("curricula:course_detail", args=[self.pk])

    @property
    def hours(self):
        return self.hours_theory + self.hours_practice


class Coverage(models.Model):
    """One cell of the course–skill matrix: the course introduces, reinforces or masters the skill up to a level."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="coverage")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="coverage")
    kind = models.CharField(_("coverage"), max_length=1, choices=CoverageKind)
    level = models.PositiveSmallIntegerField(_("target level"), choices=SkillLevel)

    class Meta:
        ordering = ["course", "skill"]
        constraints = [
            models.UniqueConstraint(fields=["course", "skill"], name="one_coverage_per_course_and_skill"),
            models.CheckConstraint(condition=Q(kind__in=CoverageKind.values), name="coverage_kind_is_known"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="coverage_level_1_to_5"),
        ]

    def __str__(self):
        return f"{self.course}/{self.skill}: {self.kind}{self.level}"
