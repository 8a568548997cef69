"""What the matcher remembers."""

from matching.models.invitations import Invitation, InvitationGroupPermission, InvitationUserPermission
from matching.models.rounds import (
    Participant,
    ParticipantGroupPermission,
    ParticipantUserPermission,
    Preview,
    Recommendation,
    RecommendationGroupPermission,
    RecommendationUserPermission,
    Round,
    RoundEnterprise,
    RoundGroupPermission,
    RoundPosition,
    RoundUserPermission,
)
from matching.models.scores import Fit, MatchRun, Score, ScoreQuerySet, WordVector
from matching.models.versions import Version, VersionGroupPermission, VersionUserPermission

__all__ = [
    "Fit",
    "Invitation",
    "InvitationGroupPermission",
    "InvitationUserPermission",
    "MatchRun",
    "Participant",
    "ParticipantGroupPermission",
    "ParticipantUserPermission",
    "Preview",
    "Recommendation",
    "RecommendationGroupPermission",
    "RecommendationUserPermission",
    "Round",
    "RoundEnterprise",
    "RoundGroupPermission",
    "RoundPosition",
    "RoundUserPermission",
    "Score",
    "ScoreQuerySet",
    "Version",
    "VersionGroupPermission",
    "VersionUserPermission",
    "WordVector",
]
