from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.models import Department


class Committee(models.Model):
    """A major development committee (专业建设委员会), and the rule by which it is able to decide."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="committees")
    name = models.CharField(_("name"), max_length=80)
    quorum_percent = models.PositiveSmallIntegerField(
        _("quorum (percent of members)"), default=67, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    enterprise_votes_min = models.PositiveSmallIntegerField(_("votes of enterprise members at least"), default=1)
    vote_days = models.PositiveSmallIntegerField(
        _("days to vote"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        ordering = ["department", "name"]
        constraints = [
            models.UniqueConstraint(fields=["department", "name"], name="one_committee_per_name"),
            models.CheckConstraint(
                condition=Q(quorum_percent__gte=1, quorum_percent__lte=100), name="quorum_is_a_percentage"
            ),
        ]

    def __str__(self):
        return self.name


class CommitteeMember(models.Model):
    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="committee_seats")
    is_enterprise = models.BooleanField(_("from an enterprise"), default=False)
    is_chair = models.BooleanField(_("chair"), default=False)

    class Meta:
        ordering = ["-is_chair", "is_enterprise", "pk"]
        constraints = [models.UniqueConstraint(fields=["committee", "user"], name="one_seat_per_person")]

    def __str__(self):
        return str(self.user)
