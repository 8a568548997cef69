import pytest
from django.urls import reverse
from playwright.sync_api import expect

from marketplace import transitions

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_the_to_do_badge_follows_by_itself(log_in, application, hr):
    page = log_in(application.student.user)
    page.goto(reverse("marketplace:home"))
    expect(page.locator("body[data-live=on]")).to_be_attached()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()

    transitions.perform(application, "shortlist", by=hr)
    transitions.perform(application, "offer", by=hr)

    expect(page.get_by_text("1 thing waits")).to_be_attached()
    expect(page.get_by_text("Nothing waits for you")).to_have_count(0)


def test_the_page_stands_without_the_socket(log_in, application):
    page = log_in(application.student.user, java_script_enabled=False)

    page.goto(reverse("marketplace:home"))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
