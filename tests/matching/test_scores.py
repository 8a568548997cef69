"""Scores in the database: computed, kept, replaced, and taken away."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from marketplace import services as marketplace
from marketplace import transitions
from marketplace.states import EvidenceClass
from matching import runs, services
from matching.models import Fit, MatchRun, Score, WordVector
from matching.states import RunPhase
from recruitment.models import Position
from recruitment.states import PositionState
from tests import factories


def ranks(position):
    return dict(Score.objects.filter(position=position, is_listed=True).values_list("student", "rank"))


def test_a_run_ranks_everybody_and_says_how_it_ended(scored, student):
    best = Score.objects.best_first().first()
    run = MatchRun.objects.get(position=scored)

    assert (best.student, best.rank, Score.objects.count()) == (student, 1, 6)
    assert (run.phase, run.progress, run.ranked) == (RunPhase.DONE, 100, 6)
    assert run.finished_at is not None


def test_the_stored_parts_add_up_to_the_stored_score(scored):
    for row in Score.objects.all():
        assert abs(sum(row.parts.values()) - row.score) < 1e-6
        assert row.breakdown["parts"] == row.parts


def test_a_second_run_replaces_and_changes_nothing(scored):
    before = list(Score.objects.order_by("pk").values("pk", "student", "score", "rank", "breakdown"))

    services.rescore_position(scored.pk)

    assert list(Score.objects.order_by("pk").values("pk", "student", "score", "rank", "breakdown")) == before


def test_only_the_best_and_those_who_applied_are_kept(position, crowd, student, skills, attest, monkeypatch):
    monkeypatch.setattr(runs, "LISTED", 2)
    for level, each in enumerate([student, *crowd(4)], start=1):
        attest(each, skills[0], level)
    factories.ApplicationFactory(position=position, student=student)

    services.rescore_position(position.pk)

    assert sorted(ranks(position).values()) == [1, 2, 5]
    assert ranks(position)[student.pk] == 5


def test_new_evidence_moves_one_student_and_the_ranks_of_the_others(scored, student, skills, attest):
    rival = Score.objects.exclude(student=student).first().student

    for skill in skills:
        attest(rival, skill, 4)

    assert ranks(scored)[rival.pk] == 1
    assert ranks(scored)[student.pk] == 2
    assert set(ranks(scored).values()) == {1, 2, 3}


def test_one_student_scored_alone_has_the_same_score_and_rank_as_among_all(scored, student):
    among_all = Score.objects.get(student=student)

    services.rescore_student(student.pk)

    alone = Score.objects.get(student=student)
    assert (alone.score, alone.rank, alone.parts) == (among_all.score, among_all.rank, among_all.parts)
    assert alone.breakdown == among_all.breakdown


def test_a_position_that_opens_is_ranked_by_itself(position, hr, student):
    Position.objects.update(state=PositionState.DRAFT)
    position.refresh_from_db()

    transitions.perform(position, "open", by=hr)

    assert list(ranks(position)) == [student.pk]


def test_evidence_before_the_first_fit_asks_for_nothing(student, skills, attest):
    attest(student, skills[0], 3)

    assert not MatchRun.objects.exists()


def test_when_many_students_change_at_once_positions_are_ranked_again(scored, student, monkeypatch):
    monkeypatch.setattr(services, "MANY", 1)
    asked_at = MatchRun.objects.get(position=scored).asked_at

    services.hear_of_students(set(Score.objects.values_list("student", flat=True)))

    assert MatchRun.objects.get(position=scored).asked_at > asked_at
    assert not MatchRun.objects.exclude(student=None).exists()
    assert WordVector.objects.count() == 6


def test_asked_twice_a_run_is_queued_once(position, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    from django_tasks import task_backends

    services.request_position(position.pk)
    services.request_position(position.pk)

    assert len(task_backends["default"].results) == 1
    assert MatchRun.objects.get().phase == RunPhase.QUEUED


def test_a_run_that_fails_says_so(position, monkeypatch):
    monkeypatch.setattr(runs.adapter, "candidates", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        services.rescore_position(position.pk)

    assert MatchRun.objects.values_list("phase", "error").get() == (RunPhase.FAILED, "ZeroDivisionError")


def test_who_opts_out_leaves_the_list_and_the_count_at_once(scored, student):
    marketplace.opt_out_of_ranking(student, by=student.user, out=True)

    assert not Score.objects.filter(student=student).exists()
    assert MatchRun.objects.get(position=scored).ranked == 5
    assert set(ranks(scored).values()) == {1}


def test_who_comes_back_is_listed_again(scored, student):
    marketplace.opt_out_of_ranking(student, by=student.user, out=True)

    marketplace.opt_out_of_ranking(student, by=student.user, out=False)

    assert ranks(scored)[student.pk] == 1


def test_an_applicant_outside_the_best_is_listed(scored, monkeypatch):
    monkeypatch.setattr(runs, "LISTED", 1)
    last = Score.objects.order_by("score", "-pk").first().student
    Score.objects.filter(student=last).delete()

    factories.ApplicationFactory(position=scored, student=last)

    assert Score.objects.get(student=last).is_listed


def test_the_nightly_command_reads_everything_again_and_forgets_the_last_season(scored, hr):
    old = factories.PositionFactory(enterprise=scored.enterprise, created_by=hr)
    services.rescore_position(old.pk)
    Position.objects.filter(pk=old.pk).update(state="closed", state_at=timezone.now() - services.FORGOTTEN_AFTER * 2)
    fit = Fit.objects.first()

    call_command("rescore", all=True)

    assert Fit.objects.first() != fit
    assert {row.position_id for row in Score.objects.all()} == {scored.pk}


def test_a_closed_position_is_not_ranked(position, student):
    Position.objects.update(state=PositionState.CLOSED)

    services.rescore_position(position.pk)

    assert not Score.objects.exists()


def test_the_words_of_a_profile_count_after_they_are_written(scored, crowd, skills, attest):
    [other] = crowd(1)
    attest(other, skills[0], 1, EvidenceClass.CLAIMED)

    assert Score.objects.get(student=other).parts["text"] > 0
