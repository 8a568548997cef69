from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from marketplace.credit_code import validate_credit_code
from marketplace.models.audit import Stateful
from marketplace.states import ENTERPRISE_MOVES, EnterpriseState


class School(models.Model):
    class Level(models.TextChoices):
        HIGHER = "higher", _("vocational college")
        SECONDARY = "secondary", _("secondary vocational school")

    code = models.CharField(_("school code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    region = models.CharField(_("region code"), max_length=6)
    contact_name = models.CharField(_("contact"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=20, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Department(models.Model):
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)

    class Meta:
        ordering = ["school", "name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="one_department_per_name")]

    def __str__(self):
        return self.name


class Major(models.Model):
    """A major of the national catalogue: 2 digits category, 2 class, 2 major."""

    SAME, SAME_CLASS, SAME_CATEGORY, FOREIGN = range(4)

    code = models.CharField(_("code"), max_length=6, unique=True, validators=[RegexValidator(r"^\d{6}$")])
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=School.Level)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @classmethod
    def distance(cls, one, other):
        """How far apart two codes are: 0 same, 1 same class (4 digits), 2 same category (2 digits), 3 otherwise."""
        if one == other:
            return cls.SAME
        if one[:4] == other[:4]:
            return cls.SAME_CLASS
        return cls.SAME_CATEGORY if one[:2] == other[:2] else cls.FOREIGN


class StudentClass(models.Model):
    """A class (班级): one major, one entry year (cohort)."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="classes")
    major = models.ForeignKey(Major, on_delete=models.PROTECT, related_name="classes")
    cohort = models.PositiveSmallIntegerField(_("entry year"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["-cohort", "name"]
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="one_class_per_name")]

    def __str__(self):
        return self.name

    def year_of_study(self, day):
        """1 for the first year, counted from September of the entry year; Source: the academic year in China."""
        return day.year - self.cohort + (day.month >= 9)


class Enterprise(Stateful):
    MOVES = ENTERPRISE_MOVES

    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, validators=[validate_credit_code]
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    industry_code = models.CharField(
        _("industry code (GB/T 4754)"), max_length=4, validators=[RegexValidator(r"^\d{3,4}$")]
    )
    region = models.CharField(_("region code"), max_length=6)
    city = models.CharField(_("city"), max_length=40)
    address = models.CharField(_("address"), max_length=200, blank=True)
    about = models.TextField(_("about"), blank=True)
    staff_count = models.PositiveIntegerField(_("staff"), default=0)
    contact_name = models.CharField(_("contact"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=20, blank=True)
    inspected_on = models.DateField(_("inspected on"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=EnterpriseState, default=EnterpriseState.APPLIED, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        permissions = [("verify_enterprise", "Verify enterprise"), ("reapply_enterprise", "Apply again")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EnterpriseState.values), name="enterprise_state_is_known")
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def get_absolute_url(self):
        return reverse("marketplace:enterprise_detail", args=[self.pk])


class EnterpriseUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Enterprise, on_delete=models.CASCADE)


class EnterpriseGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Enterprise, on_delete=models.CASCADE)


class Inspection(models.Model):
    """An on-site inspection (实地考察) with its report. Source: 《职业学校学生实习管理规定》(2021), rule L18."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="inspections")
    on = models.DateField(_("inspected on"))
    report = models.TextField(_("report"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.enterprise} {self.on}"


class Site(models.Model):
    """Where an enterprise has people at work."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=120)
    region = models.CharField(_("region code"), max_length=6)
    city = models.CharField(_("city"), max_length=40)
    address = models.CharField(_("address"), max_length=200)

    class Meta:
        ordering = ["enterprise", "name"]

    def __str__(self):
        return f"{self.name} · {self.city}"
