"""Probes: what lives, what is ready, and that nobody learns more from them."""

import pytest
from django.db import connection, connections
from django.test import Client

from config import health

ALL = ["cache", "database", "migrations", "search"]


@pytest.fixture
def ready():
    """`ready()` is the status of the answer, of the process, and what is down."""
    health.migrations.cache_clear()
    health.redis_server.cache_clear()

    def ask():
        answer = Client(headers={"host": "10.0.0.7:8000"}).get("/readyz")
        checks = answer.json()["checks"]
        assert all(check.keys() == {"status", "ms"} for check in checks.values())
        return answer.status_code, answer.json()["status"], [name for name in checks if checks[name]["status"] != "ok"]

    yield ask
    health.migrations.cache_clear()
    health.redis_server.cache_clear()


@pytest.fixture
def database(monkeypatch):
    """`database(**settings)` changes where this process looks for its database."""
    return lambda **changed: [monkeypatch.setitem(connections.settings["default"], *item) for item in changed.items()]


@pytest.mark.parametrize("debug_host", ["10.0.0.7:8000", "bad_host!", ""])
def test_alive_means_no_database_no_session_no_redirect_and_no_name(settings, debug_host):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["bridge.example"], True

    answer = Client(headers={"host": debug_host}).get("/healthz")

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok\n", "text/plain")
    assert dict(answer.cookies) == {}


def test_ready_names_each_dependency_and_nothing_else(db, ready, client):
    assert ready() == (200, "ok", [])
    assert sorted(client.get("/readyz").json()["checks"]) == ALL


def test_without_its_database_nobody_is_ready_and_is_asked_again_later(db, ready, database, client, tmp_path):
    database(NAME=str(tmp_path / "no" / "database"), PORT="1")

    assert ready() == (503, "down", ["database", "migrations"])
    assert client.get("/readyz")["Retry-After"] == "10"


def test_a_missing_migration_is_not_ready(db, ready, database, tmp_path):
    database(NAME="postgres" if connection.vendor == "postgresql" else str(tmp_path / "empty.sqlite3"))

    assert ready() == (503, "down", ["migrations"])


def test_without_search_or_cache_pages_go_on(db, ready, settings, tmp_path):
    settings.SEARCH_URL = f"tantivy://{tmp_path}/nothing"
    assert ready() == (200, "degraded", ["search"])

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    health.redis_server.cache_clear()
    assert ready() == (200, "degraded", ["cache", "search"])


def test_a_process_that_drains_asks_for_no_more(ready, settings, tmp_path):
    settings.DRAIN_FILE = str(tmp_path / "drain")
    (tmp_path / "drain").touch()

    assert ready() == (503, "draining", [])
