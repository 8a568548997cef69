"""The product as deploy/ runs it: nginx with TLS, gunicorn, uvicorn, a worker, PostgreSQL, Redis."""

import json
import os
import re
import shutil
import signal
import ssl
from threading import Thread

import pytest
import requests
from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.ops.stack import ROOT, Stack, answers, let_on, open_gate, until
from tests.recruitment.test_reading import pdf
from tests.template_database import _lay_database, fingerprint

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed (scripts/services install)"),
]
WORDS = "a-long-word-for-tests"
PERSON = """
import django; django.setup()
from tests import factories
user = factories.StudentFactory(user__username="stack").user
user.set_password("{words}"); user.save()
"""


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """The address of a migrated database that processes may fill, and that is gone afterwards."""
    name = f"{connection.settings_dict['NAME']}_stack"
    with django_db_blocker.unblock():
        _lay_database(name, fingerprint(), anew=True)
        yield settings.DATABASES["default"] | {"NAME": name}
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def stack(database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stack")
    for pipe in ("page", "task"):
        os.mkfifo(folder / pipe)
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    made = Stack(folder, dict(os.environ))
    made.environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.ops.stack_settings", "SECRET_KEY": "s" * 50, "AUDIT_SIGNING_KEY": "a",
        "ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": "https://127.0.0.1", "EMAIL_URL": "smtp://127.0.0.1:1",
        "DATABASE_URL": f"postgres://{login}/{database['NAME']}", "REDIS_URL": settings.REDIS_URL,
        "SEARCH_URL": f"tantivy://{folder}/search", "VAR_DIR": str(folder / "var"), "PYTHONPATH": str(ROOT),
        "BIND": f"127.0.0.1:{made.pages}", "WEB_CONCURRENCY": "2", "TRUSTED_PROXIES": "1", "METRICS_TOKEN": "token",
        "GATE": str(folder), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    try:
        made.start()
        made.run("person", "-c", PERSON.format(words=WORDS))
        assert made.processes.pop("person").wait(60) == 0, made.log("person")
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def visitor(stack):
    """A student's browser, signed in through nginx."""
    with requests.Session() as session:
        session.trust_env = False  # a bundle of certificates of this machine would win over ours
        session.verify = str(stack.folder / "nginx" / "tls" / "fullchain.pem")
        session.at = f"https://127.0.0.1:{stack.https}"
        session.headers["Referer"] = session.at + "/"
        page = session.get(session.at + "/accounts/login/")
        form = {"login": "stack", "password": WORDS, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
        answer = session.post(page.url, form, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        yield session


def listen(stack, visitor):
    trust = ssl.create_default_context(cafile=visitor.verify)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    headers = {"Cookie": cookies}
    return connect(
        f"wss://127.0.0.1:{stack.https}/ws/", ssl=trust, origin=visitor.at, additional_headers=headers, open_timeout=60
    )


def test_an_upload_is_read_by_the_worker_and_heard_by_the_open_page(stack, visitor):
    with listen(stack, visitor) as page:
        token = {"csrfmiddlewaretoken": visitor.cookies["csrftoken"]}
        sent = visitor.post(
            f"{visitor.at}/resume/uploads/", token, files={"file": ("cv.pdf", pdf(), "application/pdf")}
        )
        topics = {json.loads(page.recv(timeout=60))["topic"] for _ in range(2)}

    assert (sent.status_code, sent.history[0].status_code, topics) == (200, 302, {"uploads", "notices"})
    assert visitor.get(sent.url + "file/").content.startswith(b"%PDF")


def test_nginx_keeps_to_itself_what_is_not_for_everybody(stack, visitor):
    at = visitor.at
    plain = requests.get(f"http://127.0.0.1:{stack.http}/positions/?q=1", allow_redirects=False)
    style = visitor.get(f"{at}/static/css/components.css")
    page = visitor.get(f"{at}/", headers={"X-Request-ID": "f" * 32, "X-Forwarded-For": "1.2.3.4"})

    assert (plain.status_code, plain.headers["Location"]) == (308, "https://127.0.0.1/positions/?q=1")
    token = {"Authorization": "Bearer token"}
    assert [visitor.get(at + path, headers=token).status_code for path in ("/readyz", "/metrics", "/healthz")] == [
        404, 404, 200,
    ]  # fmt: skip
    assert (style.headers["Cache-Control"], style.headers["Content-Encoding"]) == (
        "public, max-age=31536000, immutable", "gzip",
    )  # fmt: skip
    reference = page.headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{12}", reference)
    assert reference != "f" * 12
    assert {name for name, value in page.headers.items() if value.count("nosniff") > 1} == set()
    logged = [json.loads(line) for line in stack.log("gunicorn").splitlines() if reference in line]
    assert [(line["view"], line["status"], line["logger"]) for line in logged] == [
        ("wagtail_serve", page.status_code, "config.access")
    ] or [(line["status"], line["logger"]) for line in logged] == [(200, "config.access")]
    assert f'"request":"{reference}' in stack.log("nginx")


def test_numbers_of_both_workers_are_one(stack, visitor):
    own = f"http://127.0.0.1:{stack.pages}"
    answer = requests.get(f"{own}/metrics", headers={"Authorization": "Bearer token"})
    ready = requests.get(f"{own}/readyz")

    signed_in = 'bridge_requests_total{method="POST",status="3xx",view="account_login"} 1.0'
    assert signed_in in answer.text.splitlines()
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")  # no index was built
    assert [requests.get(f"{own}/metrics").status_code, requests.get(f"{own}/healthz").text] == [404, "ok\n"]


def test_a_task_in_work_ends_before_the_worker_does(stack, visitor):
    visitor.get(f"{visitor.at}/enqueues/")
    gate = open_gate(stack.folder / "task")

    stack.processes["worker"].send_signal(signal.SIGTERM)
    until(lambda: "shutting down gracefully" in stack.log("worker"), "the worker to hear it")
    let_on(gate)

    assert stack.processes["worker"].wait(60) == 0
    assert (stack.folder / "done").read_text() == "went on"


def test_a_request_in_work_ends_before_gunicorn_does(stack, visitor):
    answered = []
    asking = Thread(target=lambda: answered.append(visitor.get(f"{visitor.at}/waits/").text))
    asking.start()
    gate = open_gate(stack.folder / "page")

    stack.processes["gunicorn"].send_signal(signal.SIGTERM)
    until(lambda: not answers(stack.pages), "gunicorn to take no more")
    let_on(gate)
    asking.join(60)

    assert (answered, stack.processes["gunicorn"].wait(60)) == (["went on"], 0)
    away = visitor.get(f"{visitor.at}/")
    assert (away.status_code, away.headers["Retry-After"], "Back in a moment" in away.text) == (503, "10", True)


def test_open_pages_are_told_to_come_back(stack, visitor):
    with listen(stack, visitor) as page:
        code = stack.end("uvicorn")
        with pytest.raises(ConnectionClosed) as closed:
            page.recv(timeout=60)

    assert (closed.value.rcvd.code, code) == (1012, -signal.SIGTERM)  # uvicorn ends by the signal, after its work
