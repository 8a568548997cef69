"""What our templates need and the language has not."""

from django import template
from django.utils.html import format_html_join

register = template.Library()


@register.filter
def of(mapping, key):
    """The value of `key`, or an empty text."""
    return mapping.get(key, "")


@register.simple_tag
def quiet_weeks(rows):
    """The rows of the quiet rest, each with its key for the form around them: up to a hundred."""
    return format_html_join(
        "",
        '<li><input type="hidden" name="log" value="{}"><div class="list__main"><a href="{}">{}</a>'
        '<div class="list__meta"><span>{}</span></div></div></li>',
        ((row["pk"], row["path"], row["title"], row["enterprise"]) for row in rows),
    )
