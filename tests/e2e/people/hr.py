"""What HR of an enterprise does."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from playwright.sync_api import expect

from tests.e2e.controls import answer_no, called, expect_kept, field, fill, follow, open_todo, press

DECLARED = (
    "night shifts", "overtime", "work on rest days or holidays", "paid in goods or vouchers",
    "paid through a third party", "forbidden to minors", "restricted for women by labour protection",
    "keeps identity papers or a deposit", "arranged through an agency",
)  # fmt: skip


def writes_a_position(page, title, major, standard, *, suggest=True):
    """Fill in a lawful position that begins today, and save the draft."""
    page.goto(reverse("recruitment:position_manage"))
    follow(page, _("New position"))
    fill(page, {_("title"): title, _("description"): "在师傅指导下完成自动化产线设备的点检、维护与故障排查。"})
    page.locator("summary").filter(has_text=_("Majors")).click()
    page.get_by_role("checkbox", name=str(major)).check()
    for row, (skill, level) in enumerate(standard):
        _wants(page, row, skill, level, suggest)
    today = timezone.localdate()
    fill(page, {_("starts on"): today, _("ends on"): today + timedelta(days=180)})
    fill(page, {_("applications until"): today + timedelta(days=20), _("openings"): 2})
    fill(page, {_("hours per day"): 8, _("hours per week"): 40, _("pay (CNY per month)"): 4000})
    fill(page, {_("wage of the same post (CNY per month)"): 4500, _("pay cycle (days)"): 30})
    fill(page, {_("physical labour grade (0–4)"): 1, _("fees asked of the student (CNY)"): 0})
    fill(page, {_("staff on post"): 200, _("staff of the same kind of post"): 60})
    fill(page, {_("interns of other schools"): 0, _("interns of other schools on this post"): 0})
    answer_no(page, map(_, DECLARED))
    field(page, _("the workplace itself signs the agreement")).select_option(value="true")
    page.get_by_role("checkbox", name=_("none of these")).check()
    if suggest:
        _heeds_the_law(page)
    press(page, _("Save draft"))
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def _heeds_the_law(page):
    """The panel says at once that night shifts need a release, and is content when there are none."""
    panel, forbidden = page.locator("#law-panel"), pgettext("law", "Only with a release")
    expect(panel).to_contain_text(pgettext("law", "Met"))
    field(page, _("night shifts")).select_option(value="true")
    expect(panel).to_contain_text(forbidden)
    answer_no(page, [_("night shifts")])
    expect(panel).not_to_contain_text(forbidden)


def _wants(page, number, skill, level, suggest):
    row = page.locator("[data-row]").nth(number)
    row.get_by_role("combobox", name=called(_("skill"))).press_sequentially(str(skill))
    if suggest:
        row.get_by_role("option").filter(has_text=str(skill)).first.click()
    field(row, _("level")).select_option(value=str(level))


def publishes(page):
    """Publish the draft on the screen: the law has nothing against it."""
    follow(page, _("Publish"))
    expect(page.get_by_role("heading", name=_("Publish"))).to_be_visible()
    press(page, _("Publish"))
    expect(page.get_by_text(_("The position is open: students can apply."))).to_be_visible()


def reads_the_ranked_list(page, title, names):
    """The applicants in the order of the matcher, each with its reasons."""
    page.goto(reverse("recruitment:position_manage"))
    follow(page, title)
    rows = page.get_by_role("table", name=_("Applicants by match")).get_by_role("row")
    for number, name in enumerate(names, start=1):
        expect(rows.nth(number)).to_contain_text(name)
    follow(rows.nth(1), _("Reasons"))
    expect(page.get_by_role("heading", name=_("Skill by skill"))).to_be_visible()


def opens_the_application(page, name):
    page.goto(reverse("recruitment:application_list"))
    follow(page, name)


def shortlists_and_invites(page, name):
    opens_the_application(page, name)
    press(page, _("Shortlist"))
    follow(page, _("Invite to an interview"))
    tomorrow = timezone.localtime() + timedelta(days=1)
    fill(page, {_("time"): f"{tomorrow:%Y-%m-%dT10:00}", _("place"): "二号楼会议室"})
    press(page, _("Send invitation"))
    expect(page.get_by_text("二号楼会议室")).to_be_visible()


def offers(page, name, mentor):
    """Make an offer on the terms of the position, with a mentor who needs no account."""
    opens_the_application(page, name)
    follow(page, _("Make an offer"))
    fill(page, {_("name of a new mentor"): mentor["name"], _("e-mail of the new mentor"): mentor["email"]})
    fill(page, {_("reply by"): timezone.localdate() + timedelta(days=5)})
    press(page, _("Send offer"))
    expect(page.get_by_text(mentor["name"]).first).to_be_visible()


def rejects(page, name, skill, words):
    opens_the_application(page, name)
    follow(page, _("Reject"))
    page.get_by_role("radio", name=_("skills missing")).check()
    page.get_by_role("checkbox", name=str(skill)).check()
    fill(page, {_("words to the student"): words})
    press(page, _("Reject"))
    expect_kept(page, words)


def confirms_the_plan(page, plan):
    open_todo(page, _("Confirm the plan: %(plan)s") % {"plan": plan})
    press(page, _("Confirm the plan"))
    expect(page.get_by_text(pgettext("plan partner", "confirmed by the enterprise")).first).to_be_visible()
