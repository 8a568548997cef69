from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from marketplace import policy
from marketplace.compiled import compiled
from marketplace.models import Enterprise, Notice, User
from marketplace.states import Role
from tests import factories

pytestmark = pytest.mark.postgres


@pytest.fixture
def made():
    """Which arguments a query set was made for."""
    return []


@pytest.fixture
def students(made):
    @compiled
    def students_of(classes, day, *, by="pk"):
        made.append(by)
        rows = User.objects.filter(student__student_class__in=classes, date_joined__lt=day)
        return rows.select_related("student__student_class").annotate(copies=Count("pk")).order_by(by)

    return students_of


def test_what_comes_back_is_what_the_query_set_finds(db, students):
    people = [factories.StudentFactory() for _ in range(3)]
    classes = [person.student_class_id for person in people]
    later = timezone.now() + timedelta(days=1)

    found = students(classes, later)

    plain = User.objects.filter(student__student_class__in=classes).order_by("pk")
    assert [vars(one)["copies"] for one in found] == [1, 1, 1]
    assert [(one, one.date_joined, one.name) for one in found] == [(one, one.date_joined, one.name) for one in plain]
    with CaptureQueriesContext(connection) as queries:
        assert [one.student.student_class_id for one in found] == classes
    assert len(queries) == 0
    assert students([0], later) == []
    assert students(classes, later - timedelta(days=2)) == []


def test_it_is_made_once_for_each_shape_language_and_power_of_two(db, students, made):
    now = timezone.now()
    for keys in ([1, 2, 3], [3, 40_000_000_000, 5, 6]):
        students(keys, now)
    assert made == ["pk"]
    students([1], now)
    students([1, 2, 3], now, by="-pk")
    with translation.override("zh-hans"):
        students([1, 2, 3], now)
    assert made == ["pk", "pk", "-pk", "pk"]
    assert students([], now) == []


def test_a_parameter_may_be_the_key_of_a_user_who_asks(db, django_assert_num_queries):
    @compiled
    def visible_to(user, *, sees_all):
        return policy.visible(Enterprise.objects.all(), User(pk=user, is_superuser=sees_all), "change_enterprise")

    enterprise, stranger = factories.EnterpriseFactory(), factories.UserFactory()
    hr = factories.member(Role.HR, enterprise)
    policy.sync(enterprise)
    with django_assert_num_queries(3):
        assert visible_to(hr.pk, sees_all=False) == [enterprise]
        assert visible_to(stranger.pk, sees_all=False) == []
        assert visible_to(stranger.pk, sees_all=True) == [enterprise]


def test_who_asks_may_be_a_user(db, django_assert_num_queries):
    @compiled
    def visible_to(user):
        return policy.visible(Enterprise.objects.all(), user, "change_enterprise")

    enterprise, stranger = factories.EnterpriseFactory(), factories.UserFactory()
    hr = factories.member(Role.HR, enterprise)
    policy.sync(enterprise)
    with django_assert_num_queries(3):
        assert visible_to(hr) == [enterprise]
        assert visible_to(stranger) == []
        stranger.is_superuser = True
        assert visible_to(stranger) == [enterprise]


def test_rows_of_values_and_prefetched_objects_come_as_ever(db):
    @compiled
    def names_of(code):
        return Enterprise.objects.filter(credit_code=code).annotate(called=F("name")).values_list("called", "pk")

    @compiled
    def users_called(name):
        return User.objects.filter(name=name).prefetch_related("notices")

    enterprise, person = factories.EnterpriseFactory(), factories.UserFactory()
    notice = Notice.objects.create(user=person, kind="x")

    assert names_of(enterprise.credit_code) == [(enterprise.name, enterprise.pk)]
    [found] = users_called(person.name)
    with CaptureQueriesContext(connection) as queries:
        assert list(found.notices.all()) == [notice]
    assert len(queries) == 0


def test_one_object_is_found_or_said_not_to_be_there(db):
    @compiled
    def user_with(pk):
        return User.objects.filter(pk=pk)

    person = factories.UserFactory()
    assert get_object_or_404(user_with, person.pk) == person
    for pk in (0, 2**63, 10**30):
        with pytest.raises(Http404):
            get_object_or_404(user_with, pk)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gets days as text")
def test_a_moment_that_would_stand_still_is_refused(db):
    @compiled
    def recent():
        return User.objects.filter(date_joined__lt=timezone.now())

    with pytest.raises(TypeError, match="stand still"):
        recent()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps all its statements")
def test_postgresql_plans_it_once_whatever_the_size_of_a_number(db, students):
    now = timezone.now()
    for key in (1, 70_000, 2**40):
        students([key], now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%copies%'")
        assert cursor.fetchall() == [(3,)]
