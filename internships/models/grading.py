from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from internships.models.placement import Placement
from internships.models.plan import InternshipPlan
from internships.work_states import (
    SCORE_MOVES,
    SHEET_MOVES,
    SHOWN_TO_STUDENT,
    UNSCORED,
    UNSETTLED,
    Grade,
    ScoreState,
    SheetState,
    Side,
)
from marketplace import policy
from marketplace.models import Skill, Stateful
from marketplace.models.audit import AppendOnlyQuerySet
from marketplace.states import SkillLevel


class Rubric(models.Model):
    plan = models.OneToOneField(InternshipPlan, on_delete=models.CASCADE, related_name="rubric")

    def __str__(self):
        return str(self.plan)


class Criterion(models.Model):
    """A row of the rubric. Weights are whole percents of one grader's score; `levels` describe 4 bands, worst first."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    zh = models.CharField(_("Chinese name"), max_length=80)
    en = models.CharField(_("English name"), max_length=120, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight (%)"), validators=[MaxValueValidator(100)])
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    levels = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["rubric", "pk"]

    def __str__(self):
        return self.en if get_language() == "en" and self.en else self.zh


class GradeSheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sheets of visible placements; the student sees one from its publication on."""
        seen = policy.visible(self, user, "view_placement")
        return seen.filter(Q(state__in=SHOWN_TO_STUDENT) | ~policy.holds(self.model, user, "keep_log"))

    def published(self):
        return self.filter(state__in=SHOWN_TO_STUDENT)


class GradeSheet(Stateful):
    """The joint grade of a placement: two blind scores, moderation where they differ, a publication, one appeal."""

    MOVES = SHEET_MOVES
    GUARD = "placement"

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="sheet")
    has_appealed = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=SheetState, default=SheetState.SCORING, db_index=True)

    objects = GradeSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state_is_known")]

    def __str__(self):
        return str(self.placement)

    def get_absolute_url(self):
        return reverse("internships:sheet_detail", args=[self.pk])

    def is_shown(self, *, to_student):
        """What `visible_to` says, for a sheet of a visible placement that is in hand."""
        return not to_student or self.state in SHOWN_TO_STUDENT

    @property
    def current(self):
        """The newest version of the grade, or None while nothing is settled."""
        return max(self.versions.all(), key=lambda version: version.number, default=None)


class ScoreQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A grader's own score always; the other one, and to everybody else any, only when the sheet is settled.

        The student sees both from the publication on. A superuser is as blind as the rest.
        """
        settled = policy.sees(self.model, user, "view_placement") & ~Q(sheet__state__in=UNSETTLED)
        others = ~policy.holds(self.model, user, "keep_log")
        return self.filter(self._own(user) | settled & (Q(sheet__state__in=SHOWN_TO_STUDENT) | others))

    def own_of(self, user):
        return self.filter(self._own(user))

    def _own(self, user):
        school = Q(side=Side.SCHOOL) & policy.holds(self.model, user, "supervise_placement")
        return school | Q(side=Side.ENTERPRISE) & policy.holds(self.model, user, "mentor_placement")


class Score(Stateful):
    """One grader's score of one placement, made without sight of the other."""

    MOVES = SCORE_MOVES
    GUARD = "sheet__placement"

    sheet = models.ForeignKey(GradeSheet, on_delete=models.CASCADE, related_name="scores")
    side = models.CharField(_("side"), max_length=20, choices=Side)
    grader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.TextField(_("reasons, for the student to read"), blank=True, max_length=2000)
    total = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, choices=ScoreState, db_index=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "-side"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ScoreState.values), name="score_state_is_known"),
            models.UniqueConstraint(fields=["sheet", "side"], name="one_score_per_side"),
        ]

    def __str__(self):
        return f"{self.sheet} {self.get_side_display()}"

    def get_absolute_url(self):
        return reverse("internships:score_give", args=[self.pk])

    @property
    def is_awaited(self):
        return self.state in UNSCORED


class ScoreRow(models.Model):
    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="rows")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    mark = models.PositiveSmallIntegerField(_("mark (0–100)"), validators=[MaxValueValidator(100)])
    level = models.PositiveSmallIntegerField(_("level"), choices=SkillLevel, null=True, blank=True)

    class Meta:
        ordering = ["score", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["score", "criterion"], name="one_mark_per_criterion"),
            models.CheckConstraint(condition=Q(mark__lte=100), name="mark_at_most_100"),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.mark}"


class GradeVersion(models.Model):
    """A grade as it once stood, who made it and why. Rows are added, never changed."""

    class Ground(models.TextChoices):
        COMPUTED = "computed", _("computed from the scores")
        MODERATED = "moderated", _("decided in moderation")
        APPEAL = "appeal", _("decided on the appeal")

    sheet = models.ForeignKey(GradeSheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=20, choices=Ground)
    school_total = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    enterprise_total = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    log_score = models.DecimalField(max_digits=4, decimal_places=1)
    weights = models.JSONField()
    total = models.DecimalField(max_digits=4, decimal_places=1)
    grade = models.CharField(max_length=20, choices=Grade)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_grade_per_version"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="grade_is_known"),
        ]

    def __str__(self):
        return f"{self.sheet_id} v{self.number}: {self.total} {self.grade}"
