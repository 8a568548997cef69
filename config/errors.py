"""The pages of failures of ours: without database, session or context, but with the reference that finds the log."""

import sys

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from config import metrics

RETRY_SECONDS = 10


def server_error(request):
    """500, or 503 with Retry-After while database or files are away or busy: that passes, and the page says so."""
    error = sys.exc_info()[1]
    if isinstance(error, (Error, *_driver_errors())):
        metrics.DATABASE_ERRORS.labels(type(error).__name__).inc()
    context = {"reference": getattr(request, "reference", ""), "seconds": RETRY_SECONDS}
    if passes(error):
        return HttpResponse(
            render_to_string("503.html", context), status=503, headers={"Retry-After": str(RETRY_SECONDS)}
        )
    return HttpResponseServerError(render_to_string("500.html", context))


def passes(error):
    """Whether `error` is of a database or bucket that is away, full or slow, and not of a wrong query.

    psycopg's PoolTimeout and PostgreSQL's cancelled statements arrive as OperationalError; so does SQLite's
    "no such table", which will not pass.
    """
    buckets = sys.modules.get("botocore.exceptions")  # read only where there is one
    if buckets and isinstance(error, buckets.ConnectionError | buckets.HTTPClientError):
        return True
    is_away = isinstance(error, (InterfaceError, OperationalError, *_driver_errors()))
    return is_away and "no such" not in str(error)


def _driver_errors():
    """What Django does not translate: a cursor on the server of PostgreSQL, as the choices of a form have it, is closed
    by the driver itself, and that fails when the server is gone."""
    driver = sys.modules.get("psycopg")
    return (driver.InterfaceError, driver.OperationalError) if driver else ()
