"""The small world in which the loop begins: a school with its plans, an inspected enterprise, and their people."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from internships.models import Criterion
from marketplace import evidence, policy
from marketplace.law import load, store
from marketplace.models import Enterprise, Major, Skill, Student, User
from marketplace.states import EvidenceClass, Role
from tests import curricula_factories as curricula
from tests import factories
from tests import internship_factories as internships


@dataclass
class World:
    student: Student
    rival: Student
    hr: User
    signatory: User  # signs for the enterprise, without an account
    coordinator: User
    leader: User
    affairs: User
    president: User
    chair: User
    teacher: User
    plc: Skill
    drawing: Skill
    mentor: dict = field(default_factory=lambda: {"name": "王师傅", "email": "wang@example.org"})
    guardian: dict = field(default_factory=lambda: {"name": "李建国", "email": "jianguo@example.org"})

    @property
    def major(self) -> Major:
        return self.student.student_class.major

    @property
    def enterprise(self) -> Enterprise:
        return self.hr.memberships.get().enterprise

    @property
    def supervisor(self) -> User:
        return self.student.supervisor

    @property
    def name(self) -> str:
        return self.student.user.display_name


def made():
    """A new world: nobody has posted, applied or signed anything yet."""
    store.import_rules(load.RULES, dry_run=False, overwrite=False)
    minor = timezone.localdate() - timedelta(days=17 * 365)
    student = factories.StudentFactory(user__name="李想", birth_date=minor)
    department = student.student_class.department
    enterprise = factories.EnterpriseFactory(inspected_on=timezone.localdate())
    world = World(
        student=student,
        rival=factories.StudentFactory(user__name="周游", supervisor=student.supervisor),
        hr=factories.member(Role.HR, enterprise, name="陈晓"),
        signatory=_without_account(factories.member(Role.HR, enterprise, name="赵总")),
        coordinator=factories.member(Role.COORDINATOR, department, name="孙主任"),
        leader=factories.member(Role.PROGRAMME_LEADER, department, name="吴教授"),
        affairs=factories.member(Role.ACADEMIC_AFFAIRS, department.school, name="郑处长"),
        president=factories.member(Role.LEADERSHIP, department.school, name="冯校长"),
        chair=factories.UserFactory(name="何委员"),
        teacher=factories.UserFactory(name="吕委员"),
        plc=factories.SkillFactory(zh="可编程控制器编程", en="PLC programming"),
        drawing=factories.SkillFactory(zh="电气制图", en="Electrical drawing"),
    )
    _plans(world)
    return world


def _without_account(user):
    user.set_unusable_password()
    user.save()
    return user


def _plans(world):
    """An internship plan whose rubric names the skill, and a training plan that teaches it a little."""
    evidence.record(world.student, world.plc, 3, EvidenceClass.ASSESSED, note="课程考核")
    plan = internships.PlanFactory(cohort=world.student.student_class.cohort, required_logs=1)
    Criterion.objects.filter(rubric=plan.rubric, skill__isnull=False).update(skill=world.plc)
    internships.SafetyQuestionFactory.create_batch(10)
    programme = curricula.ProgrammeFactory(department=world.student.student_class.department, major=world.major)
    course = curricula.CourseFactory(version=curricula.VersionFactory(programme=programme), code="C1")
    curricula.CoverageFactory(course=course, skill=world.plc, kind="R", level=2)
    committee = curricula.CommitteeFactory(department=programme.department)
    curricula.CommitteeMemberFactory(committee=committee, user=world.chair, is_chair=True)
    curricula.CommitteeMemberFactory(committee=committee, user=world.teacher)
    curricula.CommitteeMemberFactory(committee=committee, user=world.hr, is_enterprise=True)
    programme.committee = committee
    programme.save()
    policy.sync(programme)
