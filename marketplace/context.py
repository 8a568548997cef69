from django.conf import settings
from django.urls import NoReverseMatch, reverse

from marketplace.navigation import items_for


def _items(request, role):
    for item in items_for(role):
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        current = request.path == url or (url != "/" and request.path.startswith(url))
        yield {"label": item.label, "url": url, "icon": item.icon, "current": current, "daily": item.daily}


def navigation(request):
    membership = getattr(request, "membership", None) or None
    role = membership.role if membership else ("student" if _is_student(request) else "visitor")
    return {
        "nav": list(_items(request, role)),
        "active_role": role,
        "membership": membership,
        "memberships": list(getattr(request, "memberships", [])),
        "demo": settings.DEMO,
        "reference": getattr(request, "reference", ""),
    }


def _is_student(request):
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and hasattr(user, "student"))
