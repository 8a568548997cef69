from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.models.audit import AppendOnlyQuerySet


class Worker(models.Model):
    """A process that takes tasks from the queue. It lives as long as it says so; see `marketplace.queue`."""

    id = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["host", "started_at"]

    def __str__(self):
        return f"{self.host}:{self.pid}"


class ScheduledJobQuerySet(models.QuerySet):
    def due(self, at):
        """What nobody works on and whose time has come, or whose holder died at it."""
        return self.filter(Q(leased_until=None, next_at__lte=at) | Q(leased_until__lte=at))


class ScheduledJob(models.Model):
    """When a step of the clock ran last and runs next, and who holds it: `marketplace.schedule`."""

    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    runs = models.PositiveBigIntegerField(default=0)

    objects = ScheduledJobQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class TaskDecision(models.Model):
    """What an operator did with tasks that had failed for good: the row of a discarded task is gone, this one stays."""

    class Action(models.TextChoices):
        RETRY = "retry", _("retried")
        DISCARD = "discard", _("discarded")

    action = models.CharField(max_length=10, choices=Action)
    task_path = models.CharField(max_length=200)
    arguments = models.CharField(max_length=300, blank=True)
    error = models.CharField(max_length=300, blank=True)
    tasks = models.PositiveIntegerField(default=1)
    reason = models.TextField(_("reason"), blank=True, max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.task_path}"
