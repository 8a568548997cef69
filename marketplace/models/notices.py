from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user_id=user.pk)

    def unread(self):
        return self.filter(read_at=None)

    def unmailed(self):
        return self.filter(mailed_at=None, mail_wanted=True)


class Notice(models.Model):
    """News for one person, kept as a kind and its parameters; the words are made when it is read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mail_wanted = models.BooleanField(default=True)
    claimed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"]),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["user"], condition=Q(mailed_at=None, mail_wanted=True), name="notice_unmailed"),
        ]

    def __str__(self):
        return f"{self.user_id}: {self.kind}"


class NoticePreference(models.Model):
    """How a person wants one group of notices by mail. No row: a daily digest."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DIGEST = "digest", _("daily digest")
        NEVER = "never", _("no mail")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences")
    group = models.CharField(max_length=30)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.DIGEST)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="one_preference_per_group")]

    def __str__(self):
        return f"{self.user_id}: {self.group} {self.mail}"
