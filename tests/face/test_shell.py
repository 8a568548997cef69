"""The page around every page: no inline code, budgets, both languages, and a gallery of every component."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from config import staticfiles
from config.gallery import gallery

TEMPLATES = settings.BASE_DIR / "templates"
CSS = sorted((settings.BASE_DIR / "static/css").glob("*.css"))
JS = sorted((settings.BASE_DIR / "static/js").glob("*.js"))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=|javascript:")


def lines(files):
    return sum(len(file.read_text().splitlines()) for file in files)


def get_gallery(path="/gallery/"):
    request = RequestFactory().get(path)
    request.session = {}
    return gallery(request)


def test_every_page_is_free_of_inline_script_and_style():
    html = get_gallery().content.decode()

    assert INLINE.findall(html) == []
    assert html.count("<h1") == 1
    assert '<a class="skip" href="#main">' in html
    assert '<main id="main"' in html


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_template_has_inline_script_or_style(file):
    assert [found for found in INLINE.findall(file.read_text()) if "application/json" not in found] == []


def test_the_style_sheets_stay_within_their_budget():
    assert len(CSS) <= 10
    assert lines(CSS) <= 1000


def test_the_scripts_stay_within_their_budget():
    assert {file.name: lines([file]) for file in JS if lines([file]) > 60} == {}
    assert lines(JS) <= 340


def test_the_gallery_shows_every_component():
    shown = "".join(file.read_text() for file in [*(TEMPLATES / "face").glob("*.html"), TEMPLATES / "base.html"])
    components = {file.stem.replace("_", "-") for file in (TEMPLATES / "cotton").glob("*.html")}

    assert {name for name in components if f"<c-{name} " not in shown and f"<c-{name}>" not in shown} == set()


def test_a_form_with_errors_comes_back_as_422_with_what_was_typed():
    response = get_gallery("/gallery/?errors=1")

    assert response.status_code == 422
    assert 'value="很多"' in response.content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", 'lang="zh-Hans"'), ("en", 'lang="en"')])
@pytest.mark.parametrize("page", ["404.html", "403.html", "400.html"])
def test_error_pages_speak_both_languages_and_give_the_reference(page, language, words):
    with translation.override(language):
        html = render_to_string(page, {"reference": "a1b2c3"}, RequestFactory().get("/"))

    assert words in html
    assert "a1b2c3" in html


@pytest.mark.parametrize("page", ["500.html", "offline.html"])
def test_the_last_resort_needs_no_request_no_database_and_no_manifest(page):
    html = render_to_string(page)

    assert '<link rel="stylesheet" href="/static/css/app.css">' in html


def test_the_theme_of_the_cookie_is_there_before_the_first_paint():
    request = RequestFactory().get("/", headers={"cookie": "theme=dark"})

    assert 'data-theme="dark"' in render_to_string("404.html", {}, request)


def test_another_cookie_is_no_theme():
    request = RequestFactory().get("/", headers={"cookie": 'theme="><script>'})

    assert "data-theme=" not in render_to_string("404.html", {}, request).split("<body")[0]


def test_charts_are_left_out_where_npm_was_not_run(settings):
    settings.NPM_FILES = []
    staticfiles.charts_url.cache_clear()

    assert staticfiles.charts(None) == {"charts_url": ""}
    staticfiles.charts_url.cache_clear()


def test_the_lock_of_npm_names_no_registry():
    assert "http" not in Path("package-lock.json").read_text()
