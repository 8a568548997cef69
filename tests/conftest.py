"""People and things with story names, for every test."""

import gc

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from search.engines import get_engine
from tests import emptying, factories
from tests.internship_fixtures import *  # noqa: F403
from tests.lanes import pytest_runtestloop  # noqa: F401
from tests.template_database import django_db_setup  # noqa: F401

# The same examples on every run, however busy the machine.
hypothesis_settings.register_profile("suite", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("suite")
emptying.install()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests of the demo college come first: a test with real transactions empties the tables, Wagtail's root too."""
    items.sort(key=lambda item: item.path.parent.name != "demo")


def pytest_collection_finish():
    """What is imported by now stays, so the collector of garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _no_memory():
    """Rate limits, other cached things and the search index begin anew with each test."""
    cache.clear()
    _clear_search()
    translation.activate(settings.LANGUAGE_CODE)


_cleared = {}  # {engine: its writes when it was cleared}


def _clear_search():
    """An engine on a server counts its writes: it is cleared only after a test that wrote."""
    engine = get_engine()
    writes = getattr(engine, "writes", None)
    if writes is None or _cleared.get(engine) != writes:
        engine.clear()
        _cleared[engine] = getattr(engine, "writes", None)


@pytest.fixture(scope="session", autouse=True)
def _no_index_left_behind():
    yield
    for engine in _cleared:
        if hasattr(engine, "store") and hasattr(engine.store, "remove"):
            engine.store.remove()


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


@pytest.fixture
def faculty(student):
    """The programme leader of the student's department."""
    return factories.member(factories.Role.PROGRAMME_LEADER, student.student_class.department)


@pytest.fixture
def leadership(student):
    return factories.member(factories.Role.LEADERSHIP, student.student_class.department.school)


@pytest.fixture
def people(student, stranger, mentor, hr, supervisor, coordinator, faculty, operator, internship_office, leadership):
    """Everyone of the access table by name; a visitor is nobody."""
    return {
        "visitor": None,
        "stranger": stranger,
        "student": student.user,
        "mentor": mentor,
        "hr": hr,
        "supervisor": supervisor,
        "coordinator": coordinator,
        "faculty": faculty,
        "operator": operator,
        "office": internship_office,
        "leadership": leadership,
    }


@pytest.fixture
def guest():
    """A browser of somebody who is not signed in."""
    return Client()


@pytest.fixture
def as_(client):
    """`as_(user)` is the client signed in as `user`."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def unverified(db):
    """An enterprise that waits for verification; `operator` decides, nobody else here belongs to it."""
    return factories.EnterpriseFactory(state="applied")


@pytest.fixture
def draft_position(enterprise, hr):
    return factories.PositionFactory(enterprise=enterprise, created_by=hr, state="draft", opened_at=None)


@pytest.fixture
def law_release(draft_position, student, hr):
    """That HR asked the school of `student` to let a night shift pass."""
    return factories.asked_release(draft_position, school=student.student_class.department.school, by=hr)


@pytest.fixture
def resume_upload(student):
    return factories.ResumeUploadFactory(student=student)


@pytest.fixture
def position_import(enterprise, hr):
    return factories.PositionImportFactory(enterprise=enterprise, created_by=hr)
