"""A position with a standard of two skills, and students who have some of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace import evidence
from marketplace.states import EvidenceClass
from matching import services
from recruitment.models import SkillRequirement
from tests import factories

COHORT = timezone.localdate().year - 3


@pytest.fixture
def skills(db):
    return factories.SkillFactory(zh="PLC编程", en="PLC programming"), factories.SkillFactory(
        zh="电气制图", en="Drawing"
    )


@pytest.fixture
def position(enterprise, hr, skills):
    position = factories.PositionFactory(enterprise=enterprise, created_by=hr)
    for skill, must in zip(skills, (True, False), strict=True):
        SkillRequirement.objects.create(position=position, skill=skill, level=3, must=must)
    return position


@pytest.fixture
def crowd(db):
    """`crowd(n)`: n more students of the same class, without evidence."""

    def make(count):
        supervisor = factories.UserFactory()
        student_class = factories.StudentClassFactory()
        return [factories.StudentFactory(student_class=student_class, supervisor=supervisor) for _ in range(count)]

    return make


@pytest.fixture
def attest():
    """`attest(student, skill, level, class)`: one more piece of evidence, a day after the last."""
    days = iter(range(365, 0, -1))

    def add(student, skill, level, evidence_class=EvidenceClass.CONFIRMED):
        on = timezone.localdate() - timedelta(days=next(days))
        return evidence.record(student, skill, level, evidence_class, on=on, by=student.user)

    return add


@pytest.fixture
def scored(position, student, skills, crowd, attest):
    """`position` with six candidates: `student` has the must-skill confirmed at 3, five others have nothing."""
    crowd(5)
    attest(student, skills[0], 3)
    services.rescore_position(position.pk)
    return position
