"""People and things with story names, for every test."""

import pytest

from tests import factories


@pytest.fixture
def school(db):
    return factories.SchoolFactory()


@pytest.fixture
def student(db):
    """A third-year student of mechatronics, with a supervisor."""
    return factories.StudentFactory()


@pytest.fixture
def enterprise(db):
    return factories.EnterpriseFactory()


@pytest.fixture
def hr(enterprise):
    return factories.member(factories.Role.HR, enterprise)


@pytest.fixture
def mentor(enterprise):
    return factories.member(factories.Role.MENTOR, enterprise)


@pytest.fixture
def supervisor(student):
    return student.supervisor


@pytest.fixture
def coordinator(student):
    return factories.member(factories.Role.COORDINATOR, student.student_class.department)


@pytest.fixture
def internship_office(student):
    return factories.member(factories.Role.INTERNSHIP_OFFICE, student.student_class.department.school)


@pytest.fixture
def operator(db):
    return factories.member(factories.Role.OPERATOR)


@pytest.fixture
def stranger(db):
    """Somebody signed in who has nothing to do with anything here: HR of another enterprise."""
    return factories.member(factories.Role.HR, factories.EnterpriseFactory())


@pytest.fixture
def position(enterprise, hr):
    """An open position of `enterprise`, made by `hr`."""
    return factories.PositionFactory(enterprise=enterprise, created_by=hr)


@pytest.fixture
def application(position, student):
    return factories.ApplicationFactory(position=position, student=student)
