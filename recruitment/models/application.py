from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from marketplace import policy
from marketplace.models import Skill, Stateful, Student
from recruitment import names
from recruitment.models.position import Position
from recruitment.states import APPLICATION_MOVES, PENDING, PLACED, ApplicationState, RejectReason


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_application")

    def pending(self):
        return self.filter(state__in=PENDING)

    def as_rows(self):
        """With what a list shows of the applicants and no more: their names, classes and majors as columns."""
        return self._bare().annotate(
            applicant=names.person("student__user"),
            class_name=F("student__student_class__name"),
            major=names.column("student__student_class__major"),
        )

    def as_rows_of_positions(self):
        """With what a list shows of the positions: title, city and enterprise as columns."""
        enterprise = names.column("position__enterprise")
        return self._bare().annotate(title=F("position__title"), city=F("position__city"), enterprise=enterprise)

    def _bare(self):
        return self.only("state", "state_at", "due_at", "created_at", "position_id", "student_id")

    def as_page(self):
        """With what the page of one application shows of the position and the student."""
        own = [field.name for field in self.model._meta.concrete_fields]
        return self.select_related("position__enterprise", "student__user", "student__student_class__major").only(
            *own, "position__title", "position__enterprise__name", "position__enterprise__name_en",
            "student__user__name", "student__user__username", "student__user__phone", "student__user__email",
            "student__student_class__name", "student__student_class__major__name",
            "student__student_class__major__name_en",
        )  # fmt: skip

    def taking_a_place(self):
        """Those to whom an opening is promised or given."""
        return self.filter(state__in=PLACED)


class Application(Stateful):
    """A student's wish for a position, with the consent to show this résumé to this enterprise."""

    MOVES = APPLICATION_MOVES

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="applications", db_index=False)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="applications", db_index=False)
    message = models.TextField(_("message to the enterprise"), blank=True, max_length=2000)
    resume = models.JSONField(default=dict)  # the résumé as it was sent
    consent_version = models.CharField(max_length=20)
    consented_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ApplicationState, default=ApplicationState.SUBMITTED)
    created_at = models.DateTimeField(auto_now_add=True)
    reject_reason = models.CharField(_("reason"), max_length=20, choices=RejectReason, blank=True)
    reject_words = models.TextField(_("words to the student"), blank=True, max_length=1000)
    missing_skills = models.ManyToManyField(Skill, blank=True, related_name="rejections")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("decide_application", "Decide on application"),
            ("answer_application", "Answer as the applicant"),
        ]
        indexes = [
            models.Index(fields=["position", "state"]),
            models.Index(fields=["student", "state"]),
            models.Index(fields=["state", "due_at"]),  # the clock: offers whose last day is over
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state_is_known"),
            models.UniqueConstraint(
                fields=["position", "student"],
                condition=~Q(state__in=["withdrawn", "declined", "rejected", "lapsed"]),
                name="one_live_application_per_position",
            ),
        ]

    def __str__(self):
        return f"{self.student} → {self.position}"

    def get_state_display(self):
        """As Django's, which translates the names of all states to find one: a list shows many."""
        return str(ApplicationState(self.state).label)

    def get_absolute_url(self):
        return reverse("recruitment:application_detail", args=[self.pk])


class ApplicationUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Application, on_delete=models.CASCADE)


class ApplicationGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Application, on_delete=models.CASCADE)


class Interview(models.Model):
    """An invitation: when, how long, and where or by which video link."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="interviews")
    at = models.DateTimeField(_("time"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    place = models.CharField(_("place"), max_length=200, blank=True)
    url = models.URLField(_("video link"), blank=True)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.application} {self.at:%Y-%m-%d %H:%M}"


class Offer(models.Model):
    """The terms of an offer; a new offer for the same application replaces none: the latest counts."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="offers")
    pay_cny_per_month = models.PositiveIntegerField(_("pay (CNY per month)"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("enterprise mentor")
    )
    note = models.TextField(_("note"), blank=True, max_length=1000)
    reply_by = models.DateField(_("reply by"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="offer_ends_after_it_starts")
        ]

    def __str__(self):
        return f"{self.application} {self.pay_cny_per_month}"
