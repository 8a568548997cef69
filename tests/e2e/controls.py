"""Finding what people see: fields by their label, choices by their words, and what waits for somebody."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def field(scope, label):
    """The control called `label`, marked as optional or not."""
    called = rf"^\s*{re.escape(label)}\s*({re.escape(_('optional'))})?\s*$"
    return scope.get_by_label(re.compile(called, re.IGNORECASE))


def fill(scope, values):
    """Type `{label: value}`."""
    for label, value in values.items():
        field(scope, label).fill(str(value))


def answer_no(scope, labels):
    for label in labels:
        field(scope, label).select_option(label=pgettext("answer", "no"))


def open_todo(page, title):
    """Open what is called `title` from the list of what waits for the person."""
    page.goto(reverse("marketplace:todo_list"))
    page.get_by_role("link", name=title).first.click()


def press(scope, name):
    scope.get_by_role("button", name=name, exact=True).click()


def follow(scope, name):
    scope.get_by_role("link", name=name, exact=True).first.click()
