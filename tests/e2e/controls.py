"""Finding what people see: fields by their label, choices by their words, and what waits for somebody."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from playwright.sync_api import Page, expect


def called(label):
    """The name of a control, marked as optional or not."""
    return re.compile(rf"^\s*{re.escape(label)}\s*({re.escape(_('optional'))})?\s*$", re.IGNORECASE)


def field(scope, label):
    return scope.get_by_label(called(label))


def fill(scope, values):
    """Type `{label: value}`."""
    for label, value in values.items():
        field(scope, label).fill(str(value))


def each(locator):
    """All that there are, once the page that has them is there: `all()` itself waits for nothing."""
    expect(locator.first).to_be_visible()
    return locator.all()


def expect_kept(page, words):
    """What was typed is said by the next page, and does not only stand in its field again."""
    expect(page.get_by_text(words).and_(page.locator(":not(textarea)"))).to_be_visible()


def answer_no(scope, labels):
    for label in labels:
        field(scope, label).select_option(label=pgettext("answer", "no"))


def open_todo(page, title):
    """Open what is called `title` from the list of what waits for the person."""
    page.goto(reverse("marketplace:todo_list"))
    page.get_by_role("link", name=title).first.click()


def press(scope, name):
    _content(scope).get_by_role("button", name=name, exact=True).click()


def follow(scope, name):
    _content(scope).get_by_role("link", name=name, exact=True).first.click()


def _content(scope):
    """Of a page only its main part: the menu repeats words."""
    return scope.get_by_role("main") if isinstance(scope, Page) else scope
