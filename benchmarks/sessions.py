"""Signed-in people without the form: rows of sessions, as a login writes them."""

from django.conf import settings
from django.test import Client

BACKEND = "marketplace.authentication.AnyNumberBackend"


def cookie(user):
    """The `Cookie` header of a new session of `user`; of a visitor without one."""
    if user is None:
        return ""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
