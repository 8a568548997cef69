from recruitment.models.application import (
    Application,
    ApplicationGroupPermission,
    ApplicationUserPermission,
    Interview,
    Offer,
)
from recruitment.models.imports import ImportRow, PositionImport
from recruitment.models.position import (
    Position,
    PositionGroupPermission,
    PositionUserPermission,
    SkillRequirement,
)
from recruitment.models.resume import ProposedClaim, Resume, ResumeEntry, ResumeUpload

__all__ = [
    "Application",
    "ApplicationGroupPermission",
    "ApplicationUserPermission",
    "ImportRow",
    "Interview",
    "Offer",
    "Position",
    "PositionGroupPermission",
    "PositionImport",
    "PositionUserPermission",
    "ProposedClaim",
    "Resume",
    "ResumeEntry",
    "ResumeUpload",
    "SkillRequirement",
]
