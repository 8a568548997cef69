"""The shared cache, and the process's own for the time in which the shared one is away: no page fails for a cache."""

import functools
import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from config import metrics

logger = logging.getLogger(__name__)
REST_SECONDS = 5  # after a failure nobody waits for Redis for so long
OPTIONS = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25}  # what one request may lose by asking


class FallbackCache(RedisCache):
    """Redis; while it does not answer, limits and locks hold within each process only.

    Nothing in the cache is the truth, so what a process kept meanwhile may be forgotten when Redis answers again.
    """

    away_until = 0.0  # of the process: every thread has an object of its own

    def __init__(self, server, params):
        super().__init__(server, {**params, "OPTIONS": {**OPTIONS, **params.get("OPTIONS", {})}})
        self._own = LocMemCache(f"instead of {server}", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})

    def ask(self, call, *args, **kwargs):
        """A connection to a server that has died since is broken, though another server is there: try a new one."""
        try:
            return call(self, *args, **kwargs)
        except RedisConnectionError:
            for pool in self._cache._pools.values():
                pool.disconnect()
            return call(self, *args, **kwargs)


def _falling_back(name):
    in_redis = getattr(RedisCache, name)

    @functools.wraps(in_redis)
    def call(self, *args, **kwargs):
        if time.monotonic() >= FallbackCache.away_until:
            try:
                return self.ask(in_redis, *args, **kwargs)
            except RedisError as error:
                metrics.CACHE_ERRORS.inc()
                logger.warning("the shared cache does not answer: %s", type(error).__name__)
                FallbackCache.away_until = time.monotonic() + REST_SECONDS
        return getattr(self._own, name)(*args, **kwargs)

    return call


CALLS = ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear")
for _name in CALLS:
    setattr(FallbackCache, _name, _falling_back(_name))
