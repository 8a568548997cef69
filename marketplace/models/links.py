from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ActionLink(models.Model):
    """A letter of entry: one holder, one object, one set of actions, one term. The token itself is never stored."""

    class Delivery(models.TextChoices):
        QUEUED = "queued", _("waiting to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be delivered")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, db_index=False)
    object_id = models.PositiveBigIntegerField()
    object = GenericForeignKey()
    actions = models.JSONField()
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="action_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    delivery = models.CharField(max_length=10, choices=Delivery, default=Delivery.QUEUED)
    sent_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_action = models.CharField(max_length=40, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self):
        return f"{self.content_type_id}/{self.object_id} → {self.holder_id}"

    def is_live(self, at=None):
        return not self.revoked_at and (at or timezone.now()) < self.expires_at
