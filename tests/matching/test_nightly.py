"""Every open position, ranked in one round: stopped, it goes on where it stood, and the result is the same."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from matching import fits, nightly, runs, services, tasks
from matching.models import Fit, MatchRun, Score, WordVector
from matching.states import RunPhase
from recruitment.models import Position, SkillRequirement
from tests import factories

RESULT = ("position", "student", "score", "rank", "parts", "breakdown", "is_listed", "musts_missing")


class Killed(Exception):
    pass


@pytest.fixture
def computed(monkeypatch):
    """The positions that were ranked, in order."""
    seen, really = [], runs.scores_of

    def scores_of(matcher, market, position, **others):
        seen.append(position.id)
        return really(matcher, market, position, **others)

    monkeypatch.setattr(runs, "scores_of", scores_of)
    return seen


@pytest.fixture
def positions(position, hr, enterprise, skills, student, crowd, attest, monkeypatch):
    """Five open positions and four candidates; two positions a batch."""
    monkeypatch.setattr(nightly, "BATCH", 2)
    others = [factories.PositionFactory(enterprise=enterprise, created_by=hr) for _ in range(4)]
    for level, each in enumerate(others, start=1):
        SkillRequirement.objects.create(position=each, skill=skills[level % 2], level=level)
    for level, each in enumerate([student, *crowd(3)], start=1):
        attest(each, skills[level % 2], level)
    return [position, *others]


def result():
    return list(Score.objects.order_by("position", "student").values(*RESULT))


def killed_after(batches):
    """A report that stops the round after so many batches."""
    left = iter(range(batches - 1))

    def report(done, of):
        if next(left, None) is None:
            raise Killed

    return report


def test_a_round_ranks_every_open_position_as_it_would_be_ranked_alone(positions):
    assert services.rescore_everything() == 5

    together = result()
    for position in positions:
        services.rescore_position(position.pk)
    assert result() == together
    assert set(MatchRun.objects.filter(student=None).values_list("phase", "ranked", "progress")) == {("done", 4, 100)}


def test_a_killed_round_goes_on_where_it_stood(positions, computed):
    with pytest.raises(Killed):
        services.rescore_everything(report=killed_after(2))
    finished, fit = list(computed), Fit.objects.first()

    assert services.rescore_everything() == 1

    assert finished == [each.pk for each in positions[:4]]
    assert computed == [each.pk for each in positions]
    assert Fit.objects.first() == fit
    resumed = result()
    services.rescore_everything()
    assert result() == resumed


def test_what_was_killed_before_it_was_written_is_done_again(positions, computed, monkeypatch):
    monkeypatch.setattr(nightly, "_insert", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.rescore_everything()
    assert set(MatchRun.objects.filter(student=None).values_list("phase", flat=True)) == {"queued", "running"}
    monkeypatch.undo()

    assert services.rescore_everything() == 5

    assert Score.objects.count() == 20


def test_progress_counts_the_whole_round(positions):
    told = []
    with pytest.raises(Killed):
        services.rescore_everything(report=killed_after(1))

    services.rescore_everything(report=lambda done, of: told.append((done, of)))

    assert told == [(4, 5), (5, 5)]


def test_a_finished_round_is_followed_by_a_new_one(positions, computed):
    services.rescore_everything()
    services.rescore_everything()

    assert computed == [each.pk for each in positions] * 2


def test_a_round_of_another_night_is_begun_anew(positions, computed):
    with pytest.raises(Killed):
        services.rescore_everything(report=killed_after(2))
    fit = Fit.objects.first()
    old = fit.round_at - nightly.MAX_AGE
    MatchRun.objects.filter(asked_at=fit.round_at).update(asked_at=old)
    Fit.objects.filter(pk=fit.pk).update(round_at=old)

    assert services.rescore_everything() == 5


def test_a_position_that_cannot_be_ranked_does_not_stop_the_others(positions, monkeypatch):
    really = runs.scores_of
    bad = positions[2].pk
    monkeypatch.setattr(
        runs, "scores_of", lambda *args, **others: 1 / 0 if args[2].id == bad else really(*args, **others)
    )

    services.rescore_everything()

    failed = MatchRun.objects.get(phase=RunPhase.FAILED)
    assert (failed.position_id, failed.error) == (bad, "ZeroDivisionError")
    assert Score.objects.values("position").distinct().count() == 4


def test_scores_that_no_longer_belong_are_taken_away(positions, student):
    services.rescore_everything()
    student.ranking_opt_out = True
    student.save()
    Position.objects.filter(pk=positions[0].pk).update(state="closed")

    services.rescore_everything()

    assert not Score.objects.filter(student=student, position__in=positions[1:]).exists()
    assert Score.objects.filter(position=positions[0]).count() == 4


def test_an_applicant_below_the_best_is_kept_and_listed(positions, monkeypatch):
    services.rescore_everything()
    last = Score.objects.filter(position=positions[0]).order_by("score", "pk").first()
    factories.ApplicationFactory(position=positions[0], student=last.student)
    monkeypatch.setattr(runs, "LISTED", 1)

    services.rescore_everything()

    kept = Score.objects.get(position=positions[0], student=last.student)
    assert (kept.rank, kept.is_listed) == (last.rank, True)
    assert Score.objects.filter(position=positions[1], is_listed=True).count() == 1


def test_the_command_says_how_far_it_is(positions, capsys):
    call_command("rank_everything", workers=1)

    assert capsys.readouterr().out.splitlines()[0] == "5/5"


def at_hour(hour, days=0):
    return timezone.localtime().replace(hour=hour, minute=30) + timedelta(days=days)


def test_the_clock_asks_once_a_night(positions):
    services.rank_at_night(at=at_hour(12))
    assert not MatchRun.objects.exists()

    services.rank_at_night(at=at_hour(2))
    cache.clear()
    services.rank_at_night(at=at_hour(3))

    assert MatchRun.objects.values("asked_at").distinct().count() == 1
    assert Score.objects.exists()


def test_texts_are_read_again_after_a_week_and_until_then_only_new_profiles(positions, crowd):
    services.rescore_everything()
    first = Fit.objects.get()
    [new] = crowd(1)

    services.rescore_everything()
    assert Fit.objects.get() == first
    assert WordVector.objects.filter(student=new, fit=first).exists()

    Fit.objects.update(fitted_at=first.fitted_at - fits.KEPT_FOR)
    services.rescore_everything()
    assert Fit.objects.first().pk > first.pk


def test_the_task_of_the_clock_forgets_the_last_season_too(positions):
    services.rescore_everything()
    Position.objects.filter(pk=positions[0].pk).update(
        state="closed", state_at=timezone.now() - services.FORGOTTEN_AFTER * 2
    )

    tasks.rank_everything.enqueue()

    assert not Score.objects.filter(position=positions[0]).exists()
    assert Score.objects.filter(position=positions[1]).exists()
