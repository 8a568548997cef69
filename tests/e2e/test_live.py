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


def test_a_part_whose_fetch_hangs_or_fails_is_fetched_again_in_silence(log_in, application, hr):
    page, answers = log_in(application.student.user), ["hang", "fail"]
    page.clock.install()
    with page.expect_response("**/todo/badge/"):
        page.goto(reverse("marketplace:home"))
    expect(page.locator("body[data-live=on]")).to_be_attached()
    assert page.evaluate("htmx.config.timeout") == 30_000
    page.evaluate("htmx.config.timeout = 100")

    def answer(route):
        match answers.pop(0) if answers else "":
            case "fail":
                route.fulfill(status=503)
            case "":
                route.continue_()

    page.route("**/todo/badge/", answer)
    with page.expect_event("requestfailed", lambda request: "badge" in request.url):
        transitions.perform(application, "shortlist", by=hr)
        transitions.perform(application, "offer", by=hr)
    expect(page.locator("#todo-badge.htmx-request")).to_have_count(0)
    page.evaluate("htmx.config.timeout = 30_000")
    with page.expect_response("**/todo/badge/") as failed:
        page.clock.fast_forward(8000)
    assert failed.value.status == 503
    expect(page.locator("#todo-badge.htmx-request")).to_have_count(0)
    with page.expect_response("**/todo/badge/") as fetched:
        page.clock.fast_forward(8000)

    assert fetched.value.status == 200
    expect(page.locator("#todo-badge")).to_contain_text("1")
    expect(page.locator("#toasts .toast")).to_have_count(0)
