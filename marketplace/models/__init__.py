from marketplace.models.audit import AuditRoot, PersonalDataView, Stateful, TransitionLog
from marketplace.models.forms import SentForm
from marketplace.models.law import (
    LawCheck,
    LawRelease,
    LawReleaseGroupPermission,
    LawReleaseUserPermission,
    LawRule,
)
from marketplace.models.links import ActionLink
from marketplace.models.notices import Notice, NoticePreference
from marketplace.models.organisations import (
    Department,
    Enterprise,
    EnterpriseGroupPermission,
    EnterpriseUserPermission,
    Inspection,
    Major,
    School,
    Site,
    StudentClass,
)
from marketplace.models.people import Membership, Student, User
from marketplace.models.searches import SearchQuery
from marketplace.models.skills import Skill, SkillAlias, SkillEvidence
from marketplace.models.work import ScheduledJob, TaskDecision, Worker

__all__ = [
    "ActionLink",
    "AuditRoot",
    "Department",
    "Enterprise",
    "EnterpriseGroupPermission",
    "EnterpriseUserPermission",
    "Inspection",
    "LawCheck",
    "LawRelease",
    "LawReleaseGroupPermission",
    "LawReleaseUserPermission",
    "LawRule",
    "Major",
    "Membership",
    "Notice",
    "NoticePreference",
    "PersonalDataView",
    "ScheduledJob",
    "School",
    "SearchQuery",
    "SentForm",
    "Site",
    "Skill",
    "SkillAlias",
    "SkillEvidence",
    "Stateful",
    "Student",
    "StudentClass",
    "TaskDecision",
    "TransitionLog",
    "User",
    "Worker",
]
