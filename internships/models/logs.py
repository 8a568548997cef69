from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from internships.models.placement import Placement
from internships.work_states import (
    CONFIRMATION_MOVES,
    EDITABLE,
    LOG_MOVES,
    ConfirmationState,
    LogState,
)
from marketplace import policy
from marketplace.models import Skill, Stateful
from marketplace.states import SkillLevel


class WeeklyLogQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Logs of visible placements; one that is being written only to its writer."""
        seen = policy.visible(self, user, "view_placement")
        mine = policy.holds(self.model, user, "keep_log")
        return seen.filter(~Q(state__in=[LogState.DRAFT, LogState.VOID]) | mine)

    def with_entries(self):
        """The entries of each in their order, without the join that their order of many logs needs."""
        return self.prefetch_related(models.Prefetch("entries", LogEntry.objects.order_by("position")))

    def shown(self, *, to_keeper):
        """What `visible_to` says, for the logs of a visible placement that is in hand; without void ones."""
        return self.kept() if to_keeper else self.kept().exclude(state=LogState.DRAFT)

    def kept_by(self, user):
        return policy.held(self, user, "keep_log")

    def supervised_by(self, user):
        return policy.held(self, user, "supervise_placement")

    def waiting(self):
        return self.filter(state=LogState.SUBMITTED)

    def kept(self):
        return self.exclude(state=LogState.VOID)

    def quiet(self):
        """Submitted logs about which there is nothing to ask."""
        return self.waiting().filter(risk=0)

    def by_risk(self):
        return self.order_by("-risk", "submitted_at", "pk")


class WeeklyLog(Stateful):
    """One week of one placement. `risk` is the sum of the named parts in `questions`; 0: nothing to ask."""

    MOVES = LOG_MOVES
    GUARD = "placement"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="logs", db_index=False)
    week_on = models.DateField(_("week from Monday"))
    days_worked = models.PositiveSmallIntegerField(
        _("days at work this week"), default=5, validators=[MaxValueValidator(7)]
    )
    note = models.TextField(_("a word to the supervisor"), blank=True, max_length=1000)
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    risk = models.PositiveSmallIntegerField(default=0)
    questions = models.JSONField(default=list, blank=True)
    signature = models.BinaryField(null=True, editable=False)
    state = models.CharField(max_length=20, choices=LogState, default=LogState.DRAFT)

    objects = WeeklyLogQuerySet.as_manager()

    class Meta:
        ordering = ["-week_on", "-pk"]
        indexes = [
            models.Index(fields=["state", "-risk", "submitted_at"]),
            models.Index(fields=["placement", "state"]),  # what waits of those whom somebody guides
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LogState.values), name="log_state_is_known"),
            models.CheckConstraint(condition=Q(week_on__week_day=2), name="log_week_starts_on_monday"),
            models.UniqueConstraint(fields=["placement", "week_on"], name="one_log_per_week"),
        ]

    def __str__(self):
        return f"{self.placement} {self.week_on}"

    def get_absolute_url(self):
        return reverse("internships:log_detail", args=[self.pk])

    def clean(self):
        if self.week_on and self.week_on.weekday():
            raise ValidationError({"week_on": _("A week starts on Monday.")})

    @property
    def ends_on(self):
        return self.week_on + timedelta(days=6)

    @property
    def is_editable(self):
        return self.state in EDITABLE


class LogEntry(models.Model):
    """A piece of work: task, skill, result, difficulty, next step. The artifact is cleaned before it is kept."""

    log = models.ForeignKey(WeeklyLog, on_delete=models.CASCADE, related_name="entries", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    on = models.DateField(_("day"))
    task = models.CharField(_("what I did"), max_length=500)
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("skill")
    )
    difficulty = models.CharField(_("what was hard"), max_length=500, blank=True)
    next_step = models.CharField(_("next step"), max_length=500, blank=True)
    artifact = models.FileField(_("photo or file"), upload_to="internships/artifacts/", blank=True)
    artifact_name = models.CharField(max_length=120, blank=True)
    artifact_type = models.CharField(max_length=80, blank=True)
    artifact_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["log", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["log", "position"], name="one_entry_per_position")]

    def __str__(self):
        return self.task

    @property
    def is_image(self):
        return self.artifact_type.startswith("image/")


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_placement")

    def mentored_by(self, user):
        return policy.held(self, user, "mentor_placement")

    def awaited(self):
        return self.filter(state=ConfirmationState.AWAITED)


class Confirmation(Stateful):
    """The mentor's word about a submitted week."""

    MOVES = CONFIRMATION_MOVES
    GUARD = "log__placement"

    log = models.OneToOneField(WeeklyLog, on_delete=models.CASCADE, related_name="confirmation")
    comment = models.TextField(_("comment"), blank=True, max_length=1000)
    state = models.CharField(max_length=20, choices=ConfirmationState, default=ConfirmationState.AWAITED)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["log"], condition=Q(state="awaited"), name="confirmation_awaited"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ConfirmationState.values), name="confirmation_state_is_known")
        ]

    def __str__(self):
        return str(self.log)

    def get_absolute_url(self):
        return reverse("internships:confirmation_answer", args=[self.pk])


class EntryConfirmation(models.Model):
    """What the mentor saw of one entry: that it was so, and the level of its skill."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="rows")
    entry = models.OneToOneField(LogEntry, on_delete=models.CASCADE, related_name="confirmation")
    is_confirmed = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(choices=SkillLevel, null=True, blank=True)

    class Meta:
        ordering = ["confirmation", "entry"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__gte=1, level__lte=5), name="confirmed_level_1_to_5"
            )
        ]

    def __str__(self):
        return f"{self.entry}: {self.is_confirmed} {self.level or ''}"
