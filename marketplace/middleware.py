"""A reference id for every request, and the role in which its user acts."""

import re
import secrets
from contextvars import ContextVar
from logging import Filter

from django.conf import settings
from django.core.exceptions import BadRequest
from django.utils.functional import SimpleLazyObject

_reference = ContextVar("reference", default="-")


class ReferenceFilter(Filter):
    """Gives every log record the reference of its request; Django writes some of them after the middleware."""

    def filter(self, record):
        record.reference = getattr(getattr(record, "request", None), "reference", None) or _reference.get()
        return True


class RequestReferenceMiddleware:
    """`request.reference`, also in every log line and in the header `X-Request-ID`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.reference = _given(request) or secrets.token_hex(6)
        token = _reference.set(request.reference)
        try:
            response = self.get_response(request)
        finally:
            _reference.reset(token)
        response["X-Request-ID"] = request.reference
        return response


def _given(request):
    """The beginning of the id that the proxy gave the request and wrote into its own log; of nobody else."""
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return given[:12] if re.fullmatch(r"[0-9a-f]{12,32}", given) else ""


class NoNulMiddleware:
    """Refuses NUL in an address: no text has it, and PostgreSQL fails on it wherever it would be looked up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)


class ActiveRoleMiddleware:
    """`request.memberships`, and `request.membership`: the one chosen in the header, else the first, else None."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.memberships = SimpleLazyObject(lambda: _memberships(request))
        request.membership = SimpleLazyObject(lambda: _active(request))
        return self.get_response(request)


def _memberships(request):
    if not request.user.is_authenticated:
        return []
    return request.user.memberships_with_scopes()


def _active(request):
    chosen = request.session.get("membership")
    mine = list(request.memberships)
    return next((membership for membership in mine if membership.pk == chosen), mine[0] if mine else None)
