"""The people of conftest made once per module: `from tests.world import *` in a module or in the conftest of a folder.

They stand in a transaction around the module; each test gets copies of its own and is undone. Not where tests count
people, or look at what making people leaves behind.
"""

import copy

import pytest
from django.db import transaction

from marketplace.states import Role
from tests import factories


def people():
    """Everyone by name of the fixture, as in conftest."""
    student, enterprise = factories.StudentFactory(), factories.EnterpriseFactory()
    department = student.student_class.department
    return {
        "student": student,
        "enterprise": enterprise,
        "supervisor": student.supervisor,
        "hr": factories.member(Role.HR, enterprise),
        "mentor": factories.member(Role.MENTOR, enterprise),
        "coordinator": factories.member(Role.COORDINATOR, department),
        "faculty": factories.member(Role.PROGRAMME_LEADER, department),
        "internship_office": factories.member(Role.INTERNSHIP_OFFICE, department.school),
        "leadership": factories.member(Role.LEADERSHIP, department.school),
        "operator": factories.member(Role.OPERATOR),
        "stranger": factories.member(Role.HR, factories.EnterpriseFactory()),
    }


@pytest.fixture(scope="module", autouse=True)
def world(request, django_db_setup, django_db_blocker):
    """The people of the module; None if a test of it needs transactions of its own. Before any test opens its own."""
    if not _stores(request._pyfuncitem):  # those that need no database are run last
        yield None
        return
    if any(item.path == request.path and _commits(item) for item in request.session.items):
        yield None
        return
    with django_db_blocker.unblock(), transaction.atomic():
        yield people()
        transaction.set_rollback(True)


def _stores(item):
    return "db" in item.fixturenames or item.get_closest_marker("django_db") is not None


def _commits(item):
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in item.fixturenames


@pytest.fixture
def mine(world, db):
    """The people as no other test has touched them."""
    return copy.deepcopy(world) or people()


def _one(name):
    @pytest.fixture(name=name)
    def person(mine):
        return mine[name]

    return person


student, enterprise, supervisor, hr, mentor = map(_one, ("student", "enterprise", "supervisor", "hr", "mentor"))
coordinator, faculty, internship_office = map(_one, ("coordinator", "faculty", "internship_office"))
leadership, operator, stranger = map(_one, ("leadership", "operator", "stranger"))
