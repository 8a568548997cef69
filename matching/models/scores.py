"""The fits of the matcher, the word vectors of students, the scores with their reasons, and its runs."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from marketplace.models import Student
from matching.models.versions import Version
from matching.states import UNFINISHED, RunPhase
from recruitment.models import Position
from recruitment.models.position import published


class Fit(models.Model):
    """A matcher that has learned: its version and what it learned. The newest one of a version serves."""

    version = models.CharField(max_length=40)
    fitted_at = models.DateTimeField(default=timezone.now)
    positions = models.PositiveIntegerField()  # how many texts of each kind it has read
    profiles = models.PositiveIntegerField()
    state = models.BinaryField()  # of its text model
    usual = models.BinaryField()  # what is usual in each major
    round_at = models.DateTimeField(null=True)  # when the latest round over every position began under it
    weighing = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")  # null: the rule

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["version", "-id"])]

    def __str__(self):
        return f"{self.version} {self.fitted_at:%Y-%m-%d}"


class WordVector(models.Model):
    """The words of a student's profile under one fit: columns (int32) and weights (float32) of a sparse row."""

    student = models.OneToOneField(Student, on_delete=models.CASCADE, primary_key=True, related_name="+")
    fit = models.ForeignKey(Fit, on_delete=models.CASCADE, related_name="+")
    columns = models.BinaryField()
    weights = models.BinaryField()
    named = models.BinaryField(default=bytes)  # int32: the skills that the profile names in the student's own words

    def __str__(self):
        return f"{self.student_id}"


class OfPositionsQuerySet(models.QuerySet):
    def of_open_positions(self):
        """Of those that `Position.published` finds, by joins: the positions are read with the rows."""
        return self.filter(published("position__"))


class ScoreQuerySet(OfPositionsQuerySet):
    def best_first(self):
        return self.order_by("-score", "pk")


class Score(models.Model):
    """How well a student fits a position, and why. Kept for the best of a position and for the best of a student."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="scores")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="scores")
    score = models.FloatField()  # 0–1
    rank = models.PositiveIntegerField(null=True)  # 1 = best of the position; null: not among the best that are kept
    parts = models.JSONField()
    breakdown = models.JSONField()
    musts_missing = models.PositiveSmallIntegerField(null=True)  # must-skills below the level asked for
    major_distance = models.PositiveSmallIntegerField(null=True)  # `constraints.major_distance`
    is_listed = models.BooleanField(default=False)  # among the best of the position, or applied
    model_version = models.CharField(max_length=40)
    computed_at = models.DateTimeField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position", "student"], name="one_score_per_pair"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="score_0_to_1"),
        ]
        indexes = [models.Index(fields=["position", "-score"]), models.Index(fields=["student", "-score"])]

    def __str__(self):
        return f"{self.position_id}/{self.student_id}: {self.score:.3f}"

    @property
    def per_cent(self):
        return round(100 * self.score)


class MatchRun(models.Model):
    """The latest run for one position or one student: one row per subject, so that waiting twice is waiting once."""

    position = models.OneToOneField(Position, on_delete=models.CASCADE, null=True, related_name="match_run")
    student = models.OneToOneField(Student, on_delete=models.CASCADE, null=True, related_name="match_run")
    phase = models.CharField(max_length=10, choices=RunPhase, default=RunPhase.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    ranked = models.PositiveIntegerField(default=0)  # candidates of the position, positions of the student
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["phase", "asked_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(position=None, student__isnull=False) | Q(position__isnull=False, student=None),
                name="run_of_one_position_or_one_student",
            ),
            models.CheckConstraint(condition=Q(phase__in=RunPhase.values), name="run_phase_is_known"),
        ]

    def __str__(self):
        return f"{self.position_id or '-'}/{self.student_id or '-'} {self.phase}"

    @property
    def is_unfinished(self):
        return self.phase in UNFINISHED
