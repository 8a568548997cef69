"""Permissions asked in bulk, and one by one, say what guardian says."""

import pytest
from django.contrib.auth.models import AnonymousUser
from guardian.core import ObjectPermissionChecker

from marketplace import permissions
from tests import factories

CODENAMES = ("view_application", "decide_application", "answer_application")


@pytest.mark.parametrize("who", ["hr", "student", "stranger"])
def test_an_answer_for_many_objects_is_the_answer_for_each(who, request, application, django_assert_num_queries):
    user = getattr(request.getfixturevalue(who), "user", request.getfixturevalue(who))
    other = factories.ApplicationFactory()
    asked = [application, other, application.position.enterprise]

    with django_assert_num_queries(1):
        may = permissions.of(user, asked)

    for obj in asked:
        names = (*CODENAMES, "change_enterprise")
        said = [ObjectPermissionChecker(user).has_perm(name, obj) for name in names]
        assert [may(name, obj) for name in names] == said
        assert [user.has_perm(name, obj) for name in names] == said


def test_a_superuser_holds_everything_and_an_inactive_person_nothing(application, student, django_assert_num_queries):
    student.user.is_active = False
    chief = factories.UserFactory(is_superuser=True)

    with django_assert_num_queries(0):
        answers = [
            permissions.of(user, [application])("answer_application", application)
            for user in (chief, student.user, AnonymousUser())
        ]

    assert answers == [True, False, False]


def test_no_object_makes_no_query(student, django_assert_num_queries):
    with django_assert_num_queries(0):
        permissions.of(student.user, [])
