"""What the matcher remembers."""

from matching.models.invitations import Invitation, InvitationGroupPermission, InvitationUserPermission
from matching.models.scores import Fit, MatchRun, Score, ScoreQuerySet, WordVector

__all__ = [
    "Fit", "Invitation", "InvitationGroupPermission", "InvitationUserPermission", "MatchRun", "Score", "ScoreQuerySet",
    "WordVector",
]  # fmt: skip
