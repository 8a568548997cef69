"""The mentor without an account: one link, on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from internships.models import EntryConfirmation
from marketplace.models import ActionLink
from marketplace.states import Role
from tests import factories
from tests import internship_factories as internships

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TASKS = ["按点检表巡检六台设备", "更换磨损的同步带并校准张紧度"]


@pytest.fixture
def mentor(enterprise):
    """A mentor who has never signed in."""
    person = factories.member(Role.MENTOR, enterprise, name="王师傅", email="wang@example.org")
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def week(application, mentor):
    """A week of two entries that its student has submitted; the letter to the mentor is out."""
    placement = internships.PlacementFactory(application=application, mentor=mentor)
    return internships.submitted(internships.WeeklyLogFactory(placement=placement, entries=TASKS))


@pytest.fixture
def page(log_in, phone):
    return log_in(None, **phone)


def test_one_tap_per_entry_confirms_a_week(page, week, mentor, letter_to):
    first, second = (entry.skill.en for entry in week.entries.all())
    page.goto(letter_to(mentor.email))

    page.get_by_role("group", name=first).get_by_text("4 handles the unusual").tap()
    page.get_by_role("group", name=second).get_by_text("2 does it with help").tap()
    page.get_by_role("button", name="Confirm the week").tap()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert list(EntryConfirmation.objects.order_by("entry__position").values_list("is_confirmed", "level")) == [
        (True, 4),
        (True, 2),
    ]


def test_the_page_of_the_week_needs_no_sideways_scrolling(page, week, mentor, letter_to):
    page.goto(letter_to(mentor.email))

    expect(page.get_by_text(TASKS[1])).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_second_submit_is_harmless(page, week, mentor, letter_to):
    page.goto(letter_to(mentor.email))
    second = page.context.new_page()
    second.goto(letter_to(mentor.email))
    page.get_by_role("button", name="Confirm the week").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    second.get_by_role("button", name="Confirm the week").tap()

    expect(second.get_by_role("heading", name="Nothing left to do")).to_be_visible()
    assert EntryConfirmation.objects.count() == 2


def test_an_expired_link_brings_a_new_letter(page, week, mentor, letter_to):
    old = letter_to(mentor.email)
    ActionLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    page.goto(old)
    expect(page.get_by_role("heading", name="This link has ended")).to_be_visible()

    page.get_by_role("button", name="Send me a new link").tap()
    expect(page.get_by_role("heading", name="A new link is on its way")).to_be_visible()
    page.goto(letter_to(mentor.email))
    page.get_by_role("button", name="Confirm the week").tap()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_the_mentor_says_that_it_was_not_so(page, week, mentor, letter_to):
    page.goto(letter_to(mentor.email))

    page.get_by_text("This is not how it was").tap()
    page.get_by_label("How was it?").fill("同步带是我换的,学生在旁边看。")
    page.get_by_role("button", name="Tell the supervisor").tap()

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    week.confirmation.refresh_from_db()
    assert week.confirmation.state == "questioned"


def test_nobody_else_s_page_is_reachable_from_the_link(page, week, mentor, letter_to):
    other = internships.submitted(internships.WeeklyLogFactory(placement=internships.PlacementFactory()))
    page.goto(letter_to(mentor.email))
    expect(page.get_by_role("navigation")).to_have_count(0)

    for address in (week, week.placement, week.confirmation, other, other.confirmation):
        page.goto(address.get_absolute_url())
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
