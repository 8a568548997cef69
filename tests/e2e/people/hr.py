"""What HR of an enterprise does."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from tests.e2e.controls import answer_no, field, fill, follow, press

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
    fill(page, {_("starts on"): today, _("ends on"): today + timedelta(days=182)})
    fill(page, {_("applications until"): today + timedelta(days=20), _("openings"): 2})
    fill(page, {_("hours per day"): 8, _("hours per week"): 40, _("pay (CNY per month)"): 4000})
    fill(page, {_("wage of the same post (CNY per month)"): 4500, _("pay cycle (days)"): 30})
    fill(page, {_("physical labour grade (0–4)"): 1, _("fees asked of the student (CNY)"): 0})
    fill(page, {_("staff on post"): 200, _("staff of the same kind of post"): 60})
    fill(page, {_("interns of other schools"): 0, _("interns of other schools on this post"): 0})
    answer_no(page, map(_, DECLARED))
    field(page, _("the workplace itself signs the agreement")).select_option(value="true")
    page.get_by_role("checkbox", name=_("none of these")).check()
    press(page, _("Save draft"))
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def _wants(page, number, skill, level, suggest):
    row = page.locator("[data-row]").nth(number)
    field(row, _("skill")).press_sequentially(str(skill))
    if suggest:
        row.get_by_role("option").filter(has_text=str(skill)).first.click()
    field(row, _("level")).select_option(value=str(level))


def publishes(page):
    """Publish the draft on the screen: the law has nothing against it."""
    follow(page, _("Publish"))
    expect(page.get_by_role("heading", name=_("Publish"))).to_be_visible()
    press(page, _("Publish"))
    expect(page.get_by_text(_("The position is open: students can apply."))).to_be_visible()
