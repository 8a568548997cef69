"""Lines for machines: each a JSON object, none with personal data, one for each request."""

import json
import logging

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from config.logs import JsonLines
from marketplace.middleware import RequestReferenceMiddleware
from tests.ops.test_errors import PLANTED

TOKEN = "/l/dG9rZW4tdG9rZW4tdG9rZW4/"


def record(message="said", error=None, **extra):
    logger = logging.getLogger("a.logger")
    return logger.makeRecord(
        "a.logger", logging.ERROR, "file.py", 1, message, (), error and (type(error), error, None), extra=extra
    )


def line(made):
    text = JsonLines().format(made)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_names_time_level_logger_reference_and_message():
    made = line(record(reference="0123456789ab"))

    assert made.pop("time")
    assert made == {"level": "ERROR", "logger": "a.logger", "reference": "0123456789ab", "message": "said"}


def test_what_identifies_somebody_is_masked_in_every_field_and_in_the_traceback():
    error = IntegrityError(f"refused\nDETAIL:  Key (phone)=({PLANTED[1]}) exists.\n")
    made = record(f"mail to {PLANTED[0]}", error, path=TOKEN, ids=[PLANTED[2]], of={"phone": int(PLANTED[1])}, n=7)

    text = JsonLines().format(made)

    assert [secret for secret in (*PLANTED, "dG9rZW4") if secret in text] == []
    assert json.loads(text)["n"] == 7
    assert "DETAIL: ***\n" in json.loads(text)["traceback"] + "\n"


def test_a_request_is_no_part_of_its_line():
    made = line(record(request=RequestFactory().get("/search/?q=陈嘉禾"), status_code=404))

    assert made.keys() == {"time", "level", "logger", "reference", "message", "status_code"}


def test_one_line_for_a_request_with_the_name_of_its_view_and_the_number_of_its_user(as_, hr, caplog):
    caplog.set_level(logging.INFO, "config.access")

    as_(hr).get("/applications/?q=陈嘉禾")
    as_(hr).get("/healthz")

    [made] = [record for record in caplog.records if record.name == "config.access"]
    assert (made.method, made.view, made.status, made.user) == ("GET", "recruitment:application_list", 200, hr.pk)
    assert made.getMessage() == "GET recruitment:application_list 200"
    assert made.ms > 0


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [
        (1, "0123456789abcdef0123456789abcdef", True),
        (1, "0123456789ab\nforged", False),
        (1, "short", False),
        (0, "0123456789abcdef0123456789abcdef", False),
    ],
)
def test_the_reference_is_the_beginning_of_the_id_of_a_proxy_that_is_ours(settings, proxies, given, taken):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", HTTP_X_REQUEST_ID=given)

    RequestReferenceMiddleware(lambda request: {})(request)

    assert (request.reference == "0123456789ab") is taken
    assert len(request.reference) == 12
