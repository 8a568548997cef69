"""What the programme leader, the committee, academic affairs and the leadership do about a plan."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from playwright.sync_api import expect

from tests.e2e.controls import expect_kept, fill, follow, open_todo, press


def title_of(skill):
    return _("Close the gap: %(skill)s") % {"skill": skill}


def proposes_from_the_gap(page, major, skill):
    """From the row of the gap table to a submitted proposal: one click, one reason."""
    page.goto(reverse("curricula:programme_list"))
    follow(page, str(major))
    follow(page, _("Gaps"))
    row = page.get_by_role("row").filter(has_text=str(skill)).last
    press(row, _("Propose a change for %(skill)s") % {"skill": skill})
    fill(page, {_("Reason"): "企业要求独立编程,课程只教到二级。"})
    press(page, _("Save"))
    press(page, _("Submit"))
    expect(page.get_by_text(pgettext("proposal", "submitted")).first).to_be_visible()


def opens_the_vote(page, skill):
    open_todo(page, title_of(skill))
    press(page, _("Open the vote"))
    expect(page.get_by_text(pgettext("proposal", "in the committee")).first).to_be_visible()


def votes(page, skill, opinion):
    open_todo(page, title_of(skill))
    page.get_by_role("radio", name=pgettext("vote", "for"), exact=True).check()
    fill(page, {_("Your opinion"): opinion})
    press(page, _("Cast my vote"))
    expect_kept(page, opinion)


def passes_it_on(page, skill):
    open_todo(page, title_of(skill))
    press(page, _("Pass on for final approval"))
    expect(page.get_by_text(pgettext("proposal", "for final approval")).first).to_be_visible()


def approves(page, skill):
    open_todo(page, title_of(skill))
    press(page, _("Approve and publish"))
    expect(page.get_by_text(_("Published as version %(number)s.") % {"number": 2})).to_be_visible()
