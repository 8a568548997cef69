"""All openings against one student: what comes out is what the matcher says of each, and every change is seen."""

import numpy as np
import pytest

from matching import fits, kept, services
from matching.market import Market
from matching.models import MatchRun, Score
from matching.openings import Openings
from recruitment.models import Position, SkillRequirement
from tests import factories
from tests.matching import markets
from tests.matching.test_market import MATCHER, POSITIONS, candidates


def arranged(positions):
    rankings = [MATCHER.rank(each, markets.candidates(0)) for each in positions]
    return Openings(positions, [each.limits for each in rankings], [each.skill_limits for each in rankings])


@pytest.fixture(scope="module")
def everybody():
    return candidates(60)


def test_the_quick_score_is_what_the_matcher_says_of_each_position(everybody):
    positions = [markets.position(id=number, **each) for number, each in enumerate(POSITIONS.values())]
    rankings = [MATCHER.rank(each, everybody) for each in positions]

    for row in range(60):
        alone = Market(everybody).among(np.array([row]), everybody.skills)
        quick = arranged(positions).quick(alone)
        assert ((quick > -np.inf) == [each.ranks[row] > 0 for each in rankings]).all()
        expected = np.array([each.scores[row] for each in rankings])
        assert np.abs(quick - expected)[quick > -np.inf].max(initial=0) < 1e-6


def test_without_openings_there_is_nothing_to_score(everybody):
    assert arranged([]).quick(everybody).size == 0


def recommended(student):
    return dict(Score.objects.filter(student=student).values_list("position", "score"))


def test_a_standard_that_changes_is_read_again(scored, student, skills):
    services.rescore_student(student.pk)
    before = recommended(student)

    SkillRequirement.objects.filter(position=scored).update(level=5)
    services.request_position(scored.pk)
    services.rescore_student(student.pk)

    assert recommended(student)[scored.pk] < before[scored.pk]


def test_a_position_that_opens_or_closes_is_seen_at_once(scored, student, hr):
    services.rescore_student(student.pk)
    opened = factories.PositionFactory(enterprise=scored.enterprise, created_by=hr)
    services.rescore_student(student.pk)
    assert set(recommended(student)) == {scored.pk, opened.pk}

    Position.objects.filter(pk=opened.pk).update(state="closed")
    services.rescore_student(student.pk)

    assert MatchRun.objects.get(student=student).ranked == 1


def test_what_has_not_changed_is_not_read_again(scored, student, monkeypatch):
    services.rescore_student(student.pk)
    long_ago = kept._Kept.read_at - kept.OVERLAP * 2
    MatchRun.objects.update(asked_at=long_ago, finished_at=long_ago)
    services.rescore_student(student.pk)
    read = []
    really = kept.adapter.positions
    monkeypatch.setattr(
        kept.adapter,
        "positions",
        lambda rows, text: read.extend(rows.values_list("pk", flat=True)) or really(rows, text),
    )

    services.rescore_student(student.pk)

    assert read == []


def test_a_new_fit_reads_everything_again(scored, student):
    services.rescore_student(student.pk)

    fits.refit()
    services.rescore_student(student.pk)

    assert kept._Kept.fit[0] == fits.current()[1].pk
    assert set(recommended(student)) == {scored.pk}
