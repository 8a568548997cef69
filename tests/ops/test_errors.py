"""Pages of failure, the reference that finds the log line, and what is never in a log line."""

import logging
import re

import psycopg
import pytest
from botocore.exceptions import EndpointConnectionError
from django.db import InterfaceError, OperationalError, ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from config import urls
from config.errors import server_error
from config.logs import MaskingFormatter

HEADING = re.compile(r"<h1[^>]*>([^<]+)</h1>")
PLANTED = ["chen@example.com", "13912345678", "320503200403051234", "32050320040305123X", "dG9rZW4tdG9rZW4tdG9rZW4"]


def fails(request):
    raise RuntimeError(f"no idea what to do with {' '.join(PLANTED)}")


def no_such_table(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")


def slow(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")


def database_is(kind):
    def page(request):
        raise kind("the connection is closed")

    return page


def bucket_is_away(request):
    raise EndpointConnectionError(endpoint_url="https://files.example")


urlpatterns = [
    path("fails/", fails),
    path("away/", database_is(OperationalError)),
    path("closed/", database_is(InterfaceError)),
    path("cursor/", database_is(psycopg.OperationalError)),
    path("no-bucket/", bucket_is_away),
    path("wrong/", database_is(ProgrammingError)),
    path("no-such-table/", no_such_table),
    path("slow/", slow),
    path("l/<str:token>/fails/", fails),
    path("takes/", lambda request: HttpResponse("taken")),
    *urls.urlpatterns,
]
handler500 = server_error


@pytest.fixture
def lines(monkeypatch):
    """What the log handler of the settings writes from now on, line by line."""
    written = []
    [handler] = [handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, MaskingFormatter)]
    monkeypatch.setattr(handler, "emit", lambda record: written.append(handler.format(record)))
    return written


@pytest.fixture
def browser_of_a_visitor(db):
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def headings(answer):
    return HEADING.findall(answer.content.decode())


@override_settings(ROOT_URLCONF=__name__)
def test_the_reference_of_a_failure_finds_its_log_line(browser_of_a_visitor, lines):
    answer = browser_of_a_visitor.get("/fails/")

    reference = re.search(r"Reference: ([0-9a-f]{12})", answer.content.decode())[1]
    assert (answer.status_code, answer["X-Request-ID"]) == (500, reference)
    assert [line for line in lines if f"[{reference}]" in line and "RuntimeError" in line] != []


@override_settings(ROOT_URLCONF=__name__)
def test_no_log_line_holds_personal_data(browser_of_a_visitor, lines):
    browser_of_a_visitor.get("/l/dG9rZW4tdG9rZW4tdG9rZW4/fails/")

    assert [secret for secret in PLANTED if any(secret in line for line in lines)] == []
    assert any("/l/***/fails/" in line for line in lines)


def test_an_expired_link_leaves_no_token_in_the_log(browser_of_a_visitor, lines):
    browser_of_a_visitor.get(reverse("marketplace:link_open", args=["dG9rZW4tdG9rZW4tdG9rZW4"]))

    assert [line.split("] ")[1] for line in lines] == ["Not Found: /l/***/"]


@pytest.mark.parametrize("number", ["20240305123456789", "123456789012", "2301000042", "460301"])
def test_numbers_that_identify_nobody_stay(number):
    record = logging.makeLogRecord({"msg": f"row {number}"})

    assert MaskingFormatter("{message}", style="{").format(record) == f"row {number}"


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("method", "address", "host", "status", "heading"),
    [
        ("get", "/fails/", "testserver", 500, "Something broke on our side"),
        ("get", "/away/", "testserver", 503, "Back in a moment"),
        ("get", "/no-bucket/", "testserver", 503, "Back in a moment"),
        ("get", "/closed/", "testserver", 503, "Back in a moment"),
        ("get", "/cursor/", "testserver", 503, "Back in a moment"),
        ("get", "/wrong/", "testserver", 500, "Something broke on our side"),
        ("get", "/no-such-table/", "testserver", 500, "Something broke on our side"),
        ("get", "/no-such-page/", "testserver", 404, "We cannot find this page"),
        ("post", "/takes/", "testserver", 403, "This page was open for too long"),
        ("get", "/takes/", "bad_host!", 400, "We could not read that request"),
    ],
)
def test_each_failure_has_a_page_of_ours_whose_reference_finds_the_log(
    browser_of_a_visitor, lines, method, address, host, status, heading
):
    answer = getattr(browser_of_a_visitor, method)(address, headers={"host": host, "accept-language": "en"})

    assert (answer.status_code, headings(answer)) == (status, [heading])
    assert f"Reference: {answer['X-Request-ID']}" in answer.content.decode()
    assert any(f"[{answer['X-Request-ID']}]" in line for line in lines)


@pytest.mark.postgres
@override_settings(ROOT_URLCONF=__name__)
def test_a_statement_of_a_page_that_takes_too_long_is_given_up_and_said(browser_of_a_visitor):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1")
        answer = browser_of_a_visitor.get("/slow/")

    assert (answer.status_code, answer["Retry-After"], headings(answer)) == (503, "10", ["Back in a moment"])


def test_what_one_may_not_do_says_so(as_, application, supervisor):
    address = reverse("recruitment:application_move", args=[application.pk, "shortlist"])

    answer = as_(supervisor).post(address)

    assert (answer.status_code, headings(answer)) == (403, ["This is not yours to do"])


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.django_db
def test_the_page_of_a_failure_speaks_chinese():
    answer = Client(raise_request_exception=False).get("/fails/", headers={"accept-language": "zh-cn"})

    assert '<html lang="zh-Hans">' in answer.content.decode()
