"""Programmes, plans and committees for tests, made as the services make them."""

import factory
from factory.django import DjangoModelFactory

from curricula import models
from curricula.states import Choice, VersionState
from marketplace import policy, transitions
from marketplace.states import Role
from tests.factories import DepartmentFactory, MajorFactory, UserFactory, member


class CommitteeFactory(DjangoModelFactory):
    class Meta:
        model = models.Committee

    department = factory.SubFactory(DepartmentFactory)
    name = factory.Sequence("专业建设委员会{}".format)


class CommitteeMemberFactory(DjangoModelFactory):
    class Meta:
        model = models.CommitteeMember

    committee = factory.SubFactory(CommitteeFactory)
    user = factory.SubFactory(UserFactory)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = models.Programme
        django_get_or_create = ("department", "major")
        skip_postgeneration_save = True

    department = factory.SubFactory(DepartmentFactory)
    school = factory.SelfAttribute("department.school")
    major = factory.SubFactory(MajorFactory)

    @factory.post_generation
    def ground(programme, create, extracted):
        policy.sync(programme)


class VersionFactory(DjangoModelFactory):
    """A plan in force since the cohort of 2020, without courses."""

    class Meta:
        model = models.ProgrammeVersion
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.LazyAttribute(lambda version: version.programme.versions.count() + 1)
    effective_cohort = 2020
    aims = "培养机电设备安装、调试与维护人才。"
    state = VersionState.PUBLISHED

    @factory.post_generation
    def ground(version, create, extracted):
        transitions.begin(version, by=None)


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = models.Course

    version = factory.SubFactory(VersionFactory)
    code = factory.Sequence("C{:03d}".format)
    zh = factory.Sequence("课程{}".format)
    en = factory.Sequence("Course {}".format)
    category = "core"
    hours_theory = 32
    hours_practice = 32
    credits = 4


class CoverageFactory(DjangoModelFactory):
    class Meta:
        model = models.Coverage

    course = factory.SubFactory(CourseFactory)
    kind = "M"
    level = 3


class ProposalFactory(DjangoModelFactory):
    """A draft that adds one coverage cell to the base version."""

    class Meta:
        model = models.Proposal
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    base = factory.LazyAttribute(
        lambda proposal: proposal.programme.versions.first() or VersionFactory(programme=proposal.programme)
    )
    title = "增加可编程控制器课程的目标等级"
    reason = "近四个季度岗位需求持续上升。"
    effective_cohort = 2026
    created_by = factory.LazyAttribute(lambda proposal: member(Role.PROGRAMME_LEADER, proposal.programme.department))
    change = factory.LazyFunction(
        lambda: {
            "parts": [{"part": "aims", "before": "培养机电设备安装、调试与维护人才。", "after": "新的目标"}],
            "courses": [],
            "coverage": [],
        }
    )

    @factory.post_generation
    def ground(proposal, create, extracted):
        transitions.begin(proposal, by=proposal.created_by)


def committee_of(programme, people=3, enterprise=1, **kwargs):
    """Give `programme` a committee of `people`, the last `enterprise` of them from enterprises, the first its chair."""
    committee = CommitteeFactory(department=programme.department, **kwargs)
    for number in range(people):
        CommitteeMemberFactory(committee=committee, is_chair=number == 0, is_enterprise=number >= people - enterprise)
    programme.committee = committee
    programme.save()
    policy.sync(programme)
    return list(committee.members.all())


__all__ = [
    "Choice",
    "CommitteeFactory",
    "CommitteeMemberFactory",
    "CourseFactory",
    "CoverageFactory",
    "ProgrammeFactory",
    "ProposalFactory",
    "VersionFactory",
    "committee_of",
]
