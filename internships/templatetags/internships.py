"""What our templates need and the language has not."""

from django import template

register = template.Library()


@register.filter
def of(mapping, key):
    """The value of `key`, or an empty text."""
    return mapping.get(key, "")
