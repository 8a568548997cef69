"""The people of a programme, and a small market around it."""

import pytest

from marketplace.states import Role
from tests import curricula_factories as plans
from tests import factories
from tests.world import *  # noqa: F403


@pytest.fixture
def programme(student):
    """The programme of `student`'s class, with a committee of three, one of them from an enterprise."""
    programme = plans.ProgrammeFactory(department=student.student_class.department, major=student.student_class.major)
    plans.committee_of(programme)
    return programme


@pytest.fixture
def members(programme):
    return list(programme.committee.members.all())


@pytest.fixture
def leader(programme):
    return factories.member(Role.PROGRAMME_LEADER, programme.department)


@pytest.fixture
def affairs(programme):
    return factories.member(Role.ACADEMIC_AFFAIRS, programme.school)


@pytest.fixture
def skill(db):
    return factories.SkillFactory(code="plc", zh="可编程控制器", en="PLC")


@pytest.fixture
def version(programme):
    return plans.VersionFactory(programme=programme)


@pytest.fixture
def course(version, skill):
    """A core course that reinforces `skill` up to level 2."""
    course = plans.CourseFactory(version=version, code="C1", zh="可编程控制器应用", en="PLC application")
    plans.CoverageFactory(course=course, skill=skill, kind="R", level=2)
    return course


@pytest.fixture
def proposal(programme, version, course, leader):
    """A draft that takes `course` to mastery at level 3."""
    return plans.ProposalFactory(
        programme=programme,
        base=version,
        created_by=leader,
        change={
            "parts": [],
            "courses": [],
            "coverage": [
                {
                    "op": "change",
                    "course": "C1",
                    "skill": "plc",
                    "before": {"kind": "R", "level": 2},
                    "after": {"kind": "M", "level": 3},
                }
            ],
        },
    )
