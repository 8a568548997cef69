"""Components render exact, accessible HTML."""

from datetime import timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.test.html import parse_html
from django.utils import timezone
from django_cotton.compiler_regex import CottonCompiler


def render(source, path="/", **context):
    template = engines["django"].from_string(CottonCompiler().process(source))
    return template.render(context, RequestFactory().get(path))


def same(html, expected):
    assert parse_html(html) == parse_html(expected)


class PayForm(forms.Form):
    pay = forms.IntegerField(label="Pay", help_text="A month.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], widget=forms.RadioSelect, required=False)
    true = forms.BooleanField(label="It is true")


def test_a_wrong_field_is_tied_to_its_help_and_its_error():
    html = render('<c-field :field="form.pay" />', form=PayForm({"pay": "much"}))

    same(
        html,
        """<div class="field field--invalid "><label class="field__label" for="id_pay">Pay</label>
        <div class="field__help" id="id_pay_helptext">A month.</div>
        <ul class="errorlist" id="id_pay_error"><li>Enter a whole number.</li></ul>
        <input type="number" name="pay" value="much" required aria-invalid="true"
         aria-describedby="id_pay_helptext id_pay_error" id="id_pay"></div>""",
    )


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = render('<c-field :field="form.kind" />', form=PayForm())

    same(
        html,
        """<fieldset class="field choices "><legend class="field__label">Kind
        <span class="field__optional">optional</span></legend><div id="id_kind"><div><label for="id_kind_0">
        <input type="radio" name="kind" value="a" id="id_kind_0">A</label></div></div></fieldset>""",
    )


def test_a_box_to_tick_has_its_label_beside_it():
    html = render('<c-field :field="form.true" />', form=PayForm())

    same(
        html,
        """<div class="field field--check "><div class="field__check"><input type="checkbox" name="true" required
        id="id_true"><label for="id_true">It is true</label></div></div>""",
    )


def test_pages_keep_what_was_asked():
    page = Paginator(range(90), 20).get_page(2)

    html = render('<c-pagination :page="page" />', path="/?q=plc&page=2&city=330100", page=page)

    assert 'href="?q=plc&amp;page=3&amp;city=330100"' in html
    assert html.count('aria-current="page"') == 1
    assert "21–40 of 90" in html


def test_one_page_needs_no_pager():
    assert render('<c-pagination :page="page" />', page=Paginator([1], 20).get_page(1)).strip() == ""


def test_an_empty_list_says_what_to_do_next():
    source = '<c-empty title="None"><c-slot name="actions"><a href="/p/">Look</a></c-slot>Apply first.</c-empty>'

    html = render(source)

    assert '<p class="empty__title">None</p><div class="empty__text">Apply first.</div>' in html
    assert '<div class="cluster"><a href="/p/">Look</a></div>' in html


@pytest.mark.parametrize(
    ("level", "words"),
    [(0, "no level yet"), (1, "1 knows it"), (3, "3 does it alone"), (5, "5 teaches others")],
)
def test_a_level_says_in_words_what_its_bars_show(level, words):
    html = render('{% level level evidence="assessed" required=4 %}', level=level)

    assert words in html
    assert "needs 4" in html
    assert html.count("data-on") == level
    assert html.count("data-short") == max(0, 4 - level)


@pytest.mark.parametrize("kind", ["confirmed", 3, "3"])
def test_the_class_of_evidence_is_a_glyph_and_a_word(kind):
    html = render("{% evidence kind %}", kind=kind)

    assert 'data-evidence="confirmed"' in html
    assert "#seal" in html
    assert html.strip().endswith("confirmed</span>")


def test_a_level_takes_the_class_of_evidence_as_text_too():
    html = render("{% level level evidence=kind %}", level=4, kind=3)

    assert html.count('data-evidence="confirmed"') == 2


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [(-2, "2 days late", "bad"), (-1, "1 day late", "bad"), (0, "due today", "wait"), (1, "due tomorrow", "wait")],
)
def test_a_date_is_said_as_what_it_means_today(days, words, tone):
    html = render("{% due on %}", on=timezone.localdate() + timedelta(days=days))

    assert html.strip().endswith(f"{words}</time>")
    assert f'data-tone="{tone}"' in html


def test_a_far_date_is_calm():
    assert "data-tone" not in render("{% due on %}", on=timezone.localdate() + timedelta(days=5))


@pytest.mark.parametrize(
    ("code", "tone"), [("accepted", "good"), ("submitted", "wait"), ("rejected", "bad"), ("shortlisted", "info")]
)
def test_a_state_has_a_glyph_a_word_and_a_tone(code, tone):
    html = render('{% state code "Said" %}', code=code)

    assert f'data-tone="{tone}" data-state="{code}"' in html
    assert "<use href=" in html
    assert html.strip().endswith("Said</span>")


def test_bars_are_a_table_that_needs_no_script():
    rows = [{"label": "PLC", "value": 42, "share": 62.5, "n": 42, "url": "/plc/"}]

    html = render('<c-bars :rows="rows" caption="Skills" unit=" posts" />', rows=rows)

    assert "<caption>Skills</caption>" in html
    assert '<th scope="row"><a href="/plc/">PLC</a></th>' in html
    assert '<rect width="62.5"' in html
    assert '42 posts <span class="bars__n">n=42</span>' in html


def test_a_modal_is_reached_by_a_link_without_javascript():
    html = render('<c-modal id="say" title="Say why" trigger="Reject">Words</c-modal>')

    assert '<a class="button" href="#say" data-dialog="say"><span>Reject</span></a>' in html
    assert '<dialog class="modal" id="say" aria-labelledby="say-title"' in html


def test_a_table_names_its_columns_for_phones_and_readers():
    html = render('<c-table caption="People"><c-slot name="head"><th scope="col">City</th></c-slot></c-table>')

    assert 'role="region" aria-label="People"' in html
    assert '<table class="table table--cards' in html
    assert "<caption>People</caption>" in html
    assert '<thead><tr><th scope="col">City</th></tr></thead>' in html


def test_what_people_typed_is_escaped_once():
    source = '<c-card title="{{ typed }}"><c-meter label="{{ typed }}" :value="1" :max="2" /></c-card>'

    html = render(source, typed="<b>A & B</b>")

    assert html.count("&lt;b&gt;A &amp; B&lt;/b&gt;") == 2
    assert "<b>" not in html
