"""The settings of a college's server, and what may not happen at import."""

import re

import environ
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from config.settings.database import configure

TEMPLATES = settings.BASE_DIR / "templates"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "k8Jx-qPz7R-a-long-random-key-made-for-this-test-only-4w9V2mTn6LbY",
    "AUDIT_SIGNING_KEY": "another-key",
    "ALLOWED_HOSTS": "bridge.example",
    "SITE_URL": "https://bridge.example",
    "EMAIL_URL": "smtp://localhost:25",
}
SLOW_TO_IMPORT = {"openpyxl", "pandas", "scipy.stats", "sklearn", "weasyprint"}
DOWN = "postgres://nobody@127.0.0.1:1/nothing"


def test_the_deployment_check_of_production_is_clean(run):
    process = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (process.returncode, process.stderr) == (0, "")
    assert "no issues" in process.stdout


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "DJANGO_SETTINGS_MODULE"])
def test_production_does_not_start_without(run, name):
    process = run("manage.py", "check", **{key: value for key, value in PRODUCTION.items() if key != name})

    assert process.returncode == 1
    assert f"Set the {name} environment variable" in process.stderr


@pytest.mark.parametrize("command", [("manage.py", "check"), ("-c", "import config.wsgi")])
def test_several_web_processes_that_share_nothing_are_refused(run, command):
    process = run(*command, WEB_CONCURRENCY="2", **PRODUCTION)

    assert process.returncode == 1
    assert "WEB_CONCURRENCY is 2, and REDIS_URL is not set" in process.stderr


def test_pages_give_up_early_and_all_else_may_take_its_time(monkeypatch):
    env = environ.Env()
    url = env.db_url_config("postgres://me:word@server:6432/name?sslmode=require")
    monkeypatch.delenv("DJANGO_SERVES_PAGES", raising=False)
    monkeypatch.setenv("DATABASE_STATEMENT_TIMEOUT", "3000")

    command = configure(url, env)["OPTIONS"]
    monkeypatch.setenv("DJANGO_SERVES_PAGES", "1")
    page = configure(url, env)["OPTIONS"]

    patience = [(each["pool"]["timeout"], each["pool"]["reconnect_timeout"]) for each in (command, page)]
    assert patience == [(30, 30), (5, 5)]  # a server is looked for as long as somebody waits for it

    assert (command["options"], command["sslmode"]) == (
        "-c statement_timeout=0 -c plan_cache_mode=force_generic_plan", "require",
    )  # fmt: skip
    assert page["options"].split(" -c ") == [
        "-c statement_timeout=3000", "lock_timeout=3000", "idle_in_transaction_session_timeout=60000",
        "plan_cache_mode=force_generic_plan",
    ]  # fmt: skip


def test_the_check_passes_while_the_database_is_down(run):
    process = run("manage.py", "check", DATABASE_URL=DOWN, **PRODUCTION)

    assert (process.returncode, process.stderr) == (0, "")


def test_a_server_reads_its_code_before_it_forks_and_without_database_or_what_few_need(run):
    code = f"""
import runpy, sys
from types import SimpleNamespace as Object
runpy.run_path("deploy/gunicorn.conf.py")["on_starting"](Object(cfg=Object(workers=1)))
print("config.wsgi" in sys.modules, "config.urls" in sys.modules)
import config.asgi
print(sys.modules.keys() & {SLOW_TO_IMPORT})
"""
    process = run("-c", code, DATABASE_URL=DOWN, **PRODUCTION)

    assert (process.stdout, process.returncode) == ("True True\nset()\n", 0)


def test_no_file_that_our_style_sheets_name_is_missing(tmp_path):
    storage = ManifestStaticFilesStorage(location=tmp_path)
    found = dict(FileSystemFinder().list([]))
    for name, source in found.items():
        with source.open(name) as file:
            storage.save(name, file)

    outcome = list(storage.post_process({name: (source, name) for name, source in found.items()}))

    assert [str(result) for _, _, result in outcome if isinstance(result, Exception)] == []


def test_no_file_that_a_template_names_is_missing():
    named = {
        (str(path.relative_to(TEMPLATES)), name)
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"{% static ['\"]([^'\"{]+)['\"]", path.read_text())
    }

    assert {(path, name) for path, name in named if not finders.find(name)} == set()
