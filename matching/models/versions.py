"""What was learned from decisions of enterprises: weights of the score, and what is known about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from marketplace.models import Stateful
from matching.states import VERSION_MOVES, Doubt, VersionState


class VersionQuerySet(models.QuerySet):
    def serving(self):
        """The version that serves, or None: the rule does."""
        return self.filter(state=VersionState.SERVING).first()


class Version(Stateful):
    """Weights that were learned once, and their card. At most one serves and at most one is being trained."""

    MOVES = VERSION_MOVES

    state = models.CharField(max_length=20, choices=VersionState, default=VersionState.TRAINING, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    seed = models.PositiveIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    error = models.CharField(max_length=200, blank=True)  # of the last try
    doubt = models.CharField(max_length=20, choices=Doubt, blank=True)
    weights = models.JSONField(default=dict)  # fields of `rule.Weights`
    card = models.JSONField(default=dict)  # see `outcomes.training`

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("serve_version", "Say which version serves")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="learned_version_state_is_known"),
            models.CheckConstraint(condition=Q(doubt__in=["", *Doubt.values]), name="learned_version_doubt_is_known"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state__in=["serving", "training"]), name="one_learned_version_serves"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("matching:model_version", args=[self.pk])

    @property
    def name(self):
        return f"learned-{self.pk}"

    @property
    def is_waiting(self):
        """Whether it was trained and has not served since."""
        return self.state in {VersionState.READY, VersionState.STOOD_BACK}


class VersionUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Version, on_delete=models.CASCADE)


class VersionGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Version, on_delete=models.CASCADE)
