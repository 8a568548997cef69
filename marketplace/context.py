from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
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
        "charts_url": _charts_url(),
    }


def role_of(request):
    """The active role, `visitor` without one."""
    membership = getattr(request, "membership", None)
    return Role(membership.role) if membership else "visitor"


def _items(request, role):
    for item in items_for(role):
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        current = request.path == url or (url != "/" and request.path.startswith(url))
        yield {"label": item.label, "url": url, "icon": item.icon, "current": current, "daily": item.daily}


@cache
def _charts_url():
    """The chart library, or nothing where npm did not bring it: then the tables stand alone."""
    name = "vendor/echarts.common.min.js"
    return static(name) if finders.find(name) else ""
