"""What the components need and the template language has not: days from a date, and pages of a pager."""

from datetime import datetime
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def icon(name, label=""):
    """The drawing `name` of the sprite; read out as `label`, or hidden where words stand beside it.

    A tag, where everything else is a component: a page holds up to two hundred, and this costs a fiftieth.
    """
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', told, _sprite(), name)


@cache
def _sprite():
    return static("img/icons.svg")


@register.filter
def days_left(on):
    """Whole days from today (in the current time zone) to a date or datetime; negative when it has passed."""
    if isinstance(on, datetime):
        on = timezone.localtime(on).date() if timezone.is_aware(on) else on.date()
    return (on - timezone.localdate()).days


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
