"""Templates use only classes that a style sheet knows and only icons that are drawn."""

import re

from django.conf import settings

from marketplace import navigation

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STYLE = "".join(file.read_text() for file in (settings.BASE_DIR / "static/css").glob("*.css"))
ICONS = set(re.findall(r'<symbol id="([a-z]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
CODE = re.compile(r"\{[%{#].*?[%}#]\}", re.S)


def classes(html):
    return {name for found in re.findall(r'class="([^"]*)"', CODE.sub(" ", html)) for name in found.split()}


def test_every_class_is_styled():
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", STYLE))
    pages = [file for file in TEMPLATES if "pdf" not in file.stem and "mail" not in file.parts]

    used = {(file.name, name) for file in pages for name in classes(file.read_text()) if not name.endswith("--")}

    assert {(file, name) for file, name in used if name not in known} == set()


def test_every_icon_is_drawn():
    named = re.compile(r'\{% icon "([a-z_-]+)"|\bicon="([a-z_-]+)"')

    used = {"".join(found) for file in TEMPLATES for found in named.findall(file.read_text())}
    used |= {item.icon for item in navigation._items}

    assert used - ICONS == set()
