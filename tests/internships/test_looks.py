"""What persons of an enterprise see of a student is kept, shown to the student, and stopped when it is very much."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace import privacy
from marketplace.models import Notice, PersonalDataView
from tests import factories
from tests import internship_factories as f

PAGES = {
    "placement": ("internships:placement_detail", "placement"),
    "log": ("internships:log_detail", "log"),
    "grade_sheet": ("internships:sheet_detail", "sheet"),
    "agreement": ("internships:signature_sign", "signature"),
    "leave": ("internships:leave_detail", "leave"),
}
LISTS = {
    "placement_list": ("internships:placement_list", "placement"),
    "application_list": ("recruitment:application_list", "application"),
}


def kept():
    return list(PersonalDataView.objects.order_by("pk").values_list("viewer", "student", "what"))


@pytest.mark.parametrize("what", PAGES)
def test_every_page_of_one_student_that_hr_opens_is_kept(request, as_, hr, student, what):
    url, name = PAGES[what]
    obj = request.getfixturevalue(name)

    answer = as_(hr).get(reverse(url, args=[obj.pk]))

    assert (answer.status_code, kept()) == (200, [(hr.pk, student.pk, what)])
    assert PersonalDataView.objects.get().object is not None


@pytest.mark.parametrize("what", LISTS)
def test_every_student_on_a_list_that_hr_opens_is_kept(request, as_, hr, student, what):
    url, name = LISTS[what]
    request.getfixturevalue(name)

    as_(hr).get(reverse(url))

    assert kept() == [(hr.pk, student.pk, what)]


def test_a_mentor_is_kept_too(as_, mentor, student, confirmation):
    as_(mentor).get(reverse("internships:confirmation_answer", args=[confirmation.pk]))

    assert kept() == [(mentor.pk, student.pk, "log")]


@pytest.mark.parametrize("who", ["supervisor", "coordinator", "student", "stranger"])
def test_the_school_the_student_and_who_sees_nothing_are_not_kept(request, as_, placement, who):
    user = request.getfixturevalue(who)

    as_(getattr(user, "user", user)).get(reverse("internships:placement_detail", args=[placement.pk]))

    assert kept() == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_a_list_is_kept_in_one_query(count, hr, django_assert_num_queries):
    seen = [(student, student.pk) for student in factories.StudentFactory.create_batch(count)]
    privacy.look(hr, seen, what="placement_list")

    with django_assert_num_queries(2):  # memberships, insert
        privacy.look(hr, seen, what="placement_list")
    assert PersonalDataView.objects.count() == 2 * count


def test_the_student_reads_who_looked_at_what(as_, hr, student, placement):
    as_(hr).get(placement.get_absolute_url())

    page = as_(student.user).get(reverse("marketplace:my_data"))

    [view] = page.context["page"]
    assert (view.viewer, view.what) == (hr, "placement")
    assert str(view.label) in page.content.decode()


@pytest.fixture
def busy(hr, monkeypatch):
    """HR opened as many students as it may, in the last hour; the limit here is two."""
    monkeypatch.setattr(privacy, "STUDENTS_PER_HOUR", 2)
    for student in factories.StudentFactory.create_batch(2):
        privacy.look(hr, [(student, student.pk)], what="placement")
    return hr


def test_one_student_more_than_the_limit_is_stopped_and_the_operator_told_once(as_, busy, operator, placement):
    for _again in range(2):
        answer = as_(busy).get(placement.get_absolute_url())

    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "placement" not in answer.context
    notice = Notice.objects.get(user=operator)
    assert (notice.kind, notice.params["viewer"], notice.params["students"]) == (
        "many_data_views",
        busy.display_name,
        2,
    )


def test_those_opened_already_stay_open(busy):
    student = PersonalDataView.objects.first().student

    privacy.look(busy, [(student, student.pk)], what="log")

    assert PersonalDataView.objects.count() == 3


def test_after_an_hour_more_may_be_opened(busy, student):
    privacy.look(busy, [(student, student.pk)], what="placement", at=timezone.now() + timedelta(minutes=61))

    assert PersonalDataView.objects.filter(student=student).count() == 1


def test_lists_do_not_count_towards_the_limit(busy, student):
    privacy.look(busy, [(student, student.pk)], what="placement_list")

    assert PersonalDataView.objects.filter(student=student).count() == 1


def test_another_person_of_the_enterprise_has_a_limit_of_their_own(as_, busy, mentor, placement):
    assert as_(mentor).get(placement.get_absolute_url()).status_code == 200
    assert f.PlacementFactory._meta.model.objects.count() == 1
