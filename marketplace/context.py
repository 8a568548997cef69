from django.conf import settings
from django.urls import NoReverseMatch, reverse

from marketplace.navigation import items_for
from marketplace.states import Role


def navigation(request):
    """What `base.html` needs on every page; no query for a visitor."""
    role = role_of(request)
    return {
        "nav": list(_items(request, role)),
        "active_role": role,
        "membership": getattr(request, "membership", None),
        "memberships": getattr(request, "memberships", []),
        "demo": settings.DEMO,
        "reference": getattr(request, "reference", ""),
    }


def role_of(request):
    """The active role, `visitor` without one."""
    membership = getattr(request, "membership", None)
    return Role(membership.role) if membership else "visitor"


def _items(request, role):
    """The menu of `role`; of the entries whose address begins the current one, the longest is the current one."""
    found = [(item, url) for item in items_for(role) if (url := _address(item))]
    inside = [url for _, url in found if request.path == url or (url != "/" and request.path.startswith(url))]
    current = max(inside, key=len, default=None)
    for item, url in found:
        yield {"label": item.label, "url": url, "icon": item.icon, "current": url == current, "daily": item.daily}


def _address(item):
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return None
