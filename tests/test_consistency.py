"""The conventions of the house, as tests."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.urls import get_resolver

from marketplace import policy, transitions
from marketplace.models import Stateful

ROOT = Path(settings.BASE_DIR)
PACKAGES = ["search", "marketplace", "recruitment", "internships", "curricula", "matching", "cms", "config"]
MODULES = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]
TESTS = list((ROOT / "tests").rglob("*.py"))
TEMPLATES = list((ROOT / "templates").rglob("*.html"))
MACHINES = [model for model in apps.get_models() if issubclass(model, Stateful)]


def lines(path):
    return len(path.read_text().splitlines())


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1


def classes(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - node.lineno + 1


def test_modules_are_short():
    assert {str(path.relative_to(ROOT)): lines(path) for path in MODULES if lines(path) > 400} == {}


def test_functions_are_short():
    assert {name: n for path in MODULES for name, n in functions(path) if n > 40} == {}


def test_views_are_shorter():
    views = [path for path in MODULES if path.name == "views.py" or path.parent.name == "views"]
    assert {name: n for path in views for name, n in functions(path) if n > 25} == {}


def test_classes_are_short():
    assert {name: n for path in MODULES for name, n in classes(path) if n > 200} == {}


def test_tests_are_short():
    assert {name: n for path in TESTS for name, n in functions(path) if n > 40} == {}


def test_templates_are_short():
    limit = {path: 60 if path.name.startswith("_") else 120 for path in TEMPLATES}
    assert {str(path.relative_to(ROOT)): lines(path) for path in TEMPLATES if lines(path) > limit[path]} == {}


def test_nothing_is_called_common():
    forbidden = re.compile(r"^(utils?|helpers?|common|misc)(\.py)?$")
    assert [path for path in MODULES + TESTS if any(forbidden.match(part) for part in path.parts)] == []


def test_templates_hold_no_script_style_or_handler():
    forbidden = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = {str(path.relative_to(ROOT)): forbidden.findall(path.read_text()) for path in TEMPLATES}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_every_template_is_used():
    sources = "\n".join(path.read_text() for path in [*MODULES, *TEMPLATES])
    by_framework = re.compile(r"^(allauth|account|mfa|cotton|wagtailadmin|registration|admin)/|^\d{3}(_csrf)?\.html$")
    ours = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
    pages = {
        f"cms/{name}.html" for name in ("home_page", "news_index_page", "news_page", "help_index_page", "help_page")
    }
    assert [name for name in ours if not by_framework.match(name) and name not in pages and name not in sources] == []


@pytest.mark.parametrize("model", MACHINES, ids=lambda model: model._meta.label)
def test_a_machine_is_whole(model):
    field = model._meta.get_field("state")
    guard = model
    for name in filter(None, model.GUARD.split("__")):
        guard = guard._meta.get_field(name).related_model
    codenames = {name for name, _ in guard._meta.permissions} | {
        f"{action}_{guard._meta.model_name}" for action in guard._meta.default_permissions
    }
    states = {code for code, _ in field.choices}

    assert {source for move in model.MOVES.values() for source in move.sources} <= states
    assert {move.target for move in model.MOVES.values()} <= states
    assert {move.codename for move in model.MOVES.values() if not move.by_clock} <= codenames
    assert guard in policy.rules()


def test_state_is_assigned_by_transitions_alone():
    assigned = re.compile(r"^\s+\w+\.state\s*=[^=]|\.update\([^)]*\bstate=", re.MULTILINE)
    allowed = {Path(transitions.__file__)}
    found = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path not in allowed and "demo" not in path.parts and assigned.search(path.read_text())
    ]
    assert found == []


def test_migrations_depend_downwards():
    order = {name: rank for rank, name in enumerate(PACKAGES)}
    graph = MigrationLoader(None).disk_migrations
    upward = [
        (app, name, other)
        for (app, name), migration in graph.items()
        for other, _ in migration.dependencies
        if app in order and other in order and order[other] > order[app]
    ]
    assert upward == []


def test_every_environment_variable_is_explained():
    read = {
        name
        for path in (ROOT / "config").rglob("*.py")
        for name in re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", path.read_text())
    }
    served = (ROOT / "deploy" / "gunicorn.conf.py").read_text()
    read |= set(re.findall(r"environ(?:\.get\(|\.setdefault\(|\[)\"([A-Z_]+)\"", served)) - {"GUNICORN_TMP"}
    read |= set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read == explained


@pytest.mark.parametrize("catalogue", list(ROOT.glob("locale/*/LC_MESSAGES/django.po")), ids=str)
def test_every_message_is_translated(catalogue):
    po = polib.pofile(str(catalogue))
    assert [entry.msgid for entry in po.untranslated_entries() + po.fuzzy_entries()] == []


def test_every_address_has_one_name():
    names = [pattern.name for pattern in get_resolver().url_patterns if hasattr(pattern, "name") and pattern.name]
    assert len(names) == len(set(names))


def test_a_lock_names_what_it_locks():
    """Without `of`, PostgreSQL locks every joined row, and refuses the nullable side of an outer join."""
    calls = [
        (f"{path.relative_to(ROOT)}:{node.lineno}", [word.arg for word in node.keywords])
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update"
    ]
    assert [place for place, words in calls if "of" not in words] == []
    assert len(calls) > 20
