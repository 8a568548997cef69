"""What the components need and the template language has not: small marks drawn many times, dates, pages of a pager.

A mark that stands in every row of a list (icon, state, due, level, evidence, avatar) is a tag, where everything else
is a component: a page holds up to two hundred, and a tag costs a fiftieth.
"""

from datetime import datetime
from functools import cache, lru_cache

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from marketplace import once

register = template.Library()

TONES = {
    "good": ("check", "accepted active agreed approved cast completed confirmed covered done filled final given "
             "granted offered open passed published ready recorded resolved serving signed verified"),
    "wait": ("clock", "academic_affairs appealed applied awaited awaits_enterprise awaits_school awaits_student "
             "committee final_approval moderation pending proposed questioned reported requested returned signing "
             "submitted uploaded"),
    "bad": ("x", "declined dismissed exhausted failed lapsed overdue refused rejected suspended terminated void"),
    "info": ("arrow", "handled interview interviewing planned queued read running scheduled scored scoring "
             "shortlisted training"),
}  # fmt: skip
TONE_OF = {code: (tone, glyph) for tone, (glyph, codes) in TONES.items() for code in codes.split()}
EVIDENCE = {"3": "confirmed", "confirmed": "confirmed", "2": "assessed", "assessed": "assessed"}
NOTHING = mark_safe('<span class="muted">–</span>')
BARS = [(".5", "14.5", "5"), ("8.5", "11.5", "8"), ("16.5", "8.5", "11"), ("24.5", "5.5", "14"), ("32.5", "2.5", "17")]


@register.simple_tag
def icon(name, label=""):
    """The drawing `name` of the sprite; read out as `label`, or hidden where words stand beside it."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, _sprite(), name
        )
    return _glyph(str(name))


@register.simple_tag(name="once")
def once_field():
    """The key with which a form has one effect, however often it is sent (`marketplace.once`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_key())


@register.simple_tag
def state(code, label):
    """The `code` of a state machine as a badge that says `label`; tone and glyph from the code."""
    return _state(str(code), str(label))


@register.simple_tag
def due(on, quiet=False):
    """How far away the date or datetime `on` is, in words; nothing without one. `quiet`: in no tone."""
    return _due(_day(on), timezone.localdate(), bool(quiet), get_language()) if on else ""


@register.simple_tag
def level(level, evidence="", required=0, compact=False):
    """`level` (0 to 5) in bars and words, what it rests on, what is `required`; `compact`: words are read out only."""
    kind = str(evidence) if evidence else ""
    return _level(int(level or 0), kind, int(required or 0), bool(compact), get_language())


@register.simple_tag
def evidence(kind):
    """A class of evidence (claimed, assessed, confirmed or 1, 2, 3) as a glyph and a word."""
    return _evidence(str(kind), get_language())


@register.simple_tag
def attested(lines):
    """A cell of a table for each of `lines` (`name`, `level`, `kind`): the level and the class of evidence it rests on,
    a dash where there is none."""
    language = get_language()
    return mark_safe("".join([_cell(each.name, each.level, each.kind, language) for each in lines]))


