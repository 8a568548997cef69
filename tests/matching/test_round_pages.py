"""The pages of a placement round: what the office sees and sets, what a student says and answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Recommendation, Round
from matching.rounds import services
from matching.states import RecommendationState
from recruitment.models import Application
from tests import factories

MOST = 12
"""Queries of a page, whatever its size."""


@pytest.fixture
def round_(plan, position, internship_office):
    until = timezone.localdate() + timedelta(days=1)
    return services.create_round(plan, by=internship_office, name="秋季", wishes_until=until)


@pytest.fixture
def part(round_, student, internship_office):
    services.open_round(round_, by=internship_office)
    return round_.participants.select_related("round").get(student=student)


@pytest.fixture
def closed(round_, part, position, student, internship_office):
    services.give_wishes(part, [position.pk], by=student.user)
    services.close_round(round_, by=internship_office)
    round_.refresh_from_db()
    return round_


@pytest.fixture
def recommendation(closed, internship_office):
    services.publish_round(closed, by=internship_office, method="welfare")
    return closed.recommendations.get()


def address(name, *args):
    return reverse(f"matching:{name}", args=args)


def test_the_office_makes_a_round_and_asks_for_wishes(as_, internship_office, plan, position):
    client = as_(internship_office)
    data = {"plan": plan.pk, "name": "秋季", "wishes_until": timezone.localdate().isoformat(), "basis": "scores"}

    made = client.post(address("round_new"), data)
    opened = client.post(address("round_move", Round.objects.get().pk, "open"), follow=True)

    assert made.status_code == 302
    assert "collecting wishes" in opened.content.decode()


def test_a_round_without_its_fields_is_shown_again(as_, internship_office, plan):
    answer = as_(internship_office).post(address("round_new"), {"plan": plan.pk, "name": "秋季"})

    assert answer.status_code == 422
    assert 'value="秋季"' in answer.content.decode()


def test_without_positions_the_page_says_what_to_do(as_, internship_office, plan):
    made = services.create_round(plan, by=internship_office, name="秋季", wishes_until=timezone.localdate())
    client = as_(internship_office)

    page = client.get(made.get_absolute_url()).content.decode()
    refused = client.post(address("round_move", made.pk, "open"))

    assert "Ask your enterprises to publish theirs" in page
    assert refused.status_code == 409


def test_a_student_ranks_with_plain_buttons(as_, student, part, position, enterprise, hr):
    second = factories.PositionFactory(enterprise=enterprise, created_by=hr, title="装配实习生")
    part.round.positions.create(position=second, capacity=1, openings=1)
    client, page = as_(student.user), address("round_wishes", part.pk)

    for button in ({"add": position.pk}, {"add": second.pk}, {"add": second.pk}, {"to": f"{second.pk}:1"}):
        client.post(page, button)
    part.refresh_from_db()
    assert part.wishes == [second.pk, position.pk]

    client.post(page, {"remove": second.pk})
    part.refresh_from_db()
    assert part.wishes == [position.pk]


def test_what_is_not_open_to_a_student_is_refused(as_, student, part):
    assert as_(student.user).post(address("round_wishes", part.pk), {"add": 999}).status_code == 409


def test_the_search_narrows_what_can_be_wished_for(as_, student, part, position):
    client, page = as_(student.user), address("round_wishes", part.pk)

    assert position.title in client.get(page, {"q": position.title[:4]}).content.decode()
    assert position.title not in client.get(page, {"q": "航海"}).content.decode()


def test_the_previews_stand_side_by_side(as_, internship_office, closed):
    page = as_(internship_office).get(closed.get_absolute_url()).content.decode()

    assert "stable" in page
    assert "greatest welfare" in page
    assert "1 · 100%" in page
    assert closed.input_digest[:16] in page


def test_computing_again_says_that_the_result_is_the_same(as_, internship_office, closed):
    page = as_(internship_office).post(address("round_again", closed.pk), follow=True).content.decode()

    assert "bit for bit" in page


def test_places_beyond_the_openings_are_refused_at_their_field(as_, internship_office, closed, position):
    client, page = as_(internship_office), address("round_settings", closed.pk)

    refused = client.post(page, {f"places-{position.pk}": 6})
    saved = client.post(page, {f"places-{position.pk}": 0, f"quota-{position.enterprise_id}": 2})

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert closed.previews.first().placed == {}


def test_the_office_sees_who_is_left_and_why(as_, internship_office, closed, position, student):
    services.change_settings(closed, by=internship_office, quotas={position.enterprise_id: 0})

    page = as_(internship_office).get(address("round_students", closed.pk), {"show": "left-stable"}).content.decode()

    assert student.user.name in page
    assert "a quota or the law stops it" in page


def test_the_office_says_who_has_to_be_placed(as_, internship_office, part):
    answer = as_(internship_office).post(address("round_must", part.round_id, part.pk), {"must": "1", "back": "page=2"})

    part.refresh_from_db()
    assert part.must_place
    assert answer.url.endswith("?page=2")


def test_nothing_is_published_without_a_method(as_, internship_office, closed):
    answer = as_(internship_office).post(address("round_move", closed.pk, "publish"))

    assert (answer.status_code, Recommendation.objects.count()) == (409, 0)


def test_a_student_accepts_with_consent_and_has_applied(as_, student, recommendation):
    client, page = as_(student.user), recommendation.get_absolute_url()

    assert client.post(page, {"message": "您好"}).status_code == 422
    assert client.post(page, {"message": "您好", "consent": "on"}).status_code == 302
    assert Application.objects.get().message == "您好"
    assert "See your application" in client.get(page).content.decode()


def test_a_student_declines_with_words_that_only_the_office_reads(as_, student, recommendation, internship_office, hr):
    as_(student.user).post(recommendation.get_absolute_url(), {"decline": "1", "reason": "离家太远"})

    recommendation.refresh_from_db()
    students = as_(internship_office).get(address("round_students", recommendation.round_id)).content.decode()
    assert recommendation.state == RecommendationState.DECLINED
    assert "离家太远" in students
    assert as_(hr).get(recommendation.get_absolute_url()).status_code == 404


def test_a_student_finds_the_own_part_of_every_round(as_, student, recommendation):
    page = as_(student.user).get(address("round_list")).content.decode()

    assert recommendation.get_absolute_url() in page


@pytest.mark.parametrize("count", [0, 4])
def test_the_pages_of_the_office_cost_the_same_for_many(
    as_, internship_office, closed, crowd, position, count, django_assert_max_num_queries
):
    for other in crowd(count):
        closed.participants.create(student=other, wishes=[position.pk])
    client = as_(internship_office)

    for page in ("round_list", "round_detail", "round_settings", "round_students"):
        with django_assert_max_num_queries(MOST):
            assert client.get(address(page, *([closed.pk] if page != "round_list" else []))).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_of_wishes_costs_the_same_for_many(as_, student, part, count, django_assert_max_num_queries):
    for _ in range(count):
        part.round.positions.create(position=factories.PositionFactory(), capacity=1, openings=1)
    client = as_(student.user)

    with django_assert_max_num_queries(MOST):
        assert client.get(address("round_wishes", part.pk)).status_code == 200


def test_the_pages_of_a_placed_student_are_few_queries(as_, student, recommendation, django_assert_max_num_queries):
    client = as_(student.user)

    for page in (address("round_list"), recommendation.get_absolute_url()):
        with django_assert_max_num_queries(MOST):
            assert client.get(page).status_code == 200
