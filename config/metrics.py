"""What Prometheus may ask: requests, failures, the queue. Counted per process, summed over processes at the scrape."""

import os
import platform

from django.conf import settings
from django.db.models import Case, Count, DateTimeField, F, Min, When
from django.http import HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("bridge_requests", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram(
    "bridge_request_seconds",
    "Time until the first byte of an answer",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
DATABASE_ERRORS = Counter("bridge_database_errors", "Requests that failed on the database", ["kind"])
CACHE_ERRORS = Counter("bridge_cache_errors", "Calls that the shared cache did not answer")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUEUE_STATES = {
    TaskResultStatus.READY: "waiting",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.FAILED: "failed",
}


def count(view, method, status, seconds):
    """Count a request; a method that nobody knows is one of all the others."""
    REQUESTS.labels(view, method if method in METHODS else "other", f"{status // 100}xx").inc()
    SECONDS.labels(view).observe(seconds)


def scrape(request):
    """Everything, to who brings `METRICS_TOKEN`; for all others there is no such page."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponseNotFound()
    now = CollectorRegistry()
    now.register(AtTheScrape())
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    return HttpResponse(generate_latest(counted) + generate_latest(now), content_type=CONTENT_TYPE_LATEST)


class AtTheScrape:
    """What is read when somebody asks: the queue from its rows (two queries), and what was built."""

    def describe(self):
        return []

    def collect(self):
        yield InfoMetricFamily(
            "bridge_build", "What runs", {"release": settings.RELEASE, "python": platform.python_version()}
        )
        try:
            yield from queue()
        except Exception:  # without a database the other numbers are the more wanted
            DATABASE_ERRORS.labels("scrape").inc()


def queue():
    tasks = GaugeMetricFamily("bridge_queue_tasks", "Tasks of the queue", labels=["queue", "state"])
    rows = DBTaskResult.objects.order_by().filter(status__in=QUEUE_STATES).values_list("queue_name", "status")
    counts = {(name, status): n for name, status, n in rows.annotate(n=Count("pk"))}
    for name in sorted({"default", *(name for name, _ in counts)}):
        for status, label in QUEUE_STATES.items():
            tasks.add_metric([name, label], counts.get((name, status), 0))
    yield tasks

    ages = GaugeMetricFamily("bridge_queue_oldest_seconds", "How long the oldest due task has waited", labels=["queue"])
    due_at = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"),
                  output_field=DateTimeField())  # fmt: skip
    now = timezone.now()
    oldest = dict(DBTaskResult.objects.ready().order_by().values_list("queue_name").annotate(at=Min(due_at)))
    for name in sorted({"default", *oldest}):
        ages.add_metric([name], max(0, (now - oldest.get(name, now)).total_seconds()))
    yield ages
