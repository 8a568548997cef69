"""The cache in Redis, and what stands in while Redis is away: the product goes on without it."""

import functools
import logging
import time

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

AWAY_SECONDS = 5  # how long Redis is not asked again after it did not answer
OPTIONS = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25}  # what one request may lose by asking


def _or_stand_in(name):
    """`name` of the cache in Redis; of the cache in this process while Redis does not answer."""
    in_redis = getattr(RedisCache, name)

    @functools.wraps(in_redis)
    def method(self, *args, **kwargs):
        if time.monotonic() >= PatientRedisCache.away_until:
            try:
                return self.ask(in_redis, *args, **kwargs)
            except (RedisError, OSError) as error:
                self.is_away(error)
        return getattr(self.stand_in, name)(*args, **kwargs)

    return method


class PatientRedisCache(RedisCache):
    """Redis, as long as it answers; else this process's own memory, so that limits still limit.

    Nothing in the cache is the truth, so what the memory kept may be forgotten when Redis answers again.
    """

    away_until = 0.0  # of the process: Django makes a cache object for each thread

    def __init__(self, server, params):
        super().__init__(server, {**params, "OPTIONS": {**OPTIONS, **params.get("OPTIONS", {})}})
        self.stand_in = LocMemCache(f"instead of {server}", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})

    def ask(self, in_redis, *args, **kwargs):
        """A connection to a server that has died since is broken, though another server is there: try a new one."""
        try:
            return in_redis(self, *args, **kwargs)
        except RedisConnectionError:
            for pool in self._cache._pools.values():
                pool.disconnect()
            return in_redis(self, *args, **kwargs)

    def is_away(self, error):
        now = time.monotonic()
        if PatientRedisCache.away_until < now - AWAY_SECONDS:  # it was there a moment ago
            logger.warning("Redis does not answer, going on without it: %s", type(error).__name__)
            self.stand_in.clear()
        PatientRedisCache.away_until = now + AWAY_SECONDS


for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
):
    setattr(PatientRedisCache, _name, _or_stand_in(_name))
