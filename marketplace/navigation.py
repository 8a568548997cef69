"""What each role finds in its menu and on its home page; every app adds its own in `ready()`."""

from dataclasses import dataclass

from django.utils.functional import Promise

_items = []
_panels = []


@dataclass(frozen=True, slots=True)
class NavItem:
    """A menu entry: `url_name` without arguments, for `roles` ("visitor": not signed in), `daily`: on phones, too."""

    label: str | Promise
    url_name: str
    icon: str
    roles: frozenset[str]
    order: int = 50
    daily: bool = False


def register(item):
    _items.append(item)
    _items.sort(key=lambda known: (known.order, known.url_name))


def items_for(role):
    return [item for item in _items if role in item.roles]


def panel(*roles, order=50):
    """Register `function(request) -> (template name, context) or None`: a panel of the home page of `roles`."""

    def decorate(function):
        _panels.append((order, function, frozenset(roles)))
        _panels.sort(key=lambda known: known[0])
        return function

    return decorate


def panels_for(request, role):
    """The panels of a role's home page as `[(template name, context)]`."""
    made = [function(request) for _, function, roles in _panels if role in roles]
    return [panel for panel in made if panel]
