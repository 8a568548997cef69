"""The files of deploy/: read by their own programs where those are there, and held against the product itself."""

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from tests.ops.stack import Stack, configure_nginx

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
EXPLAINED = set(re.findall(r"^# ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
ONES = {name for name, service in SERVICES.items() if service["image"].startswith("bridge-app:")}


def test_the_images_are_built_as_their_linter_wants():
    hadolint = Path(sys.executable).with_name("hadolint")
    process = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (process.stdout, process.returncode) == ("", 0)


def test_nothing_secret_and_nothing_built_elsewhere_goes_into_an_image():
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {".git", ".env*", ".venv", "node_modules", "var", "secrets", "**/*.sqlite3*"} - set(ignored) == set()


def test_what_runs_is_what_the_product_promises():
    assert set(SERVICES) == {
        "web1", "web2", "sockets", "worker1", "worker2", "clock", "migrate", "proxy", "database", "redis", "search",
    }  # fmt: skip
    images = {name: SERVICES[name]["image"] for name in ("database", "redis", "search")}
    assert images == {
        "database": "postgres:15-bookworm",
        "redis": "redis:7-bookworm",
        "search": "docker.elastic.co/elasticsearch/elasticsearch:8.15.5",
    }
    froms = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert [image for image in froms if ":" not in image or image.endswith(":latest")] == []
    assert [name for name, service in SERVICES.items() if "latest" in service["image"]] == []


def test_every_service_is_watched_limited_and_comes_back():
    watched = {name: service for name, service in SERVICES.items() if name != "migrate"}  # it ends

    assert {name for name, service in watched.items() if not service["healthcheck"].get("test")} == set()
    assert {service["restart"] for service in watched.values()} == {"unless-stopped"}
    assert {
        name for name, service in SERVICES.items() if not service.get("mem_limit") or not service.get("cpus")
    } == set()
    assert {name for name in ONES if not SERVICES[name]["read_only"] or SERVICES[name]["cap_drop"] != ["ALL"]} == set()
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert {name for name in named if not name.startswith("./")} == set(COMPOSE["volumes"])


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_every_variable_is_explained_and_no_secret_has_a_default():
    text = (ROOT / "compose.yaml").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    given = {name for one in ONES for name in SERVICES[one]["environment"]}
    secret = r"SECRET_KEY|AUDIT_SIGNING_KEY|POSTGRES_PASSWORD|REDIS_PASSWORD"

    assert (asked | given) - EXPLAINED == set()
    assert re.findall(rf"\$\{{(?:{secret})(?!:\?)", text) == []


@pytest.mark.parametrize("name", sorted(ONES))
def test_what_a_service_starts_is_there(name):
    of_the_image = re.findall(r"^CMD (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[0]
    command = " ".join(SERVICES[name].get("command", json.loads(of_the_image)))
    served = [place.replace(":", ".") for place in re.findall(r"config\.(?:asgi:application|wsgi)", command)]

    assert served or "manage.py" in command
    command_and_probe = " ".join([command, *SERVICES[name]["healthcheck"].get("test", ())])
    assert [one for one in re.findall(r"manage\.py (\w+)", command_and_probe) if one not in get_commands()] == []
    assert [path for path in re.findall(r"deploy/[\w.-]+", command) if not (ROOT / path).exists()] == []
    assert [place for place in served if not find_spec(place.removesuffix(".application"))] == []


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed (scripts/services install)")
def test_nginx_accepts_its_configuration(tmp_path):
    configuration = configure_nginx(Stack(tmp_path, {}))

    process = subprocess.run(["nginx", "-t", "-c", configuration], capture_output=True, text=True, check=False)

    assert process.returncode == 0, process.stderr
    assert "warn" not in process.stderr
