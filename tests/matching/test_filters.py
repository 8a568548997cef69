"""HR narrows the list in the database; nobody who has not applied is ever told apart from fewer than five."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from marketplace.models import Student
from marketplace.states import EvidenceClass
from matching import lists, services
from matching.filters import Wish
from matching.models import Score
from recruitment.models import Resume
from tests import factories

TODAY = timezone.localdate()


@pytest.fixture
def crowded(position, student, skills, crowd, attest):
    """`position` with twelve who have not applied: six have the must-skill, six have nothing."""
    able, unable = crowd(6), crowd(6)
    for each in able:
        attest(each, skills[0], 3)
    student.delete()
    services.rescore_position(position.pk)
    return position, {each.pk for each in able}, {each.pk for each in unable}


def found(position, hr, **chosen):
    others = lists.of_position(position, hr, Wish(**chosen))["others"]
    return {card.score.student_id for card in others}


def test_must_skills_met_and_missing(crowded, hr):
    position, able, unable = crowded

    assert found(position, hr) == able | unable
    assert found(position, hr, musts="met") == able
    assert found(position, hr, musts="missing") == unable


def test_a_match_of_at_least(crowded, hr):
    position, able, unable = crowded
    Score.objects.filter(student__in=able).update(score=0.8)
    Score.objects.filter(student__in=unable).update(score=0.5)

    assert found(position, hr, score="60") == able
    assert found(position, hr, score="50") == able | unable
    assert found(position, hr, score="90") == set()


def test_the_distance_of_the_major(crowded, hr):
    position, able, unable = crowded
    Score.objects.filter(student__in=unable).update(major_distance=2)

    assert found(position, hr, major="1") == able
    assert found(position, hr, major="2") == able | unable


def test_free_by_a_day(crowded, hr):
    position, able, unable = crowded
    late = TODAY + timedelta(days=40)
    Resume.objects.bulk_create(Resume(student_id=each, available_from=late) for each in unable)

    assert found(position, hr, free=TODAY.isoformat()) == able
    assert found(position, hr, free=(late + timedelta(days=1)).isoformat()) == able | unable


def test_a_filter_that_would_leave_fewer_than_five_shows_nobody(crowded, hr):
    position, able, _unable = crowded
    Score.objects.filter(student__in=sorted(able)[:2]).update(musts_missing=1)

    assert found(position, hr, musts="met") == set()


def test_what_cards_do_not_say_never_leaves_out_fewer_than_five(crowded, hr):
    position, able, _unable = crowded
    Score.objects.filter(student__in=sorted(able)[:2]).update(score=0.1)
    Score.objects.exclude(student__in=sorted(able)[:2]).update(score=0.9)

    others = lists.of_position(position, hr, Wish(score="50"))["others"]

    assert (len(others), others.is_widened) == (12, True)


def test_who_applied_without_a_score_stays_in_every_list(crowded, hr):
    position, _able, unable = crowded
    ranked, out = Student.objects.get(pk=min(unable)), Student.objects.get(pk=max(unable))
    Student.objects.filter(pk=out.pk).update(ranking_opt_out=True)
    kept = factories.ApplicationFactory(position=position, student=out)
    factories.ApplicationFactory(position=position, student=ranked)

    assert lists.of_position(position, hr, Wish(musts="met"))["applicants"][:] == [(kept, None)]


@pytest.mark.parametrize("query", ["score=55", "score=x&musts=both", "major=9&free=2020-01-01", "free=%00", ""])
def test_what_makes_no_sense_is_not_filtered(query, position):
    assert not Wish.of(QueryDict(query), position)


def test_each_choice_can_be_taken_away_alone(position):
    wish = Wish.of(QueryDict("score=50&musts=met"), position)
    left = [Wish.of(QueryDict(f"score=50&musts=met&drop={name}"), position) for name in ("score", "musts", "all")]

    assert [chip["name"] for chip in wish.chips(position)] == ["score", "musts"]
    assert left == [Wish(musts="met"), Wish(score="50"), Wish()]


def test_a_filter_that_finds_nobody_says_what_to_do(client, hr, crowded):
    position, _able, _unable = crowded
    client.force_login(hr)

    page = client.get(reverse("matching:for_position", args=[position.pk]) + "?score=90").content.decode()

    assert page.count("Take a filter away") == 2
    assert "Clear filters" in page


def test_major_and_year_are_shown_only_where_five_share_them(scored, student, hr):
    def card():
        return next(card for card in lists.of_position(scored, hr)["others"] if card.score.student_id == student.pk)

    before = card()
    student.student_class = factories.StudentClassFactory(name="另一班", cohort=student.student_class.cohort - 1)
    student.save()
    with_another_year = card()
    student.student_class.major = factories.MajorFactory(code="460399")
    student.student_class.save()
    with_another_major = card()

    assert [bool(each.year) for each in (before, with_another_year, with_another_major)] == [True, False, False]
    assert [bool(each.student_major) for each in (before, with_another_year, with_another_major)] == [True, True, False]


@pytest.mark.parametrize("count", [6, 40])
def test_filters_cost_the_same_for_few_and_for_many(
    client, hr, position, crowd, attest, skills, django_assert_num_queries, count
):
    for each in crowd(count):
        attest(each, skills[0], 3, EvidenceClass.ASSESSED)
    services.rescore_position(position.pk)
    client.force_login(hr)
    address = reverse("matching:for_position", args=[position.pk]) + f"?musts=met&free={TODAY.isoformat()}"
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)
