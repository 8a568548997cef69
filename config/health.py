"""Probes: does this process live, and does what it needs answer? Nothing of hosts, users or secrets is said."""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import redis
from django.conf import settings
from django.core.cache import cache as kept
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.http import HttpResponse, JsonResponse

from config import metrics
from search.engine import Query
from search.engines import get_engine

logger = logging.getLogger(__name__)
RETRY_SECONDS = 10


class ProbeMiddleware:
    """Answers probes before anything else does: who asks has no session, no TLS and no name of the site."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        probe = PROBES.get(request.path) if request.method in {"GET", "HEAD"} else None
        return probe(request) if probe else self.get_response(request)


def live(request):
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def ready(request):
    """503 while the process drains or lacks what every page needs; 200 "degraded" without what pages can miss."""
    checks = {} if is_draining() else ask_all()
    missing = {name for name, answer in checks.items() if answer["status"] != "ok"}
    status = "degraded" if missing else "ok"
    if not checks or missing & NEEDED:
        status = "down" if checks else "draining"
    is_up = status in {"ok", "degraded"}
    headers = {"Cache-Control": "no-store"} | ({} if is_up else {"Retry-After": str(RETRY_SECONDS)})
    return JsonResponse({"status": status, "checks": checks}, status=200 if is_up else 503, headers=headers)


def is_draining():
    """Whether somebody (deploy/gunicorn.conf.py on SIGTERM, or an operator) asks for no more requests."""
    return Path(settings.DRAIN_FILE).exists() if settings.DRAIN_FILE else False


def ask_all():
    """`{name: {"status": …, "ms": …}}`; all are asked at once, each has its own time."""
    began = time.monotonic()
    asked = {name: threads().submit(ask, check) for name, (check, _) in CHECKS.items()}
    return {name: answer_of(name, future, began) for name, future in asked.items()}


def ask(check):
    began = time.monotonic()
    try:
        check()
    finally:
        connections.close_all()  # of this thread: no request ends here that would do it
    return time.monotonic() - began


def answer_of(name, future: Future, began):
    limit = CHECKS[name][1]
    try:
        seconds = future.result(timeout=max(0, began + limit - time.monotonic()))
    except Exception as error:  # whatever keeps a dependency from answering
        future.cancel()
        logger.warning("not ready: %s (%s)", name, type(error).__name__)
        return {"status": "down", "ms": round((time.monotonic() - began) * 1000, 1)}
    return {"status": "ok", "ms": round(seconds * 1000, 1)}


@cache
def threads():
    """Few: a dependency that hangs holds these, and never more of the process."""
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="probe")


@contextmanager
def connection_of_its_own():
    """Beside the pool: that all its connections are busy is no reason to send nobody here."""
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    try:
        yield own
    finally:
        own.close()


def database():
    with connection_of_its_own() as own, own.cursor() as cursor:
        cursor.execute("SELECT 1")


@cache
def migrations():
    """Raises RuntimeError while one is missing. That all are applied is asked once in the life of a process."""
    known = set(MigrationLoader(None).graph.nodes)
    with connection_of_its_own() as own, own.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        if known - set(cursor.fetchall()):
            raise RuntimeError("migrations are missing")


def shared_cache():
    """The server itself: our cache would answer from the process when the server does not."""
    if settings.REDIS_URL:
        redis_server().ping()
    else:
        kept.get("ready")


@cache
def redis_server():
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def search():
    get_engine().search(Query(limit=0))


CHECKS = {  # seconds that each may take
    "database": (database, 2.5),
    "migrations": (migrations, 10),
    "cache": (shared_cache, 1.5),
    "search": (search, 2.5),
}
NEEDED = {"database", "migrations"}
PROBES = {"/healthz": live, "/readyz": ready, "/metrics": metrics.scrape}
