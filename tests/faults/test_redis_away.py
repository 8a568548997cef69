"""The cache in Redis: it is used while it answers, and nothing fails or hangs while it does not."""

import os
import socket
import time

import pytest

from config.cache import REST_SECONDS, FallbackCache

needs_redis = pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="TEST_REDIS_URL is not set")


@pytest.fixture(autouse=True)
def _redis_is_there(monkeypatch):
    monkeypatch.setattr(FallbackCache, "away_until", 0.0)


@pytest.fixture
def silent():
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def nobody():
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"redis://127.0.0.1:{port}/0"


@pytest.mark.parametrize("address", ["silent", "nobody"])
def test_without_redis_a_limit_is_kept_by_the_process(request, address):
    cache = FallbackCache(request.getfixturevalue(address), {})

    assert [cache.add("sent-to", 1, timeout=60) for _ in range(3)] == [True, False, False]
    assert [cache.get("sent-to"), cache.incr("sent-to"), cache.get_many(["sent-to"])] == [1, 2, {"sent-to": 2}]
    cache.delete("sent-to")
    assert cache.get("sent-to", "nothing") == "nothing"


def test_a_silent_redis_is_asked_once_and_then_left_alone(silent):
    cache = FallbackCache(silent, {})

    cache.get("anything")

    assert 0 < FallbackCache.away_until - time.monotonic() <= REST_SECONDS
    cache.ask = None  # asking again would raise
    assert cache.get("anything") is None


@needs_redis
@pytest.mark.redis
def test_with_redis_all_processes_share_what_is_kept():
    one, other = (FallbackCache(os.environ["TEST_REDIS_URL"], {"KEY_PREFIX": "test-cache"}) for _ in range(2))
    one.set("shared", 1, timeout=10)

    assert other.get("shared") == 1
    one.delete("shared")


@needs_redis
@pytest.mark.redis
def test_a_connection_that_broke_meanwhile_is_replaced():
    cache = FallbackCache(os.environ["TEST_REDIS_URL"], {"KEY_PREFIX": "test-cache"})
    cache.set("kept", 1, timeout=10)
    client = cache._cache.get_client()
    client.client_kill_filter(skipme=False, _id=client.client_id())

    assert [cache.get("kept"), FallbackCache.away_until] == [1, 0.0]
