from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from curricula.models.committee import Committee
from curricula.states import VERSION_MOVES, VersionState
from marketplace import policy
from marketplace.models import Department, Major, School, Stateful

PARTS = (
    "entry_requirements",
    "target_occupations",
    "aims",
    "graduate_profile",
    "course_structure",
    "hours_arrangement",
    "schedule",
    "support",
    "graduation_requirements",
)


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Programmes with a plan in force, which is public (教职成〔2019〕13号), and those granted to `user`."""
        public = Q(pk__in=ProgrammeVersion.objects.filter(state=VersionState.PUBLISHED).values("programme"))
        return self.filter(public | policy.sees(self.model, user, "view_programme"))

    def granted_to(self, user, codename="view_programme"):
        return policy.visible(self, user, codename)


class Programme(models.Model):
    """What a department teaches for one major (专业): the thing whose training plan has versions."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="programmes")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="programmes")
    major = models.ForeignKey(Major, on_delete=models.PROTECT, related_name="programmes")
    committee = models.ForeignKey(
        Committee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("committee"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["department", "major"]
        permissions = [
            ("analyse_programme", "See gaps and proposals"),
            ("trace_programme", "See the students behind the numbers"),
            ("propose_programme", "Draft and submit changes"),
            ("convene_programme", "Open the vote of the committee"),
            ("review_programme", "Decide for academic affairs"),
            ("approve_programme", "Decide finally"),
        ]
        constraints = [models.UniqueConstraint(fields=["department", "major"], name="one_programme_per_major")]

    def __str__(self):
        return str(self.major)

    def get_absolute_url(self):
        return reverse("curricula:programme_detail", args=[self.pk])


class ProgrammeUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Programme, on_delete=models.CASCADE)


class ProgrammeGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Programme, on_delete=models.CASCADE)


class ProgrammeVersionQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=VersionState.PUBLISHED)

    def visible_to(self, user):
        """What is or was in force is public; drafts are for those who write and check them."""
        public = Q(state=VersionState.PUBLISHED) | Q(state=VersionState.RETIRED, published_on__isnull=False)
        return self.filter(public | policy.sees(self.model, user, "analyse_programme"))

    def effective_for(self, cohort):
        """Versions in force for students who entered in `cohort`, the one that counts first."""
        return self.published().filter(effective_cohort__lte=cohort).order_by("-effective_cohort", "-number")

    def current(self):
        """Versions in force, the newest cohort first."""
        return self.published().order_by("-effective_cohort", "-number")


class ProgrammeVersion(Stateful):
    """One training plan (人才培养方案): its parts and courses, in force from the entry year `effective_cohort`.

    The required parts are those of 教职成〔2019〕13号; the name and code of the major are the programme's.
    """

    MOVES = VERSION_MOVES
    GUARD = "programme"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors")
    effective_cohort = models.PositiveSmallIntegerField(
        _("from entry year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    duration_years = models.PositiveSmallIntegerField(
        _("duration (years)"), default=3, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    entry_requirements = models.TextField(_("entry requirements"), blank=True)
    target_occupations = models.TextField(_("target occupations"), blank=True)
    aims = models.TextField(_("aims"), blank=True)
    graduate_profile = models.TextField(_("graduate profile"), blank=True)
    course_structure = models.TextField(_("course structure"), blank=True)
    hours_arrangement = models.TextField(_("arrangement of hours"), blank=True)
    schedule = models.TextField(_("teaching schedule"), blank=True)
    support = models.TextField(_("staff, rooms and other support"), blank=True)
    graduation_requirements = models.TextField(_("graduation requirements"), blank=True)
    state = models.CharField(max_length=20, choices=VersionState, default=VersionState.DRAFT, db_index=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    import_key = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["programme", "import_key"], condition=~Q(import_key=""), name="one_version_per_imported_file"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="version_state_is_known"),
        ]

    def __str__(self):
        return f"{self.programme} v{self.number}"

    def get_absolute_url(self):
        return reverse("curricula:version_detail", args=[self.pk])
