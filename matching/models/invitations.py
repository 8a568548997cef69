"""Invitations: an enterprise asks somebody who has not applied to do so, without learning who it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from marketplace import policy
from marketplace.models import Stateful, Student
from matching.models.scores import OfPositionsQuerySet
from matching.states import INVITATION_MOVES, InvitationState
from recruitment.models import Position


class InvitationQuerySet(OfPositionsQuerySet):
    def visible_to(self, user):
        """For the invited alone: an enterprise sees of an invitation only its state, through its position."""
        return policy.visible(self, user, "view_invitation")

    def waiting(self):
        return self.filter(state=InvitationState.SENT)


class Invitation(Stateful):
    """The wish of a position that a student applies; at most one for each pair, ever."""

    MOVES = INVITATION_MOVES

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="invitations")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=InvitationState, default=InvitationState.SENT)
    created_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [("answer_invitation", "Answer an invitation as the student")]
        indexes = [models.Index(fields=["student", "state"]), models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["position", "student"], name="one_invitation_per_pair"),
            models.CheckConstraint(condition=Q(state__in=InvitationState.values), name="invitation_state_is_known"),
        ]

    def __str__(self):
        return f"{self.position_id}/{self.student_id} {self.state}"


class InvitationUserPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Invitation, on_delete=models.CASCADE)


class InvitationGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Invitation, on_delete=models.CASCADE)
