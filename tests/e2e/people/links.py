"""What people without an account do from the link in their letter: on a phone, mostly."""

from django.utils.translation import gettext as _
from playwright.sync_api import expect

from tests.e2e.controls import each, field, fill, press


def signs_for_the_enterprise(page, path, name):
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(_("Agreement"))
    fill(page, {_("Your name"): name})
    press(page, _("Sign"))
    expect(page.get_by_role("heading", name=_("Thank you"))).to_be_visible()


def consents_as_guardian(page, path, name):
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(_("Consent of the guardian"))
    fill(page, {_("Your name"): name})
    press(page, _("I consent"))
    expect(page.get_by_role("heading", name=_("Thank you"))).to_be_visible()


def confirms_the_week(page, path, task, skill, level):
    page.goto(path)
    expect(page.get_by_text(task)).to_be_visible()
    page.get_by_role("group", name=str(skill)).get_by_text(level).tap()
    press(page, _("Confirm the week"))
    expect(page.get_by_role("heading", name=_("Thank you"))).to_be_visible()


def scores_as_mentor(page, path, mark, words):
    page.goto(path)
    scores(page, mark, words)
    expect(page.get_by_role("heading", name=_("Thank you"))).to_be_visible()


def scores(page, mark, words):
    """The same mark for every criterion, the level of the skill, and the reasons."""
    for control in each(field(page, _("Mark, 0–100"))):
        control.fill(mark)
    field(page, _("Level of this skill")).select_option(value="4")
    fill(page, {_("Reasons"): words})
    press(page, _("Submit the score"))
