"""A keyboard is enough, and one always sees where one is."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from recruitment.models import Application
from search import services as search
from tests import factories
from tests.e2e.controls import field

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 120
STOP = """() => {
  const stop = document.activeElement;
  const marked = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return box.width > 1 && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  if (stop === document.body) return null;
  const name = stop.getAttribute("aria-label") || stop.textContent.trim().slice(0, 40) || stop.name;
  const parts = [stop, stop.closest("label")].filter(Boolean);
  return { name: `${stop.tagName} ${name}`, isSeen: parts.some(marked) };
}"""


def go_to(page, target):
    """Press Tab until `target` has the focus; every stop on the way shows that it has it."""
    page.wait_for_load_state()  # a heading may stand there before the style sheets that show the focus
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        assert stop, "the end of the page"
        assert stop["isSeen"], stop["name"]
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"not reached with {MOST_STOPS} stops: {target}")


def press_on(page, target, key="Enter"):
    go_to(page, target)
    page.keyboard.press(key)


def type_in(page, label, text):
    go_to(page, field(page, label))
    page.keyboard.type(text)


def test_the_first_stop_skips_to_the_content(log_in, student):
    page = log_in(student.user)
    page.goto(reverse("marketplace:home"))

    press_on(page, page.get_by_role("link", name="Skip to the content"))

    expect(page.get_by_role("main")).to_be_focused()


def test_signing_in(log_in, student):
    student.user.set_password("a long enough phrase")
    student.user.save()
    page = log_in(None)
    page.goto(reverse("account_login"))

    type_in(page, "Student no., staff no., e-mail or phone", student.student_no)
    type_in(page, "Password", "a long enough phrase")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")


def test_from_the_search_to_the_application(log_in, student, position):
    search.enqueue("position", [position.pk, factories.PositionFactory(title="数控车工实习生", description="车削").pk])
    page = log_in(student.user)
    page.goto(reverse("recruitment:position_list"))

    go_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("维护")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("1 position")
    expect(page.get_by_role("searchbox")).to_be_focused()
    press_on(page, page.get_by_role("link", name=position.title))
    expect(page.get_by_role("heading", level=1, name=position.title)).to_be_visible()
    press_on(page, page.get_by_role("link", name="Apply"))
    expect(page.get_by_role("heading", level=1, name="Apply")).to_be_visible()
    type_in(page, "message to the enterprise", "我想学习设备维护。")
    press_on(page, page.get_by_label("I agree that this enterprise may see my résumé."), "Space")
    press_on(page, page.get_by_role("button", name="Send application"))

    expect(page.get_by_role("heading", name="What you can do now")).to_be_visible()
    assert Application.objects.get().student == student


def test_a_skill_is_chosen_with_the_arrow_keys(log_in, hr):
    factories.SkillFactory(en="PLC maintenance")
    factories.SkillFactory(en="PLC programming")
    page = log_in(hr)
    page.goto(reverse("recruitment:position_create"))
    skill, options = field(page, "skill").first, page.locator("[data-combobox]").first.get_by_role("option")

    go_to(page, skill)
    page.keyboard.type("PLC")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = options.nth(1).get_attribute("data-label")
    page.keyboard.press("Enter")

    expect(skill).to_have_value(chosen)
    expect(skill).to_have_attribute("aria-expanded", "false")


def test_escape_closes_a_list_of_suggestions(log_in, hr):
    factories.SkillFactory(en="PLC programming")
    page = log_in(hr)
    page.goto(reverse("recruitment:position_create"))
    skill, options = field(page, "skill").first, page.locator("[data-combobox]").first.get_by_role("option")

    go_to(page, skill)
    page.keyboard.type("PLC")
    expect(options).to_have_count(1)
    page.keyboard.press("Escape")

    expect(options).to_have_count(0)
    expect(skill).to_be_focused()


def test_escape_closes_a_modal_and_gives_the_focus_back(log_in, application):
    page = log_in(application.student.user)
    page.goto(application.get_absolute_url())
    opener = page.get_by_role("link", name="Withdraw")

    press_on(page, opener)
    expect(page.get_by_role("dialog", name="Withdraw")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog", name="Withdraw")).to_be_hidden()
    expect(opener).to_be_focused()
