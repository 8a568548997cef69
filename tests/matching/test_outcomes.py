"""What became of applications: who was judged, what is learned from it, and which version serves."""

from dataclasses import asdict
from datetime import date, timedelta

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace import transitions
from marketplace.models import SkillEvidence
from marketplace.states import EvidenceClass
from matching import fits
from matching import services as matching
from matching.models import Score, Version
from matching.outcomes import gaps, groups, jobs, past, services, training
from matching.outcomes.judged import Judged, judged
from matching.rule import RULE, Weights
from matching.states import Doubt, VersionState
from tests import factories
from tests.matching import outcomes

SERVING, READY, RETIRED, STOOD_BACK = VersionState.SERVING, VersionState.READY, VersionState.RETIRED, "stood_back"


def skilled(levels, chance):
    """Employers who look at the second skill first, though it is not the one they called a must."""
    return levels[:, 0] + 4 * levels[:, 1] + chance.normal(0, 1, len(levels))


def careless(levels, chance):
    return chance.random(len(levels))


def at(days, *, outcome=(2, 0), number=1):
    """`number` positions, each with an applicant for every outcome, whose first application is so many days old."""
    count, day = len(outcome), np.datetime64("2026-06-30") - days
    position = np.repeat(np.arange(number) + 1000 * days, count)
    return Judged(position, np.arange(position.size), np.tile(outcome, number), np.full(position.size, day))


def together(*parts):
    return Judged(*(np.concatenate([getattr(part, name) for part in parts]) for name in Judged.__slots__))


@pytest.mark.parametrize(
    ("moves", "outcome"),
    [
        (["reject"], 0),
        (["shortlist", "reject"], 0),
        (["shortlist", "invite", "reject"], 1),
        (["shortlist", "invite", "offer"], 2),
        (["shortlist", "offer", "decline"], 2),
        (["shortlist", "invite", "offer", "reject"], 2),
    ],
)
def test_the_outcome_is_how_far_somebody_came_however_it_ended(position, student, hr, moves, outcome):
    application = factories.ApplicationFactory(position=position, student=student)
    for move in moves:
        transitions.perform(application, move, by=student.user if move == "decline" else hr)

    assert judged().outcome.tolist() == [outcome]


@pytest.mark.parametrize("moves", [[], ["shortlist"], ["invite"], ["withdraw"]])
def test_who_was_not_judged_to_the_end_is_left_out(position, student, hr, moves):
    application = factories.ApplicationFactory(position=position, student=student)
    for move in moves:
        transitions.perform(application, move, by=student.user if move == "withdraw" else hr)

    assert judged().outcome.size == 0


def test_nothing_is_learned_from_who_does_not_want_to_be_ranked(position, student):
    factories.ApplicationFactory(position=position, student=student, state="rejected")
    type(student).objects.update(ranking_opt_out=True)

    assert judged().outcome.size == 0


def test_only_evidence_of_the_time_is_read(position, skills):
    [student] = outcomes.students(1)
    SkillEvidence.objects.create(student=student, skill=skills[0], level=3, evidence_class=2, on=date(2020, 1, 1))
    outcomes.applications([(student, position, "accepted", 60)])
    before = past.study(judged()).worths

    today = timezone.localdate()
    SkillEvidence.objects.create(
        student=student, skill=skills[0], level=5, evidence_class=EvidenceClass.CONFIRMED, on=today
    )

    assert past.study(judged()).worths.tolist() == before.tolist()


def test_the_resume_that_was_sent_is_read_and_not_the_one_of_today(position, student):
    sent = {"about": "PLC编程", "entries": [{"section": "education", "title": "设备维护", "text": "设备维护"}]}
    factories.ApplicationFactory(position=position, student=student, state="rejected", resume=sent)
    application = factories.ApplicationFactory(position=position, state="accepted")
    words = past.study(judged()).worths[:, 3]

    assert words.tolist()[judged().student.tolist().index(student.pk)] > 0
    assert words.tolist()[judged().student.tolist().index(application.student_id)] == 0


def test_a_month_costs_the_same_queries_for_many(enterprise, position):
    fits.current()

    def cost(posts, people):
        outcomes.applications([(one, post, "rejected", 60) for one in people for post in posts])
        found = judged()
        with CaptureQueriesContext(connection) as queries:
            past.study(found)
        return len(queries)

    few = cost(outcomes.positions(1, enterprise), outcomes.students(2))

    assert cost(outcomes.positions(5, enterprise), outcomes.students(20)) == few


def test_enough_decisions_are_two_hundred_over_twenty_positions_and_twenty_to_try():
    old, new = at(800, outcome=[2] + [0] * 9, number=20), at(10, number=20)

    assert training.missing(together(old, new)) == {}
    assert training.missing(at(0, number=0)) == {"judged": 200, "positions": 20, "held": 20}


def test_positions_count_whose_applicants_came_differently_far():
    old, new = at(800, outcome=[0] * 10, number=20), at(10, number=20)

    assert training.missing(together(old, new)) == {"positions": 20}


def test_the_latest_twelve_months_are_held_back():
    old, recent = at(370, outcome=[2] + [0] * 9, number=20), at(330, number=15)

    assert training.missing(together(old, recent, at(0))) == {"held": 4}


def test_with_too_few_decisions_the_rule_stays():
    weights, doubt, card = training.train(at(0))

    assert (weights, doubt) == (RULE, Doubt.TOO_FEW)
    assert card == {"missing": {"judged": 200, "positions": 20, "held": 19}}


