"""One line and one count for each request, under the name of its view: addresses hold tokens and words of search."""

import logging
import time

from django.conf import settings

from config import metrics

logger = logging.getLogger(__name__)


class AccessMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        if request.path.startswith(settings.STATIC_URL):
            return response
        view = request.resolver_match.view_name if request.resolver_match else ""
        metrics.count(view or "-", request.method, response.status_code, seconds)
        logger.info(
            "%s %s %s",
            request.method,
            view or "-",
            response.status_code,
            extra={
                "method": request.method,
                "view": view,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "user": pk_of_user(request),
            },
        )
        return response


def pk_of_user(request):
    """The number of who is signed in, if anything asked for it: a log line is not worth a query."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
