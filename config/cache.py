"""The shared cache, and the process's own for the time in which the shared one is away: no page fails for a cache."""

import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from config import metrics

logger = logging.getLogger(__name__)
REST_SECONDS = 5  # after a failure nobody waits for Redis for so long


class FallbackCache(RedisCache):
    """Redis; while it does not answer, limits and locks hold within each process only."""

    away_until = 0.0  # of the process: every thread has an object of its own

    def __init__(self, server, params):
        super().__init__(server, params)
        self._own = LocMemCache("fallback", params)


def _falling_back(name):
    def call(self, *args, **kwargs):
        if time.monotonic() >= FallbackCache.away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                metrics.CACHE_ERRORS.inc()
                logger.warning("the shared cache does not answer: %s", type(error).__name__)
                FallbackCache.away_until = time.monotonic() + REST_SECONDS
        return getattr(self._own, name)(*args, **kwargs)

    call.__name__ = name
    return call


CALLS = ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear")
for _name in CALLS:
    setattr(FallbackCache, _name, _falling_back(_name))
