"""The page of a failure of ours: without database, session or context, but with the reference that finds the log."""

from django.http import HttpResponseServerError
from django.template.loader import render_to_string


def server_error(request):
    return HttpResponseServerError(render_to_string("500.html", {"reference": getattr(request, "reference", "")}))
