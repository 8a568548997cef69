from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from marketplace.navigation import items_for
from marketplace.states import Role


def navigation(request):
    """What `base.html` needs on every page; no query for a visitor. A page of many templates asks once."""
    if not hasattr(request, "navigation"):
        request.navigation = _navigation(request)
    return request.navigation


def _navigation(request):
    role, membership = role_of(request), getattr(request, "membership", None)
    return {
        "nav": menu(role, request.path),
        "active_role": role,
        "membership": membership,
        "acting": " · ".join(str(part) for part in (role.label, membership.scope) if part) if membership else "",
        "memberships": getattr(request, "memberships", []),
        "demo": settings.DEMO,
        "reference": getattr(request, "reference", ""),
    }


def role_of(request):
    """The active role, `visitor` without one."""
    membership = getattr(request, "membership", None)
    return Role(membership.role) if membership else "visitor"


class Entry(NamedTuple):
    """An entry of the menu as `_nav.html` shows it."""

    label: str
    url: str
    icon: str
    current: bool
    daily: bool


def menu(role, path):
    """The menu of `role`; of the entries whose address begins `path`, the longest is the current one."""
    found = [(item, url) for item in items_for(role) if (url := _address(item.url_name))]
    inside = [url for _, url in found if path == url or (url != "/" and path.startswith(url))]
    current = max(inside, key=len, default=None)
    return tuple(Entry(str(item.label), url, item.icon, url == current, item.daily) for item, url in found)


@cache
def _address(url_name):
    """Where an entry leads, None for a page this installation does not have."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None
