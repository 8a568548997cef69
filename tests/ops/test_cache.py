"""Redis may go at any time: limits and locks then hold in the process, and pages do not notice."""

import pytest

from config.cache import FallbackCache

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache(monkeypatch):
    """A cache whose Redis does not answer."""
    monkeypatch.setattr(FallbackCache, "away_until", 0.0)
    made = FallbackCache(NOBODY, {"OPTIONS": {"socket_connect_timeout": 1}})
    yield made
    made.clear()


def test_without_redis_the_process_remembers_alone(cache):
    assert (cache.add("lock", 1), cache.add("lock", 1)) == (True, False)
    cache.set("tries", 1)
    assert (cache.incr("tries"), cache.get_many(["tries", "lock"])) == (2, {"tries": 2, "lock": 1})
    assert (cache.delete("lock"), cache.get("lock", "gone"), cache.has_key("tries")) == (True, "gone", True)


def test_redis_is_left_alone_for_a_while_and_asked_again_afterwards(cache, monkeypatch, caplog):
    cache.get("a")
    cache.get("b")
    assert caplog.messages == ["the shared cache does not answer: ConnectionError"]

    monkeypatch.setattr(FallbackCache, "away_until", 0.0)
    cache.get("c")
    assert len(caplog.messages) == 2


@pytest.mark.redis
def test_when_redis_is_back_it_is_asked_again(cache, monkeypatch, settings):
    cache.set("kept", "by the process")
    monkeypatch.setattr(FallbackCache, "away_until", 0.0)
    back = FallbackCache(settings.REDIS_URL, {})

    back.set("kept", "by all")
    assert (FallbackCache(settings.REDIS_URL, {}).get("kept"), cache.get("kept")) == ("by all", "by the process")
