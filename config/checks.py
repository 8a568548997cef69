"""What may not be started at all."""

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

SHARE_NOTHING = (
    "WEB_CONCURRENCY is {n}, and REDIS_URL is not set: without Redis the cache (with its limits of sign-in) and the "
    "messages to open pages live inside one process."
)


@register
def processes_share_something(app_configs=None, **kwargs):
    if settings.WEB_CONCURRENCY > 1 and not settings.REDIS_URL:
        hint = "Set REDIS_URL, or run one web process."
        return [Error(SHARE_NOTHING.format(n=settings.WEB_CONCURRENCY), hint=hint, id="config.E001")]
    return []


def refuse_processes_that_share_nothing():
    """Servers run no checks of Django. Raises ImproperlyConfigured."""
    for error in processes_share_something():
        raise ImproperlyConfigured(f"{error.msg} {error.hint}")