@register.simple_tag
def options(choices, chosen):
    """The options of a select: `choices` are `[(value, label)]`."""
    rows = ((value, mark_safe(" selected") if value == chosen else "", label) for value, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag
def avatar(name, size="", kind="", with_name=False):
    """The first character of a name in a circle (`kind="enterprise"`: a square), and the name beside it if asked."""
    drawn = _avatar(initial(name), size, kind)
    return format_html('<span class="person">{}<span>{}</span></span>', drawn, name) if with_name else drawn


@register.simple_tag
def drawn(template, of):
    """The `template` with nothing but the value `of` (hashable, say a named tuple) in its context.

    As it can show nothing else, it is drawn once for each value, language and day, and kept in this process: for
    what many visitors see. A value that differs in anything is drawn anew.
    """
    return _drawn(template, of, get_language(), timezone.localdate())


@lru_cache(maxsize=2000)
def _drawn(template, of, language, today):
    return get_template(template).render({"of": of})


@cache
def _sprite():
    return static("img/icons.svg")


@lru_cache(maxsize=500)
def _glyph(name):
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', _sprite(), name)


@lru_cache(maxsize=1000)
def _state(code, label):
    tone, glyph = TONE_OF.get(code, ("", "circle"))
    told = format_html(' data-tone="{}"', tone) if tone else ""
    return format_html('<span class="badge"{} data-state="{}">{}{}</span>', told, code, _glyph(glyph), label)


@lru_cache(maxsize=2000)
def _avatar(character, size, kind):
    extent = format_html(' data-size="{}"', size) if size else ""
    sort = format_html(' data-kind="{}"', kind) if kind else ""
    return format_html('<span class="avatar"{}{} aria-hidden="true">{}</span>', extent, sort, character)


@lru_cache(maxsize=2000)
def _due(on, today, quiet, language):
    """`language` is the active one, here for the cache only; so in the two below."""
    days = (on - today).days
    tone = "" if quiet or days > 2 else ' data-tone="bad"' if days < 0 else ' data-tone="wait"'
    return format_html(
        '<time class="due" datetime="{}" title="{}"{}>{}{}</time>',
        on.isoformat(), date_format(on, "DATE_FORMAT"), mark_safe(tone),
        _glyph("warn" if days < 0 and not quiet else "clock"), _in_days(on, days),
    )  # fmt: skip


def _in_days(on, days):
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    if days < 2:
        return gettext("due tomorrow") if days else gettext("due today")
    if days <= 14:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    return gettext("by %(day)s") % {"day": date_format(on, "SHORT_DATE_FORMAT")}


@lru_cache(maxsize=1000)
def _level(have, kind, need, compact, language):
    drawn = "".join(
        f'<rect x="{x}" y="{y}" width="5" height="{height}"'
        f"{' data-on' if have >= step else ' data-short' if need >= step else ''} />"
        for step, (x, y, height) in enumerate(BARS, start=1)
    )
    return format_html(
        '<span class="level"{}><svg viewBox="0 0 38 20" aria-hidden="true">{}</svg> <span{}>{}{}</span>{}</span>',
        format_html(' data-evidence="{}"', EVIDENCE.get(kind, "claimed")) if have else "",
        mark_safe(drawn),
        mark_safe(' class="visually-hidden"') if compact else "",
        _said(have),
        format_html('<span class="muted"> / {}</span>', gettext("needs %(need)s") % {"need": need}) if need else "",
        format_html(" {}", _evidence(kind, language)) if have and kind else "",
    )


def _said(level):
    words = {
        1: gettext("knows it"), 2: gettext("does it with help"), 3: gettext("does it alone"),
        4: gettext("handles the unusual"), 5: gettext("teaches others"),
    }  # fmt: skip
    return f"{level} {words[level]}" if level in words else gettext("no level yet")


@lru_cache(maxsize=50)
def _evidence(kind, language):
    known = EVIDENCE.get(kind, "claimed")
    glyph, word = {
        "confirmed": ("seal", pgettext("evidence", "confirmed")),
        "assessed": ("half", pgettext("evidence", "assessed")),
        "claimed": ("circle", pgettext("evidence", "claimed")),
    }[known]
    return format_html('<span class="evidence" data-evidence="{}">{}{}</span>', known, _glyph(glyph), word)


@lru_cache(maxsize=5000)
def _cell(name, level, kind, language):
    told = format_html("<span>{} {}</span>", level, _evidence(str(kind), language)) if kind else NOTHING
    return format_html('<td data-label="{}">{}</td>', name, told)


def _day(on):
    """The date of a date or datetime, in the current time zone."""
    if not isinstance(on, datetime):
        return on
    return timezone.localtime(on).date() if timezone.is_aware(on) else on.date()


@register.filter
def days_left(on):
    """Whole days from today (in the current time zone) to a date or datetime; negative when it has passed."""
    return (_day(on) - timezone.localdate()).days


@register.filter
def absolute(number):
    return abs(number)


@register.filter
def pages(page):
    """The numbers (and gaps) of a pager around `page`."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def share(value, whole):
    """`value` as a percentage of `whole`, 0 to 100."""
    return max(0, min(100, round(100 * float(value or 0) / float(whole or 1), 1)))


@register.filter
def initial(name):
    """The character that stands for a name in an avatar: the surname in Chinese, the first letter elsewhere."""
    return str(name).strip()[:1].upper() or "?"
