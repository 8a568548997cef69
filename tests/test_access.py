"""One table: every address of ours × everyone → the answer. An address without a row fails."""

import importlib
import pkgutil

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from marketplace.models import User
from tests import access
from tests.access.table import ACTORS
from tests.world import *  # noqa: F403

ROWS = [
    row
    for module in pkgutil.iter_modules(access.__path__)
    if module.name != "table"
    for row in importlib.import_module(f"tests.access.{module.name}").ROWS
]
OURS = ("marketplace", "recruitment", "internships", "curricula", "matching", "cms", "config")


@pytest.fixture(scope="module")
def sessions(world):
    """Everyone signed in, once for all rows: `{user: session}`."""
    found = {}
    for user in [world["student"].user, *(each for each in world.values() if isinstance(each, User))]:
        client = Client()
        client.force_login(user)
        found[user] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.url} {row.obj}")
def test_who_gets_which_answer(request, row, sessions, people):
    address = _address(request, row)

    answers = {actor: _answer(sessions.get(people[actor]), row, address) for actor in row.statuses}

    assert answers == row.statuses
    assert {actor for actor, user in people.items() if user not in sessions} == {"visitor"}
    assert set(ACTORS) <= set(row.statuses)


def test_every_address_has_a_row():
    named = {
        f"{namespace}:{name}"
        for namespace, (_, resolver) in get_resolver().namespace_dict.items()
        if namespace in OURS
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }

    assert named - {row.url for row in ROWS} == set()


def _address(request, row):
    kwargs = {key: value(request.getfixturevalue) if callable(value) else value for key, value in row.kwargs.items()}
    if row.obj:
        kwargs["pk"] = request.getfixturevalue(row.obj).pk
    return reverse(row.url, kwargs=kwargs or None) + row.query


def _answer(session, row, address):
    client = Client(raise_request_exception=False)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return getattr(client, row.method)(address, row.data).status_code
