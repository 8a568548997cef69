from django.conf import settings
from django.db import models
from django.utils import timezone


class SentForm(models.Model):
    """A form that had its effect, by the key that it was shown with; kept for a day (`marketplace.once`)."""

    key = models.CharField(max_length=43, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return f"{self.user_id}: {self.path}"
