from curricula.models.committee import Committee, CommitteeMember
from curricula.models.course import Course, Coverage
from curricula.models.programme import (
    PARTS,
    Programme,
    ProgrammeGroupPermission,
    ProgrammeUserPermission,
    ProgrammeVersion,
)
from curricula.models.proposal import Ballot, BallotGroupPermission, BallotUserPermission, Proposal, Vote

__all__ = [
    "PARTS",
    "Ballot",
    "BallotGroupPermission",
    "BallotUserPermission",
    "Committee",
    "CommitteeMember",
    "Course",
    "Coverage",
    "Programme",
    "ProgrammeGroupPermission",
    "ProgrammeUserPermission",
    "ProgrammeVersion",
    "Proposal",
    "Vote",
]
