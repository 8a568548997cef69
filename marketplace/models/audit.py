from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that may be added and read, and by the application neither changed nor deleted."""

    def update(self, **kwargs):
        raise TypeError(f"{self.model.__name__} is append-only")

    def delete(self):
        raise TypeError(f"{self.model.__name__} is append-only")


class Stateful(models.Model):
    """A row of a state machine. `state`, `state_at` and `due_at` are written by `transitions` alone.

    Subclasses name their table of moves `MOVES`, and in `GUARD` the path to the object that holds their grants
    (empty: the object itself).
    """

    MOVES = {}
    GUARD = ""

    state_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def policy_object(self):
        found = self
        for name in filter(None, self.GUARD.split("__")):
            found = getattr(found, name)
        return found


class TransitionLog(models.Model):
    """One move of one object: the audit trail. Each object's rows form a hash chain (`marketplace.audit`)."""

    class Via(models.TextChoices):
        ACCOUNT = "account"
        LINK = "link"
        CLOCK = "clock"

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, db_index=False)
    object_id = models.PositiveBigIntegerField()
    object = GenericForeignKey()
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=10, choices=Via, default=Via.ACCOUNT)
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["content_type", "object_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "seq"], name="one_row_per_step_of_a_chain")
        ]

    def __str__(self):
        return f"{self.content_type_id}/{self.object_id} #{self.seq} {self.action}"


class AuditRoot(models.Model):
    """A signed digest over the log from the root before to row `last_id` (`chains`: how many chains grew).

    It finds what the chains alone do not: a chain cut at its end, removed whole, or written anew.
    """

    at = models.DateTimeField(default=timezone.now)
    last_id = models.PositiveBigIntegerField()
    chains = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=200)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} ≤ {self.last_id}"


class PersonalDataView(models.Model):
    """That a person of an enterprise (or anyone outside the student's school) looked at a student's data."""

    LABELS = {
        "agreement": _("agreement"),
        "application": _("application and résumé"),
        "application_list": _("list of applications"),
        "candidate": _("comparison with a position"),
        "candidate_list": _("list of candidates"),
        "grade_sheet": _("scores and grade"),
        "leave": _("leave"),
        "log": _("weekly log"),
        "log_list": _("list of weekly logs"),
        "placement": _("internship"),
        "placement_list": _("list of internships"),
        "resume": _("résumé as PDF"),
    }
    LISTS = frozenset(what for what in LABELS if what.endswith("_list"))
    PAGES = sorted(LABELS.keys() - LISTS)

    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    student = models.ForeignKey("Student", on_delete=models.CASCADE, related_name="data_views", db_index=False)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, db_index=False)
    object_id = models.PositiveBigIntegerField()
    object = GenericForeignKey()
    what = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["student", "-at"]),
            # the limit counts pages, of which there are few, not lists; it reads nothing but this index
            models.Index(fields=["viewer", "what", "at", "student"]),
        ]

    def __str__(self):
        return f"{self.viewer_id} saw {self.what} of {self.student_id}"

    @property
    def label(self):
        return self.LABELS.get(self.what, self.what)
