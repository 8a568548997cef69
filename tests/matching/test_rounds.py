"""A placement round from the plan to the application, and that its result can be had again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from marketplace import todo
from marketplace.models import Notice
from matching.models import Participant, Preview, Recommendation
from matching.rounds import inputs, jobs, services
from matching.states import RecommendationState, RoundState, WishState
from recruitment.models import Application
from recruitment.services import CONSENT_VERSION
from tests import factories

TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def round_(plan, position, internship_office):
    """In preparation: `student` is the only one of the plan, `position` its only position."""
    return services.create_round(plan, by=internship_office, name="秋季", wishes_until=TOMORROW)


@pytest.fixture
def collecting(round_, internship_office):
    services.open_round(round_, by=internship_office)
    return round_


@pytest.fixture
def part(collecting, student):
    return collecting.participants.get(student=student)


@pytest.fixture
def wished(part, position, student):
    services.give_wishes(part, [position.pk], by=student.user)
    return part


@pytest.fixture
def closed(collecting, wished, internship_office):
    services.close_round(collecting, by=internship_office)
    collecting.refresh_from_db()
    return collecting


@pytest.fixture
def recommendation(closed, internship_office):
    services.publish_round(closed, by=internship_office, method="stable")
    return closed.recommendations.get()


def test_a_new_round_has_the_open_positions_that_fit_its_plan(round_, position):
    factories.PositionFactory(state="draft", opened_at=None)
    other = factories.MajorFactory(code="510203", name="软件技术")
    factories.PositionFactory(majors=[other])

    [row] = round_.positions.all()

    assert (row.position, row.capacity, row.openings, row.law_cap) == (position, 5, 5, 12)
    assert round_.enterprises.get().law_cap == 20


def test_places_that_are_given_already_are_taken_off(plan, position, internship_office):
    factories.ApplicationFactory(position=position, state="accepted")

    made = services.create_round(plan, by=internship_office, name="秋季", wishes_until=TOMORROW)

    assert made.positions.get().openings == 4


def test_only_the_internship_office_of_the_school_makes_a_round(plan, stranger, coordinator):
    for user in (stranger, coordinator):
        with pytest.raises(PermissionDenied):
            services.create_round(plan, by=user, name="秋季", wishes_until=TOMORROW)


def test_opening_asks_every_student_of_the_plan_once(round_, student, internship_office):
    services.open_round(round_, by=internship_office)
    services.open_round(round_, by=internship_office)

    assert [row.student for row in round_.participants.all()] == [student]
    assert todo.count(student.user) == 1
    assert Notice.objects.filter(user=student.user, kind="round_opened").count() == 1


def test_a_round_without_positions_does_not_open(plan, student, internship_office):
    made = services.create_round(plan, by=internship_office, name="秋季", wishes_until=TOMORROW)

    with pytest.raises(ValidationError) as refused:
        services.open_round(made, by=internship_office)

    assert refused.value.code == "no_positions"


def test_wishes_are_kept_in_their_order_and_leave_the_to_do_list(part, position, student, enterprise, hr):
    second = factories.PositionFactory(enterprise=enterprise, created_by=hr)
    part.round.positions.create(position=second, capacity=1, openings=1)

    services.give_wishes(part, [second.pk, position.pk], by=student.user)

    part.refresh_from_db()
    assert (part.wishes, part.state) == ([second.pk, position.pk], WishState.GIVEN)
    assert todo.count(student.user) == 0


@pytest.mark.parametrize(("count", "code"), [(16, "too_many"), (1, "not_eligible")])
def test_wishes_are_at_most_fifteen_positions_of_the_round(part, student, count, code):
    with pytest.raises(ValidationError) as refused:
        services.give_wishes(part, list(range(1_000_000, 1_000_000 + count)), by=student.user)

    assert refused.value.code == code


def test_a_student_cannot_wish_for_what_the_law_forbids(part, position, student):
    student.birth_date = timezone.localdate() - timedelta(days=17 * 365)
    student.save()
    position.minor_taboo = True
    position.save()

    assert services.eligible(part) == set()


def test_nobody_else_wishes_for_a_student(part, position, stranger, internship_office):
    for user in (stranger, internship_office):
        with pytest.raises(PermissionDenied):
            services.give_wishes(part, [position.pk], by=user)


def test_after_closing_nobody_wishes_any_more(closed, wished, position, student):
    with pytest.raises(ValidationError) as refused:
        services.give_wishes(wished, [], by=student.user)

    assert refused.value.code == "wrong_state"


def test_closing_freezes_the_input_and_computes_both_previews(closed, student, position):
    previews = list(closed.previews.all())

    assert [each.method for each in previews] == ["stable", "welfare"]
    assert [each.placed for each in previews] == [{str(student.pk): position.pk}] * 2
    assert {each.input_digest for each in previews} == {closed.input_digest}
    assert inputs.digest(inputs.unpack(closed.input)) == closed.input_digest


def test_who_said_nothing_is_no_longer_waited_for(collecting, part, student, internship_office):
    services.close_round(collecting, by=internship_office)

    part.refresh_from_db()
    assert (part.state, todo.count(student.user)) == (WishState.MISSED, 0)
    assert collecting.previews.first().left == {str(student.pk): "no_choice"}


def test_the_stored_input_gives_the_same_result_again(closed, position):
    position.openings = 0  # what changes outside does not matter
    position.save()

    assert services.is_reproducible(closed) == {"stable": True, "welfare": True}


def test_a_tampered_input_is_noticed(closed):
    facts = inputs.unpack(closed.input)
    facts["positions"][0]["capacity"] = 0
    closed.input, _digest = inputs.pack(facts)

    assert services.is_reproducible(closed) == {"stable": False, "welfare": False}


@pytest.mark.parametrize("setting", [{"capacities": 0}, {"quotas": 0}])
def test_places_and_quotas_of_a_closed_round_change_the_previews(closed, position, internship_office, setting):
    [(name, value)] = setting.items()
    subject = position.pk if name == "capacities" else position.enterprise_id

    services.change_settings(closed, by=internship_office, **{name: {subject: value}})

    assert [each.placed for each in closed.previews.all()] == [{}, {}]


def test_no_position_gets_more_places_than_it_has_openings(round_, position, internship_office):
    with pytest.raises(ValidationError) as refused:
        services.change_settings(round_, by=internship_office, capacities={position.pk: 6})

    assert refused.value.code == "capacity"


def test_who_has_to_be_placed_gets_the_only_place(collecting, position, crowd, student, wished, internship_office):
    rival = _rival(collecting, position, crowd)
    services.change_settings(collecting, by=internship_office, capacities={position.pk: 1})
    services.close_round(collecting, by=internship_office)

    services.set_must_place(rival, by=internship_office, must=True)

    assert [each.placed for each in collecting.previews.all()] == [{str(rival.student_id): position.pk}] * 2


def test_opting_out_of_ranking_costs_nothing_in_a_round(collecting, position, crowd, wished, internship_office):
    rival = _rival(collecting, position, crowd)
    rival.student.ranking_opt_out = True
    rival.student.save()

    services.close_round(collecting, by=internship_office)

    collecting.refresh_from_db()
    scores = [row["scores"] for row in inputs.unpack(collecting.input)["students"]]
    assert len(scores) == 2
    assert scores[0] == scores[1]


def test_publishing_recommends_and_shows_the_enterprise_nobody(recommendation, student, position, hr):
    assert (recommendation.student, recommendation.position, recommendation.wish) == (student, position, 1)
    assert todo.count(student.user) == 1
    assert not Recommendation.objects.visible_to(hr).exists()
    assert not Application.objects.exists()


def test_accepting_makes_an_ordinary_application(recommendation, student, hr):
    application = services.accept(recommendation, by=student.user, consent_version=CONSENT_VERSION)

    assert application.position == recommendation.position
    assert list(Application.objects.visible_to(hr)) == [application]
    assert services.accept(recommendation, by=student.user, consent_version=CONSENT_VERSION) == application


def test_without_consent_nothing_is_accepted(recommendation, student):
    with pytest.raises(ValidationError):
        services.accept(recommendation, by=student.user, consent_version="")

    recommendation.refresh_from_db()
    assert recommendation.state == RecommendationState.PROPOSED


def test_declining_wants_words_and_tells_the_enterprise_nothing(recommendation, student):
    with pytest.raises(ValidationError):
        services.decline(recommendation, by=student.user, reason="")
    services.decline(recommendation, by=student.user, reason="太远了")

    assert (recommendation.state, Application.objects.count()) == (RecommendationState.DECLINED, 0)


def test_only_the_student_answers_a_recommendation(recommendation, stranger, internship_office, hr):
    for user in (stranger, internship_office, hr):
        with pytest.raises(PermissionDenied):
            services.decline(recommendation, by=user, reason="x")


def test_an_unanswered_recommendation_lapses(recommendation):
    assert services.lapse_recommendations(timezone.now() + timedelta(days=8)) == 1

    recommendation.refresh_from_db()
    assert recommendation.state == RecommendationState.LAPSED


def test_a_round_that_is_called_off_waits_for_nobody(collecting, part, student, internship_office):
    services.cancel_round(collecting, by=internship_office, reason="改期")

    assert (collecting.state, todo.count(student.user)) == (RoundState.CANCELLED, 0)


def test_the_previews_of_a_round_are_computed_once_per_method(closed, internship_office, position):
    services.change_settings(closed, by=internship_office, capacities={position.pk: 2})

    assert Preview.objects.filter(round=closed).count() == 2


def _rival(collecting, position, crowd):
    """Another participant who wishes for `position`."""
    [other] = crowd(1)
    part = Participant.objects.create(round=collecting, student=other, wishes=[position.pk])
    return Participant.objects.select_related("round", "student").get(pk=part.pk)


def test_work_that_comes_late_changes_nothing(recommendation, closed, student, position, internship_office):
    digest = closed.input_digest
    closed.participants.update(wishes=[])

    for job in (jobs.prepare, jobs.ask, jobs.freeze, jobs.recommend):
        job(closed.pk)

    closed.refresh_from_db()
    assert (closed.input_digest, closed.recommendations.count(), closed.progress) == (digest, 1, 100)
