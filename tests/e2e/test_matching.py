"""HR narrows the list, compares two and invites one; a student asks why not and what would help."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from marketplace import evidence
from marketplace.states import EvidenceClass
from matching import others, services
from matching.models import Invitation
from recruitment.models import SkillRequirement
from tests import curricula_factories as curricula
from tests import factories

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plc(db):
    return factories.SkillFactory(zh="可编程控制器编程", en="PLC programming")


@pytest.fixture
def asked(position, plc):
    """`position`, which asks for one skill."""
    SkillRequirement.objects.create(position=position, skill=plc, level=3)
    return position


@pytest.fixture
def market(asked, student, supervisor, plc):
    """Eight candidates: `student` has applied, six others know what is asked for, one does not."""
    crowd = [factories.StudentFactory(student_class=student.student_class, supervisor=supervisor) for _ in range(7)]
    yesterday = timezone.localdate() - timedelta(days=1)
    for each in crowd[:6]:
        evidence.record(each, plc, 3, EvidenceClass.CONFIRMED, on=yesterday, by=each.user)
    factories.ApplicationFactory(position=asked, student=student)
    services.rescore_position(asked.pk)
    return asked


def test_hr_filters_compares_and_invites(log_in, hr, market, student):
    page = log_in(hr)
    first = others.of(market)[:1][0].pseudonym
    page.goto(reverse("matching:for_position", args=[market.pk]))
    expect(page.get_by_text("7 people")).to_be_visible()

    page.get_by_label(f"Compare {student}").check()
    page.get_by_label("Must-skills", exact=True).select_option(label="all there")
    expect(page.get_by_text("6 people")).to_be_visible()
    expect(page.get_by_role("group", name="Ticked elsewhere in the list").get_by_label(str(student))).to_be_checked()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_text("7 people")).to_be_visible()

    expect(page.get_by_label(f"Compare {student}")).to_be_checked()
    page.get_by_label(f"Compare {first}").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    table = page.get_by_role("table", name="Skill by skill")
    expect(table.get_by_role("row", name="PLC programming needs 3")).to_contain_text("nothing known")

    table.get_by_role("link", name=first).click()
    page.get_by_role("button", name="Invite to apply").click()
    expect(page.get_by_text(f"{first} is invited")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=first)).to_contain_text("invited")
    assert Invitation.objects.get().student != student


def test_a_student_asks_why_not(log_in, asked, student, plc):
    student_class = student.student_class
    programme = curricula.ProgrammeFactory(department=student_class.department, major=student_class.major)
    course = curricula.CourseFactory(version=curricula.VersionFactory(programme=programme), en="PLC course")
    curricula.CoverageFactory(course=course, skill=plc, kind="M", level=3)
    services.rescore_position(asked.pk)
    page = log_in(student.user)

    page.goto(asked.get_absolute_url())
    expect(page.get_by_text("nothing is known about PLC programming")).to_be_visible()
    page.get_by_role("link", name="Why, why not, and what would raise me").click()

    expect(page.get_by_role("heading", name="Why I stand here")).to_be_visible()
    expect(page.get_by_role("link", name="PLC course")).to_be_visible()
    page.get_by_role("link", name="What data is used").click()
    expect(page.get_by_text("Sex, name, photo, where you come from")).to_be_visible()
