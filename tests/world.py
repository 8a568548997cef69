"""The people of conftest made once per module: `from tests.world import *` in a module or in the conftest of a folder.

They stand in a transaction around the module; each test gets copies of its own and is undone. Not for modules that
count people, or look at what making people leaves behind.
"""

import copy

import pytest
from django.db import transaction

from marketplace.states import Role
from tests import factories


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Everyone by name of the fixture, as in conftest."""
    with django_db_blocker.unblock(), transaction.atomic():
        student, enterprise = factories.StudentFactory(), factories.EnterpriseFactory()
        department = student.student_class.department
        yield {
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
        transaction.set_rollback(True)


@pytest.fixture
def mine(world, db):
    """The people as no other test has touched them."""
    return copy.deepcopy(world)


def _one(name):
    @pytest.fixture(name=name)
    def person(mine):
        return mine[name]

    return person


student, enterprise, supervisor, hr, mentor = map(_one, ("student", "enterprise", "supervisor", "hr", "mentor"))
coordinator, faculty, internship_office = map(_one, ("coordinator", "faculty", "internship_office"))
leadership, operator, stranger = map(_one, ("leadership", "operator", "stranger"))
