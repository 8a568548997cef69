"""The internship office runs a placement round; a student wishes, and accepts what is recommended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from marketplace.states import Role
from tests import factories
from tests import internship_factories as internships
from tests.e2e.controls import fill, follow, open_todo, press

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
ROUND, FIRST, SECOND = "2026秋季双选", "数控操作实习生", "质量检验实习生"


@pytest.fixture
def plan(db):
    plan = internships.PlanFactory()
    for title in (FIRST, SECOND):
        factories.PositionFactory(title=title)
    return plan


@pytest.fixture
def student(plan):
    return factories.StudentFactory(user__name="李想")


@pytest.fixture
def office(plan):
    return factories.member(Role.INTERNSHIP_OFFICE, plan.school, name="赵老师")


def test_the_office_runs_a_round(plan, student, office, log_in, phone):
    desk, mobile = log_in(office), log_in(student.user, **phone)
    asks_for_wishes(desk, plan)
    wishes(mobile)
    compares_and_publishes(desk)
    accepts(mobile)


def asks_for_wishes(page, plan):
    page.goto(reverse("matching:round_list"))
    follow(page, _("New round"))
    page.get_by_label("internship plan").select_option(label=plan.name)
    until = timezone.localdate() + timedelta(days=3)
    fill(page, {"name": ROUND, "wishes until": until.isoformat()})
    press(page, _("Make the round"))
    press(page, _("Ask for wishes"))
    expect(page.get_by_role("button", name=_("Close the wishes"))).to_be_visible()


def wishes(page):
    """Two positions in plain clicks, and the second one moved up."""
    open_todo(page, _("Say what you wish for: %(round)s") % {"round": ROUND})
    for number, title in enumerate((FIRST, SECOND), start=1):
        press(page, _("Wish for: %(title)s") % {"title": title})
        expect(page.get_by_role("main").locator("ol > li")).to_have_count(number)
    press(page, _("Up: %(title)s") % {"title": SECOND})
    expect(page.get_by_role("main").locator("ol > li").first).to_contain_text(SECOND)


def compares_and_publishes(page):
    press(page, _("Close the wishes"))
    table = page.get_by_role("table", name=_("Two ways of placing"))
    expect(table.get_by_role("row").filter(has_text=_("Got the first wish"))).to_contain_text("1 · 100%")
    press(page, _("Compute again from the stored input"))
    expect(page.get_by_text("bit for bit")).to_be_visible()
    page.get_by_role("radio", name="stable").check()
    press(page, _("Publish"))
    expect(page.get_by_role("heading", name=_("Answers of the students"))).to_be_visible()


def accepts(page):
    open_todo(page, _("Recommended to you: %(position)s") % {"position": SECOND})
    page.get_by_label(_("I agree that this enterprise may see my résumé.")).check()
    press(page, _("Accept and apply"))
    follow(page, _("See your application"))
    expect(page.get_by_role("heading", name=SECOND)).to_be_visible()
