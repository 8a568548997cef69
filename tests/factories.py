"""One factory per model, without surprises: they call `policy.sync` and `transitions.begin` as the services do."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from marketplace import models as marketplace
from marketplace import organisations, policy, transitions
from marketplace.credit_code import check_character
from marketplace.law import check, releases
from marketplace.law.facts import PositionFacts
from marketplace.law.load import load_rules
from marketplace.states import EnterpriseState, Role
from recruitment import models as recruitment
from recruitment.states import ApplicationState, PositionState


class UserFactory(DjangoModelFactory):
    class Meta:
        model = marketplace.User

    username = factory.Sequence("user{}".format)
    name = factory.Sequence("用户{}".format)
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")


def entry_year(year_of_study):
    """The cohort that is in its `year_of_study` today; the academic year begins in September."""
    today = timezone.localdate()
    return today.year + (today.month >= 9) - year_of_study


def member(role, scope=None, **kwargs):
    """A new user with `role` in `scope`."""
    user = UserFactory(**kwargs)
    organisations.add_member(user, role, scope)
    return user


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = marketplace.School
        django_get_or_create = ("code",)

    code = "S1"
    name = "江州职业技术学院"
    level = marketplace.School.Level.HIGHER
    region = "320500"


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = marketplace.Department
        django_get_or_create = ("school", "name")

    school = factory.SubFactory(SchoolFactory)
    name = "智能制造学院"


class MajorFactory(DjangoModelFactory):
    class Meta:
        model = marketplace.Major
        django_get_or_create = ("code",)

    code = "460301"
    name = "机电一体化技术"
    name_en = "Mechatronics"
    level = marketplace.School.Level.HIGHER


class StudentClassFactory(DjangoModelFactory):
    class Meta:
        model = marketplace.StudentClass
        django_get_or_create = ("department", "name")

    department = factory.SubFactory(DepartmentFactory)
    major = factory.SubFactory(MajorFactory)
    cohort = factory.LazyFunction(lambda: entry_year(3))
    name = "机电2301"


class StudentFactory(DjangoModelFactory):
    class Meta:
        model = marketplace.Student
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    student_class = factory.SubFactory(StudentClassFactory)
    student_no = factory.Sequence("2301{:04d}".format)
    birth_date = date(2004, 3, 5)
    sex = marketplace.Student.Sex.FEMALE
    supervisor = factory.LazyAttribute(lambda student: member(Role.SUPERVISOR, student.student_class.department))

    @factory.post_generation
    def membership(student, create, extracted):
        organisations.add_member(student.user, Role.STUDENT, student.student_class.department)


class EnterpriseFactory(DjangoModelFactory):
    class Meta:
        model = marketplace.Enterprise
        skip_postgeneration_save = True

    credit_code = factory.Sequence(lambda n: f"91320500MA{n:07d}" + check_character(f"91320500MA{n:07d}"))
    name = factory.Sequence("江州精密机械{}有限公司".format)
    industry_code = "3429"
    region = "320500"
    city = "苏州"
    staff_count = 500
    state = EnterpriseState.VERIFIED

    @factory.post_generation
    def ground(enterprise, create, extracted):
        policy.sync(enterprise)
        transitions.begin(enterprise, by=None)


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = marketplace.Skill

    code = factory.Sequence("skill-{}".format)
    zh = factory.Sequence("技能{}".format)
    en = factory.Sequence("skill {}".format)
    cluster = "mechatronics"


class PositionFactory(DjangoModelFactory):
    """A lawful open position, six months from next month, five openings."""

    class Meta:
        model = recruitment.Position
        skip_postgeneration_save = True

    enterprise = factory.SubFactory(EnterpriseFactory)
    title = "设备维护实习生"
    description = "在师傅指导下完成自动化产线设备的点检、维护与故障排查。"
    region = "320500"
    city = "苏州"
    openings = 5
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=210))
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=20))
    hours_per_day = 8
    hours_per_week = 40
    pay_cny_per_month = 4000
    same_post_wage_cny_per_month = 5000
    night_shift = overtime = rest_day_work = minor_taboo = female_taboo = False
    pay_in_kind = pay_through_third_party = holds_documents = agency = False
    signs_itself = True
    labour_grade = fees_cny = interns_elsewhere = same_post_interns_elsewhere = 0
    hazards = []
    pay_cycle_days = 30
    staff_on_post = 200
    same_post_staff = 60
    state = PositionState.OPEN
    opened_at = factory.LazyFunction(timezone.now)
    created_by = factory.LazyAttribute(lambda position: member(Role.HR, position.enterprise))

    @factory.post_generation
    def ground(position, create, extracted):
        policy.sync(position)
        transitions.begin(position, by=position.created_by)

    @factory.post_generation
    def majors(position, create, extracted):
        position.majors.set(extracted if extracted is not None else [MajorFactory()])


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = recruitment.Application
        skip_postgeneration_save = True

    position = factory.SubFactory(PositionFactory)
    student = factory.SubFactory(StudentFactory)
    consent_version = "1"
    consented_at = factory.LazyFunction(timezone.now)
    state = ApplicationState.SUBMITTED

    @factory.post_generation
    def ground(application, create, extracted):
        policy.sync(application)
        transitions.begin(application, by=application.student.user)


class ResumeUploadFactory(DjangoModelFactory):
    """An upload that was read already."""

    class Meta:
        model = recruitment.ResumeUpload

    student = factory.SubFactory(StudentFactory)
    name = "简历.pdf"
    size_bytes = 4
    sha256 = factory.Sequence("{:064d}".format)
    status = "read"
    file = factory.django.FileField(filename="resume.pdf", data=b"%PDF")


class PositionImportFactory(DjangoModelFactory):
    """A file of one position, not yet imported."""

    class Meta:
        model = recruitment.PositionImport

    enterprise = factory.SubFactory(EnterpriseFactory)
    created_by = factory.LazyAttribute(lambda source: member(Role.HR, source.enterprise))
    name = "岗位.csv"
    sha256 = factory.Sequence("{:064d}".format)
    columns = ["岗位名称", "职位描述"]
    mapping = {"title": "岗位名称", "description": "职位描述"}
    total = 1
    file = factory.django.FileField(filename="positions.csv", data="岗位名称,职位描述\n钳工实习生,装配\n".encode())


def asked_release(position, *, school, by):
    """A request to the internship office of `school` to let a night shift of `position` pass."""
    night = PositionFacts(
        night_shift=True, overtime=False, rest_day_work=False, hazards=frozenset(), hours_per_day=8, hours_per_week=40
    )
    found = check.evaluate(night, load_rules(), on=timezone.localdate())
    [finding] = [each for each in found if each.code == "L9"]
    askers = organisations.group_for(Role.HR, position.enterprise)
    asked = {"askers": askers, "by": by, "reason": "护理专业夜班", "path": position.get_absolute_url()}
    return releases.ask(position, finding, school=school, **asked)
