"""What a student does: applies, signs, learns to be safe, writes weeks, reads the grade."""

from io import BytesIO

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.controls import each, field, fill, follow, open_todo, press

SAFE = "按下停止按钮并报告"


def finds_and_applies(page, words, title):
    """Search the directory, read the position, apply with consent."""
    page.goto(reverse("recruitment:position_list"))
    page.get_by_role("searchbox").fill(words)
    press(page.get_by_role("search"), _("Search"))
    follow(page, title)
    follow(page, _("Apply"))
    fill(page, {_("message to the enterprise"): "我在校内实训中编写过产线程序,想继续学习设备维护。"})
    page.get_by_label(_("I agree that this enterprise may see my résumé.")).check()
    press(page, _("Send application"))
    expect(page.get_by_text(pgettext("application", "submitted")).first).to_be_visible()


def reads_why_not(page, title, skill):
    """The rejection says which skill was missing."""
    page.goto(reverse("recruitment:application_list"))
    follow(page, title)
    expect(page.get_by_text(_("skills missing"), exact=True)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(str(skill))


def accepts_the_offer(page, title):
    open_todo(page, title)
    press(page, _("Accept the offer"))
    expect(page.get_by_text(pgettext("application", "accepted")).first).to_be_visible()


def signs(page, name):
    open_todo(page, _("Sign the agreement of %(student)s") % {"student": name})
    fill(page, {_("Your name"): name})
    press(page, _("Sign"))
    expect(page.get_by_role("heading", name=_("Before the first day"))).to_be_visible()


def passes_the_safety_test(page, name):
    open_todo(page, _("Safety test of %(student)s") % {"student": name})
    press(page, _("Begin"))
    questions = page.get_by_role("main").get_by_role("group")
    expect(questions).to_have_count(10)
    for question in each(questions):
        question.get_by_label(SAFE).check()
    page.get_by_role("main").get_by_role("checkbox").check()
    press(page, _("Hand in"))
    expect(page.get_by_text(_("Passed. Keep to the rules: when something is dangerous, stop and ask."))).to_be_visible()


def writes_the_week(page, task, skill):
    """One entry with its skill and a photo, in a few taps."""
    page.goto(reverse("marketplace:home"))
    follow(page, _("Write this week"))
    entry = page.locator("[data-row]").first
    field(entry, _("What I did")).fill(task)
    field(entry, _("Skill")).select_option(label=str(skill))
    field(entry, _("Photo or file")).set_input_files({"name": "产线.jpg", "mimeType": "image/jpeg", "buffer": _photo()})
    press(page, _("Submit the week"))
    expect(page.get_by_text(_("Submitted. The mentor was asked to confirm it."))).to_be_visible()


def _photo():
    content = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(content, "JPEG")
    return content.getvalue()


def reads_the_grade(page, enterprise, total, reasons):
    """The published grade with the marks and the words of both sides; and accepts it."""
    page.goto(reverse("marketplace:home"))
    follow(page, enterprise)
    follow(page, _("Internship grade"))
    expect(page.locator(".score").first).to_have_text(total)
    for words in reasons:
        expect(page.get_by_text(words)).to_be_visible()
    press(page, _("Accept the grade"))
    expect(page.get_by_role("button", name=_("Accept the grade"))).to_have_count(0)


def sees_the_skill(page, skill, level):
    """Among my skills: the level that the mentor confirmed."""
    page.goto(reverse("marketplace:my_skills"))
    row = page.get_by_role("row").filter(has_text=str(skill))
    expect(row).to_contain_text(level)
    expect(row).to_contain_text(pgettext("evidence", "confirmed"))
