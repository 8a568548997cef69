from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.urls import reverse

from marketplace import organisations
from marketplace.credit_code import check_character, validate_credit_code
from marketplace.models import Major, Student
from marketplace.states import Role
from tests import factories

PASSWORD = "a long enough sentence"


@pytest.fixture
def person(student):
    organisations.add_member(student.user, Role.SUPERVISOR, student.student_class.department, staff_no="T0042")
    student.user.phone = "13800001234"
    student.user.set_password(PASSWORD)
    student.user.save()
    return student.user


@pytest.mark.parametrize("name", ["username", "email", "phone", "student_no", "staff_no"])
def test_signing_in_with_any_number(person, name, rf):
    known = {"student_no": person.student.student_no, "staff_no": "T0042"}.get(name) or getattr(person, name)

    assert authenticate(rf.get("/"), username=known, password=PASSWORD) == person
    assert authenticate(rf.get("/"), username=known, password="another sentence") is None


def test_two_schools_may_share_a_student_number(person, rf):
    other = factories.StudentFactory(
        student_no=person.student.student_no, student_class__department__school__code="S2", student_class__name="other"
    )
    other.user.set_password("the other sentence")
    other.user.save()

    assert authenticate(rf.get("/"), username=other.student_no, password="the other sentence") == other.user


def test_signing_in_through_the_page(person, guest):
    answer = guest.post(reverse("account_login"), {"login": "T0042", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, reverse("marketplace:home"))


def test_the_active_role_is_switched(person, as_):
    second = person.memberships.get(role=Role.SUPERVISOR)

    client = as_(person)
    client.post(reverse("marketplace:role_switch"), {"membership": second.pk})

    assert client.get(reverse("marketplace:home")).context["membership"] == second


def test_a_role_of_somebody_else_cannot_be_taken(person, hr, as_):
    answer = as_(person).post(reverse("marketplace:role_switch"), {"membership": hr.memberships.get().pk})

    assert answer.status_code == 404


def test_leaving_a_role_ends_its_grants(application, hr):
    organisations.remove_member(hr.memberships.get())

    hr = type(hr).objects.get(pk=hr.pk)
    assert hr.has_perm("decide_application", application) is False


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("460301", "460301", 0), ("460301", "460305", 1), ("460301", "460101", 2), ("460301", "510201", 3)],
)
def test_the_distance_of_majors(one, other, distance):
    assert Major.distance(one, other) == distance


def test_the_check_character_of_a_credit_code():
    # 91350100M000100Y43 is the worked example of GB 32100-2015
    assert check_character("91350100M000100Y4") == "3"
    assert validate_credit_code("91350100M000100Y43") is None


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y44", "91350100M000100Y4", "91350100M000100O43", "９1350100M000100Y43"]
)
def test_a_wrong_credit_code_is_refused(code):
    with pytest.raises(ValidationError):
        validate_credit_code(code)


@pytest.mark.parametrize(
    ("day", "age"), [("2024-02-28", 19), ("2024-02-29", 20), ("2023-02-28", 18), ("2023-03-01", 19)]
)
def test_somebody_born_on_a_leap_day(day, age):
    student = Student(birth_date=date(2004, 2, 29))

    assert student.age_on(date.fromisoformat(day)) == age