def test_a_gap_is_measured_at_equal_skill_and_position():
    chance = np.random.default_rng(2)
    skill, positions, first = chance.normal(size=600), np.repeat(np.arange(60), 10), chance.random(600) < 0.5
    skill = skill + first  # the first group is better, and its scores are as much higher as that

    fair = gaps.gap(skill + positions, skill, positions, first)
    unfair = gaps.gap(skill + 0.5 * first + positions, skill, positions, first)

    assert abs(fair.size) < 1e-9
    assert unfair.size > 0.2
    assert unfair.is_sure


def test_groups_are_read_from_sex_and_home(db):
    rows = [("female", "320505"), ("male", "320521"), ("", "110100"), ("male", "")]
    people = [factories.StudentFactory(sex=sex, home_region=home) for sex, home in rows]

    found = groups.of(np.array([each.pk for each in people]))

    assert found["sex"].tolist() == ["female", "male", "", "male"]
    assert found["origin"].tolist() == ["city", "county", "", ""]
    assert found["province"].tolist() == ["own", "own", "other", ""]


def test_better_weights_serve_and_everything_is_ranked_with_them(scored, internship_office):
    outcomes.market(skilled)

    services.request_training(by=internship_office)

    version = Version.objects.get()
    assert (version.state, version.doubt, version.card["serving_name"]) == (SERVING, "", "rule-2")
    assert version.card["difference"][1] > 0
    assert version.card["judged"] == 200
    assert Weights(**version.weights).nice > RULE.nice
    assert set(Score.objects.values_list("model_version", flat=True)) == {version.name}


def test_training_again_does_nothing_twice(db):
    outcomes.market(skilled)
    version = services.request_training()
    before = Version.objects.values().get()

    assert jobs.train(version.pk) is False

    assert Version.objects.values().get() == before
    assert asdict(training.train(judged())[0]) == before["weights"]


def test_weights_that_are_not_better_stand_back(db):
    outcomes.market(careless)

    services.request_training()

    version = Version.objects.get()
    assert (version.state, version.doubt) == (STOOD_BACK, Doubt.NOT_BETTER)


def test_weights_that_part_groups_of_equal_skill_stand_back(db):
    """Men are better at the second skill and worse at the first, and employers look at the second."""
    outcomes.market(skilled, lean=2)

    services.request_training()

    version = Version.objects.get()
    [row] = [row for row in version.card["audit"] if row["attribute"] == "sex"]
    assert (version.state, version.doubt) == (STOOD_BACK, Doubt.UNFAIR)
    assert row["high"] < -training.WIDEST_GAP
    assert version.card["difference"][1] > 0


def test_after_somebody_went_back_a_better_version_waits_for_a_person(db, internship_office):
    outcomes.market(skilled)
    old = outcomes.version(SERVING)
    services.go_back_to_rule(by=internship_office)

    services.request_training()

    old.refresh_from_db()
    version = Version.objects.first()
    assert (old.state, version.state, version.doubt) == (RETIRED, READY, Doubt.BY_HAND)


def test_one_click_serves_an_earlier_version_and_one_goes_back_to_the_rule(scored, internship_office):
    earlier, later = outcomes.version(RETIRED), outcomes.version(SERVING)

    services.serve(earlier, by=internship_office)

    later.refresh_from_db()
    assert (Version.objects.serving(), later.state) == (earlier, RETIRED)
    assert set(Score.objects.values_list("model_version", flat=True)) == {earlier.name}
    services.go_back_to_rule(by=internship_office)
    services.go_back_to_rule(by=internship_office)
    assert Version.objects.serving() is None
    assert set(Score.objects.values_list("model_version", flat=True)) == {"rule-2"}


def test_a_version_keeps_scores_and_parts_consistent(scored):
    outcomes.version(SERVING)

    matching.rescore_everything()

    for score in Score.objects.all():
        assert sum(score.parts.values()) == pytest.approx(score.score, abs=1e-6)


def test_a_stranger_neither_trains_nor_changes_what_serves(stranger, internship_office):
    version = outcomes.version(RETIRED)

    with pytest.raises(PermissionDenied):
        services.request_training(by=stranger)
    with pytest.raises(PermissionDenied):
        services.serve(version, by=stranger)


def test_a_version_that_stood_back_cannot_be_made_to_serve(internship_office):
    version = outcomes.version(VersionState.STOOD_BACK)

    with pytest.raises(ValidationError):
        services.serve(version, by=internship_office)


def test_training_is_refused_while_there_is_too_little(internship_office):
    with pytest.raises(ValidationError):
        services.request_training(by=internship_office)
    assert not Version.objects.exists()


def test_the_clock_asks_for_nothing_when_there_is_too_little_or_it_was_done_lately(db):
    services.train_when_due()
    assert not Version.objects.exists()

    outcomes.version(RETIRED, created_at=timezone.now() - timedelta(days=3))
    services.train_when_due(at=timezone.now() + timedelta(days=2))
    assert Version.objects.count() == 1


def test_the_page_says_that_the_rule_serves_and_what_is_missing(as_, internship_office):
    page = as_(internship_office).get("/matching/model/")

    assert page.context["serving"] is None
    assert [count for _label, count in page.context["missing"]] == [200, 20, 20]


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_costs_the_same_for_many_versions(as_, internship_office, count, django_assert_max_num_queries):
    outcomes.version(SERVING)
    for _ in range(count):
        outcomes.version(RETIRED)

    client = as_(internship_office)
    with django_assert_max_num_queries(12):
        client.get("/matching/model/")


def test_the_card_says_why_a_version_does_not_serve(as_, internship_office, django_assert_max_num_queries):
    version = outcomes.version(VersionState.STOOD_BACK, doubt=Doubt.NOT_BETTER)

    client = as_(internship_office)
    with django_assert_max_num_queries(12):
        page = client.get(version.get_absolute_url())

    assert str(Doubt.NOT_BETTER.label) in page.content.decode()
