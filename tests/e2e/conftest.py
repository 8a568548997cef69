"""A real server in a thread, a real Chromium, people who sign in."""

import os
import re
import threading
import time

import pytest
import uvicorn
from django.test import Client
from playwright.sync_api import expect

PATIENCE_MS = 30_000  # a busy machine makes a journey slow, not wrong
expect.set_options(timeout=PATIENCE_MS)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_type):
    path = os.environ.get("CHROMIUM")
    if not path and not os.path.exists(browser_type.executable_path):
        pytest.skip("no Chromium: say where one is with CHROMIUM=/path/to/chromium")
    if path:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        browser_type_launch_args |= {"executable_path": path, "args": arguments}
    return browser_type_launch_args


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "en"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed journey says what stood on its pages."""
    report = yield
    if report.failed and "browser" in item.funcargs:
        for context in item.funcargs["browser"].contexts:
            for page in context.pages:
                report.sections.append((page.url, page.locator("body").inner_text()))
    return report


@pytest.fixture(autouse=True, scope="session")
def _orm_beside_playwright():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def asgi_server(django_db_setup):
    """The ASGI stack of production (pages, sockets, static files) on a free port."""
    from config.asgi import application

    config = uvicorn.Config(application, port=0, lifespan="off", log_level="warning", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def base_url(asgi_server):
    return asgi_server


@pytest.fixture
def log_in(browser, asgi_server):
    """`log_in(user)` is a new page on which `user` is signed in; `language` and further context options as given."""
    contexts = []

    def sign_in(user, *, language="en", **options):
        context = browser.new_context(base_url=asgi_server, locale=language, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        cookies = [{"name": "django_language", "value": language, "domain": "localhost", "path": "/"}]
        if user:
            client = Client()
            client.force_login(user)
            value = client.cookies["sessionid"].value
            cookies.append({"name": "sessionid", "value": value, "domain": "localhost", "path": "/"})
        context.add_cookies(cookies)
        return context.new_page()

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def phone():
    """Options of a page as `log_in` takes them: 390 px wide, under a finger."""
    return PHONE


@pytest.fixture
def letter_to(mailoutbox):
    """`letter_to(address)` is the path behind the link in the last letter to this address."""

    def path(address):
        letter = [letter for letter in mailoutbox if letter.to == [address] and "/l/" in letter.body][-1]
        return re.search(r"/l/[\w-]+/", letter.body)[0]

    return path
