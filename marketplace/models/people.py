from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.compiled import compiled
from marketplace.states import Role


class User(AbstractUser):
    """A person. Signs in with student no., staff no., e-mail or phone; a mentor or guardian may have only links."""

    first_name = last_name = None
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Upper("email"),
                condition=~Q(email=""),
                name="one_user_per_email_in_any_case",
                violation_error_message=_("This e-mail already belongs to an account."),
            ),
            models.UniqueConstraint(fields=["phone"], condition=~Q(phone=""), name="one_user_per_phone"),
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self):
        return self.name or self.username

    @cached_property
    def own_student(self):
        """The student that this user is, with the class; None for everybody else. One query, the first time."""
        student = _students.first(self.pk)
        if student:
            student.user = self
        return student

    def memberships_with_scopes(self):
        """A list of the memberships with their schools, departments and enterprises."""
        memberships = _memberships(self.pk)
        for membership in memberships:
            membership.user = self
        return memberships

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name


@compiled
def _students(user):
    return Student.objects.select_related("student_class").filter(user=user)


@compiled
def _memberships(user):
    return Membership.objects.select_related("school", "department", "enterprise").filter(user=user)


class Membership(models.Model):
    """One role of a person in one scope. Being a member of the role's group is what grants follow."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    school = models.ForeignKey("School", on_delete=models.CASCADE, null=True, blank=True)
    department = models.ForeignKey("Department", on_delete=models.CASCADE, null=True, blank=True)
    enterprise = models.ForeignKey("Enterprise", on_delete=models.CASCADE, null=True, blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    staff_no = models.CharField(_("staff no."), max_length=20, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "group"], name="one_membership_per_role_and_scope"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self):
        return f"{self.get_role_display()} · {self.scope or ''}"

    @property
    def scope(self):
        return self.enterprise or self.department or self.school


class Student(models.Model):
    """What makes a user a student. Sex, birth date and home are for the law and for audits, never for ranking."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="student")
    student_class = models.ForeignKey("StudentClass", on_delete=models.PROTECT, related_name="students")
    student_no = models.CharField(_("student no."), max_length=20, db_index=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True)
    home_region = models.CharField(_("home region code"), max_length=6, blank=True)
    preferred_cities = models.JSONField(_("preferred cities"), default=list, blank=True)
    supervisor = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="supervised_students"
    )
    guardian = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="wards")
    ranking_opt_out = models.BooleanField(_("not ranked"), default=False)

    class Meta:
        ordering = ["student_no", "pk"]
        constraints = [models.UniqueConstraint(fields=["student_class", "student_no"], name="one_student_per_number")]

    def __str__(self):
        return self.user.display_name

    def age_on(self, day):
        """Completed years on `day`; None if the birth date is unknown."""
        born = self.birth_date
        return born and day.year - born.year - ((day.month, day.day) < (born.month, born.day))
