import pytest
from django.db import transaction

from config.demo.build import build

STUDENTS = 240


@pytest.fixture(scope="module")
def college(django_db_setup, django_db_blocker):
    """One demo college for the tests of one module, gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(students=STUDENTS)
        transaction.set_rollback(True)
