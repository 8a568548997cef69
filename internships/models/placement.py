from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from internships.models.plan import InternshipPlan
from internships.states import LIVE, PLACEMENT_MOVES, Mode, PlacementState, Source
from marketplace import policy
from marketplace.law.facts import jurisdiction_of
from marketplace.models import Enterprise, Stateful, Student
from recruitment.models import Application, Position
from recruitment.states import PositionKind

ADULT = 18
OWN = (
    "state", "state_at", "due_at", "kind", "starts_on", "ends_on", "started_on", "ended_on", "pay_cny_per_month",
    "city", "address", "filing_no", "plan", "mentor",
)  # fmt: skip
SHOWN = {  # of each table what the page of a placement shows
    "student": ["birth_date"],
    "student__user": ["name", "username"],
    "student__student_class": ["name"],
    "enterprise": ["name", "name_en"],
    "position": ["title"],
    "supervisor": ["name", "username", "phone"],
    "mentor": ["name", "username", "phone"],
    "plan": ["name", "required_logs"],
    "agreement": ["edition"],
    "sheet": ["state"],
}
PEOPLE = ("student", "student__user", "student__student_class", "enterprise", "position")


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_placement")

    def supervised_by(self, user):
        return policy.held(self, user, "supervise_placement")

    def managed_by(self, user):
        return policy.held(self, user, "manage_placement")

    def live(self):
        return self.filter(state__in=LIVE)

    def at_work(self):
        return self.filter(state=PlacementState.ACTIVE)

    def called(self, words):
        """Where the student or the enterprise is called so, or the student no. begins so."""
        return self.filter(
            Q(student__user__name__icontains=words) | Q(enterprise__name__icontains=words)
            | Q(student__student_no__startswith=words)
        )  # fmt: skip

    def with_names(self, paths=tuple(SHOWN)):
        """With the names that stand at `paths`, and no other column of those tables."""
        return self.select_related(*paths).only(*OWN, *(f"{path}__{name}" for path in paths for name in SHOWN[path]))

    def with_people(self):
        return self.select_related(
            "student__user",
            "student__student_class__major",
            "student__student_class__department__school",
            "enterprise",
            "position",
            "supervisor",
            "mentor",
            "plan",
        )


class Placement(Stateful):
    """实习安排: one student at one post in one plan. Every column of a filing is here or on what it points to."""

    MOVES = PLACEMENT_MOVES

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="placement")
    plan = models.ForeignKey(
        InternshipPlan,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="placements",
        verbose_name=_("plan"),
    )
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="placements")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="placements", db_index=False)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="placements")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="supervised_placements",
        verbose_name=_("school supervisor"),
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="mentored_placements",
        verbose_name=_("enterprise mentor"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PositionKind, default=PositionKind.POST_INTERNSHIP)
    source = models.CharField(_("form of organisation"), max_length=20, choices=Source, default=Source.ARRANGED)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    started_on = models.DateField(_("began on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    pay_cny_per_month = models.PositiveIntegerField(_("pay (CNY per month)"))
    region = models.CharField(_("region code"), max_length=6)
    city = models.CharField(_("city"), max_length=40)
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_school_base = models.BooleanField(_("internship base of the school or above"), default=False)
    filing_no = models.CharField(_("filing number"), max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=PlacementState, default=PlacementState.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        permissions = [
            ("manage_placement", "Prepare, start and end the placement"),
            ("sign_school", "Sign for the school"),
            ("sign_enterprise", "Sign for the enterprise"),
            ("sign_student", "Sign as the student"),
            ("give_consent", "Consent as the guardian"),
            ("keep_log", "Keep the logs as the student"),
            ("supervise_placement", "Guide and score for the school"),
            ("mentor_placement", "Confirm and score for the enterprise"),
            ("follow_incident", "See incidents and early ends"),
            ("handle_incident", "Handle incidents"),
            ("publish_grade", "Publish grades"),
            ("moderate_grade", "Moderate grades and answer appeals"),
            ("appeal_grade", "Accept the grade or appeal"),
        ]
        indexes = [
            models.Index(fields=["plan", "state"]),
            models.Index(fields=["enterprise", "state"]),
            models.Index(fields=["supervisor", "state"]),
            models.Index(fields=["state", "starts_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlacementState.values), name="placement_state_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="placement_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="terminated") | Q(plan__isnull=False),
                name="placement_past_draft_has_a_plan",
            ),
        ]

    def __str__(self):
        return f"{self.student} · {self.enterprise}"

    def get_absolute_url(self):
        return reverse("internships:placement_detail", args=[self.pk])

    @property
    def school(self):
        return self.student.student_class.department.school

    @property
    def is_minor(self):
        """Whether the student is under 18 on the first day; a birth date nobody knows counts as yes."""
        age = self.student.age_on(self.starts_on)
        return age is None or age < ADULT

    @property
    def is_cross_province(self):
        return jurisdiction_of(self.region) != jurisdiction_of(self.school.region)

    @property
    def last_day(self):
        return self.ended_on or self.ends_on


class PlacementUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Placement, on_delete=models.CASCADE)


class PlacementGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Placement, on_delete=models.CASCADE)
