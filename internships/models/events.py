from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from internships.models.placement import Placement
from internships.work_states import (
    EARLY_END_MOVES,
    INCIDENT_MOVES,
    LEAVE_MOVES,
    EndReason,
    IncidentKind,
    IncidentState,
    LeaveKind,
    RequestState,
)
from marketplace import policy
from marketplace.models import Stateful


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """To the student and the school; the enterprise is told by the school, not by a page."""
        return policy.visible(self, user, "follow_incident")

    def open_first(self):
        """Open and urgent ones on top, then the newest."""
        return self.annotate(is_over=Q(state=IncidentState.RESOLVED)).order_by("is_over", "-is_urgent", "-pk")


class Incident(Stateful):
    """What a student reports: an accident, a danger, a right that is not kept."""

    MOVES = INCIDENT_MOVES
    GUARD = "placement"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="incidents")
    kind = models.CharField(_("what it is about"), max_length=20, choices=IncidentKind)
    happened_on = models.DateField(_("day"))
    words = models.TextField(_("what happened"), max_length=2000)
    is_urgent = models.BooleanField(_("I need help now"), default=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=IncidentState, default=IncidentState.REPORTED, db_index=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=IncidentState.values), name="incident_state_is_known")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.placement}"

    def get_absolute_url(self):
        return reverse("internships:incident_detail", args=[self.pk])


class LeaveQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_placement")


class Leave(Stateful):
    """Days off that a student asks for, first and last day included."""

    MOVES = LEAVE_MOVES
    GUARD = "placement"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="leaves")
    kind = models.CharField(_("kind"), max_length=20, choices=LeaveKind)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    words = models.CharField(_("why"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.REQUESTED, db_index=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="leave_state_is_known"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="leave_ends_after_it_starts"),
        ]

    def __str__(self):
        return f"{self.placement} {self.from_on}–{self.to_on}"

    def get_absolute_url(self):
        return reverse("internships:leave_detail", args=[self.pk])


class EarlyEndQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "follow_incident")


class EarlyEnd(Stateful):
    """A student's wish to end the internship before its last day."""

    MOVES = EARLY_END_MOVES
    GUARD = "placement"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="early_ends")
    kind = models.CharField(_("reason"), max_length=20, choices=EndReason)
    last_on = models.DateField(_("last day"))
    words = models.TextField(_("in your words"), max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.REQUESTED, db_index=True)

    objects = EarlyEndQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="early_end_state_is_known"),
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state="requested"), name="one_open_early_end_per_placement"
            ),
        ]

    def __str__(self):
        return f"{self.placement} {self.last_on}"

    def get_absolute_url(self):
        return reverse("internships:early_end_detail", args=[self.pk])
