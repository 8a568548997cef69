from internships.models.agreement import Agreement, Consent, Signature
from internships.models.events import EarlyEnd, Incident, Leave
from internships.models.gates import Insurance, SafetyAttempt, SafetyCheck, SafetyQuestion
from internships.models.grading import Criterion, GradeSheet, GradeVersion, Rubric, Score, ScoreRow
from internships.models.logs import Confirmation, EntryConfirmation, LogEntry, WeeklyLog
from internships.models.placement import Placement, PlacementGroupPermission, PlacementUserPermission
from internships.models.plan import (
    InternshipPlan,
    InternshipPlanGroupPermission,
    InternshipPlanUserPermission,
    PlanPartner,
    PlanPartnerGroupPermission,
    PlanPartnerUserPermission,
)

__all__ = [
    "Agreement",
    "Confirmation",
    "Consent",
    "Criterion",
    "EarlyEnd",
    "EntryConfirmation",
    "GradeSheet",
    "GradeVersion",
    "Incident",
    "Insurance",
    "InternshipPlan",
    "InternshipPlanGroupPermission",
    "InternshipPlanUserPermission",
    "Leave",
    "LogEntry",
    "Placement",
    "PlacementGroupPermission",
    "PlacementUserPermission",
    "PlanPartner",
    "PlanPartnerGroupPermission",
    "PlanPartnerUserPermission",
    "Rubric",
    "SafetyAttempt",
    "SafetyCheck",
    "SafetyQuestion",
    "Score",
    "ScoreRow",
    "Signature",
    "WeeklyLog",
]
