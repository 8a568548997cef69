"""Rounds in which both sides rank each other after interviews."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from marketplace.models import Notice
from matching.rounds import rankings, services
from recruitment.services import CONSENT_VERSION
from tests import factories


@pytest.fixture
def rivals(student, crowd):
    """`student` and one more of the same class."""
    return [student, *crowd(1)]


@pytest.fixture
def mutual(plan, position, rivals, internship_office):
    """One place at `position`, to which both rivals were invited for an interview."""
    for each in rivals:
        factories.ApplicationFactory(position=position, student=each, state="interviewing")
    until = timezone.localdate() + timedelta(days=1)
    made = services.create_round(plan, by=internship_office, name="双选会", wishes_until=until, basis="interviews")
    services.change_settings(made, by=internship_office, capacities={position.pk: 1})
    services.open_round(made, by=internship_office)
    for part in made.participants.select_related("round", "student__user"):
        services.give_wishes(part, [position.pk], by=part.student.user)
    return made


@pytest.fixture
def row(mutual):
    return mutual.positions.select_related("round", "position").get()


def test_a_student_wishes_only_for_who_invited_to_an_interview(mutual, student, enterprise, hr, internship_office):
    other = factories.PositionFactory(enterprise=enterprise, created_by=hr)
    mutual.positions.create(position=other, capacity=1, openings=1)
    part = mutual.participants.select_related("round", "student").get(student=student)

    with pytest.raises(ValidationError) as refused:
        services.give_wishes(part, [other.pk], by=student.user)

    assert refused.value.code == "not_eligible"


def test_the_enterprise_is_asked_once(mutual, hr):
    assert Notice.objects.filter(user=hr, kind="round_ranking").count() == 1


def test_the_order_of_the_enterprise_decides(mutual, row, rivals, position, hr, internship_office):
    rankings.rank(row, [rivals[1].pk, rivals[0].pk], by=hr)

    services.close_round(mutual, by=internship_office)

    assert [each.placed for each in mutual.previews.all()] == [{str(rivals[1].pk): position.pk}] * 2


def test_who_is_not_ranked_is_never_sent(mutual, row, rivals, hr, internship_office):
    rankings.rank(row, [], by=hr)

    services.close_round(mutual, by=internship_office)

    assert mutual.previews.first().left == {str(each.pk): "not_eligible" for each in rivals}


def test_accepting_goes_on_with_the_application_that_is_there(mutual, row, student, hr, internship_office):
    rankings.rank(row, [student.pk], by=hr)
    services.close_round(mutual, by=internship_office)
    mutual.refresh_from_db()
    services.publish_round(mutual, by=internship_office, method="stable")

    application = services.accept(mutual.recommendations.get(), by=student.user, consent_version=CONSENT_VERSION)

    assert application.state == "interviewing"


def test_nobody_else_ranks_and_nobody_who_was_not_interviewed_is_ranked(row, stranger, hr, crowd):
    with pytest.raises(ValidationError) as refused:
        rankings.rank(row, [], by=stranger)
    assert refused.value.code == "wrong_state"

    with pytest.raises(ValidationError) as refused:
        rankings.rank(row, [crowd(1)[0].pk], by=hr)
    assert refused.value.code == "not_interviewed"


def test_hr_ranks_on_one_page(as_, hr, row, rivals, django_assert_max_num_queries):
    client, page = as_(hr), reverse("matching:ranking_give", args=[row.pk])
    first, second = (f"place-{each.pk}" for each in rivals)

    shared = client.post(page, {first: 1, second: 1})
    saved = client.post(page, {first: 2, second: 1})

    row.refresh_from_db()
    with django_assert_max_num_queries(12):
        client.get(page)
    assert (shared.status_code, saved.status_code) == (422, 302)
    assert row.ranked == [rivals[1].pk, rivals[0].pk]
    assert page in client.get(reverse("matching:ranking_list")).content.decode()
