"""The page for a phone without a connection, and the worker that keeps it in the browser."""

from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

KEPT = ("css/app.css", "css/reset.css", "css/tokens.css", "css/base.css", "css/layout.css", "css/components.css",
        "css/data.css", "css/forms.css", "css/pages.css", "img/icons.svg")  # fmt: skip


@require_GET
@cache_control(max_age=3600)
def offline(request):
    return render(request, "offline.html")


@require_GET
@cache_control(max_age=3600)
def service_worker(request):
    """Served at the root, so that it may answer for every page when the network does not."""
    context = {"files": [static(name) for name in KEPT]}
    return render(request, "service_worker.js", context, content_type="text/javascript")
