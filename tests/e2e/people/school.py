"""What the supervisor and the coordinator of a school do."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from playwright.sync_api import expect

from tests.e2e.controls import expect_kept, fill, follow, open_todo, press
from tests.e2e.people import links


def opens_the_placement(page, name):
    page.goto(reverse("internships:placement_list"))
    follow(page, name)


def signs(page, name, own_name):
    open_todo(page, _("Sign the agreement of %(student)s") % {"student": name})
    fill(page, {_("Your name"): own_name})
    press(page, _("Sign"))
    _is_before_the_start(page)


def _is_before_the_start(page):
    """What was sent has arrived: the page of the placement is back."""
    expect(page.get_by_role("heading", name=_("Before the first day"))).to_be_visible()


def names_the_guardian(page, name, guardian):
    """The student is under 18: the gate of the guardian asks the school for a name."""
    opens_the_placement(page, name)
    gate = page.get_by_role("listitem").filter(has_text=_("Consent of the guardian"))
    follow(gate, _("Do it now"))
    fill(page, {_("Name of the guardian"): guardian["name"], _("The guardian's own e-mail"): guardian["email"]})
    press(page, _("Send the link"))
    _is_before_the_start(page)


def records_the_insurance(page, name):
    open_todo(page, _("Record the insurance of %(student)s") % {"student": name})
    fill(page, {_("Insurer"): "中国人民财产保险", _("Policy number"): "PICC-2026-001"})
    press(page, _("Record"))
    _is_before_the_start(page)


def starts_the_internship(page, name):
    """Every gate is passed and the law has nothing against it."""
    opens_the_placement(page, name)
    follow(page, _("Law and start"))
    press(page, _("Start the internship"))
    expect(page.get_by_text(_("The internship has begun."))).to_be_visible()


def approves_the_quiet_week(page):
    """In time, confirmed, with a photo: the week raises no question, and one action approves it."""
    page.goto(reverse("internships:log_queue"))
    press(page, ngettext("Approve this %(n)s week", "Approve these %(n)s weeks", 1) % {"n": 1})
    expect(page.get_by_text(_("Nothing to read"))).to_be_visible()


def opens_the_grading(page, name):
    opens_the_placement(page, name)
    page.get_by_text(_("For the school"), exact=True).click()
    press(page, _("Open the grading now"))
    expect(page.get_by_text(_("Both graders were asked for their score."))).to_be_visible()


def scores_as_supervisor(page, name, mark, words):
    open_todo(page, _("Score the internship of %(student)s") % {"student": name})
    links.scores(page, mark, words)
    expect_kept(page, words)


def publishes_the_grade(page, name):
    open_todo(page, _("Internship grade of %(student)s") % {"student": name})
    press(page, _("Publish the grade"))
    expect(page.get_by_text(pgettext("grade", "published")).first).to_be_visible()
