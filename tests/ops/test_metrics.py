"""What Prometheus reads, and who else may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.parser import text_string_to_metric_families

from recruitment.directory import Wish, find

TOKEN = {"authorization": "Bearer a-long-token"}


@pytest.fixture
def scrape(client, settings):
    """`scrape()` is `{(name, values of labels by their names…): value}` of now."""
    settings.METRICS_TOKEN, settings.RELEASE = "a-long-token", "2026.11"

    def ask():
        answer = client.get("/metrics", headers=TOKEN)
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.content.decode())
        return {
            (s.name, *(s.labels[name] for name in sorted(s.labels))): s.value
            for family in families
            for s in family.samples
        }

    return ask


def task(status, *, enqueued, run_after=None, queue="default"):
    made = DBTaskResult.objects.create(
        status=status, args_kwargs={}, task_path="x", backend_name="default", queue_name=queue,
        run_after=run_after or get_date_max(), exception_class_path="", traceback="",
    )  # fmt: skip
    DBTaskResult.objects.filter(pk=made.pk).update(enqueued_at=timezone.now() - timedelta(seconds=enqueued))


@pytest.mark.parametrize(("token", "given"), [("", ""), ("", "Bearer "), ("a-long-token", ""), ("a-long-token", "a-l")])
def test_without_the_token_there_is_no_such_page(client, settings, db, token, given):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", headers={"authorization": given}).status_code == 404


def test_requests_are_counted_by_view_method_and_kind_of_status(scrape, client, db):
    before = scrape()

    client.get(reverse("account_login"))
    client.get("/static/css/app.css").close()
    client.get("/healthz")

    after = scrape()
    grown = {key: after[key] - before.get(key, 0) for key in after if "_total" in key[0] and "gc" not in key[0]}
    assert {key: n for key, n in grown.items() if n and key[0].startswith("bridge")} == {
        ("bridge_requests_total", "GET", "2xx", "account_login"): 1
    }
    assert after["bridge_request_seconds_count", "account_login"] >= 1


def test_the_queue_is_read_from_its_rows_in_two_queries(scrape, db):
    for status, enqueued in [("READY", 90), ("READY", 30), ("RUNNING", 400), ("FAILED", 500), ("SUCCESSFUL", 900)]:
        task(TaskResultStatus[status], enqueued=enqueued)
    task(TaskResultStatus.READY, enqueued=9000, run_after=timezone.now() - timedelta(seconds=300), queue="slow")
    task(TaskResultStatus.READY, enqueued=9000, run_after=timezone.now() + timedelta(days=1), queue="slow")

    with CaptureQueriesContext(connection) as queries:
        found = scrape()

    assert len(queries) == 2
    names = {key[1:]: value for key, value in found.items() if key[0] == "bridge_queue_tasks"}
    assert names == {
        ("default", "waiting"): 2, ("default", "running"): 1, ("default", "failed"): 1,
        ("slow", "waiting"): 2, ("slow", "running"): 0, ("slow", "failed"): 0,
    }  # fmt: skip
    ages = [round(found["bridge_queue_oldest_seconds", name], -1) for name in ("default", "slow")]
    assert ages == [90, 300]


def test_a_search_without_an_index_is_counted_and_the_build_is_named(scrape, settings, db, tmp_path):
    before = scrape()
    settings.SEARCH_URL = f"tantivy://{tmp_path}/nothing"

    found = find(Wish(words="PLC"))

    after = scrape()
    key = ("bridge_search_fallbacks_total", "IndexMissing")
    assert (found.is_indexed, after[key] - before.get(key, 0)) == (False, 1)
    assert [key[2] for key in after if key[0] == "bridge_build_info"] == ["2026.11"]
