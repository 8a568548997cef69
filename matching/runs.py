"""The work in the background: score one position or one student, and replace what is stored in one transaction."""

from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from marketplace import policy, realtime
from marketplace.models import Student
from matching import adapter, fits, kept
from matching.market import SHORTLIST, Market
from matching.models import MatchRun, Score
from matching.states import RunPhase
from recruitment.models import Application, Position, SkillRequirement

LISTED = 50
"""So many of the best are kept for a position, besides all who applied."""
RECOMMENDED = 30
"""So many of the best positions are kept for a student."""
SPARE = 20
"""So many more positions are ranked than kept, since they are chosen by a score that is not exact."""
BLUR = 1e-5
"""By so much a quick score may be wrong."""
BATCH = 200


def market(positions=None):
    """`(matcher, Market)`: all who can be candidates, with the skills that `positions` want, or with every one."""
    fits.read_new_profiles()
    matcher, fit = fits.current()
    asked = None if positions is None else SkillRequirement.objects.filter(position__in=positions)
    skills = None if asked is None else set(asked.values_list("skill", flat=True))
    return matcher, Market.of(adapter.candidates(adapter.students(), fit.pk, matcher, skills=skills))


def rescore_position(position_id):
    """Rank all candidates of an open position, and keep the best and all who applied."""
    with _running(position_id=position_id) as run:
        rows = Position.objects.published().filter(pk=position_id)
        if not rows:
            return
        matcher, candidates = market(rows)
        [position] = adapter.positions(rows, matcher.text)
        _report(run, 40)
        others = set(Score.objects.filter(position=position_id, is_listed=False).values_list("student", flat=True))
        scores, run.ranked = scores_of(
            matcher, candidates, position, applicants=_applicants(position_id), others=others
        )
        _report(run, 80)
        with transaction.atomic():
            wanted = [score["student_id"] for score in scores]
            Score.objects.filter(position=position_id).exclude(student__in=wanted).delete()
            _store(scores)
    realtime.announce(policy.holders(rows[0], "change_position").values_list("pk", flat=True), "matches")


def scores_of(matcher, candidates, position, *, applicants=(), others=(), keep=SHORTLIST):
    """`(scores, ranked)`: the values of a `Score` for each of the best of a `Market`, and for `applicants` and `others`
    (ids) as far as they are ranked; how many are ranked. Others are not listed unless they are among the best."""
    ranking = candidates.rank(matcher, position, keep=keep, besides=set(applicants) | set(others))
    ranked = ranking.candidates.ids[ranking.order].tolist()
    listed = set(ranked[:LISTED]) | set(applicants).intersection(ranked)
    wanted = sorted(listed | set(others).intersection(ranked))
    explained = matcher.explain_all(ranking, wanted)
    return [_score(each, each.candidate in listed) for each in explained], ranking.ranked


def rescore_student(student_id):
    """Score one student for all open positions; others are not computed again, only their ranks follow."""
    with _running(student_id=student_id) as run:
        fits.read_profile(student_id)
        matcher, fit = fits.current()
        alone, nobody = (
            adapter.candidates(rows, fit.pk, matcher)
            for rows in (adapter.students().filter(pk=student_id), adapter.students().none())
        )
        offered = kept.openings(matcher, fit, nobody)
        _report(run, 40)
        scores, run.ranked = _best_of_student(matcher, alone, offered) if alone.ids.size else ([], 0)
        _report(run, 80)
        _replace_of_student(student_id, scores)
    realtime.announce(Student.objects.filter(pk=student_id).values_list("user", flat=True), "matches")


@transaction.atomic
def forget_student(student_id):
    """Delete every score of a student; the ranks of the others close up."""
    positions = list(Score.objects.filter(student=student_id).values_list("position", flat=True))
    Score.objects.filter(student=student_id).delete()
    close_ranks(positions)


def close_ranks(positions):
    """Number the listed of `positions` (ids) again: equal scores share a rank, those below LISTED keep theirs."""
    if not positions:
        return
    table, marks = Score._meta.db_table, ", ".join(["%s"] * len(positions))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET rank = fresh.place FROM (SELECT id, RANK() OVER (PARTITION BY position_id"  # noqa: S608
            f" ORDER BY score DESC) AS place FROM {table} WHERE is_listed AND position_id IN ({marks})) AS fresh"
            f" WHERE {table}.id = fresh.id AND (fresh.place <= {LISTED} OR rank <= {LISTED})",
            positions,
        )


@transaction.atomic
def _replace_of_student(student_id, scores):
    stay = [score["position_id"] for score in scores]
    gone = Score.objects.filter(student=student_id).of_open_positions().exclude(position__in=stay)
    left = list(gone.values_list("position", flat=True))
    gone.delete()
    _store(scores)
    close_ranks([score["position_id"] for score in scores if score["is_listed"]] + left)


def _best_of_student(matcher, alone, offered):
    """`(scores, ranked)`: the values of a `Score` for each of the best positions of the student, and for those in whose
    list they stand or belong; for how many they are ranked."""
    student_id, quick = int(alone.ids[0]), offered.quick(alone)
    applied = set(Application.objects.filter(student=student_id).values_list("position", flat=True))
    known = applied | set(Score.objects.filter(student=student_id).values_list("position", flat=True))
    bars = _bars()
    best = set(np.lexsort((np.arange(quick.size), -quick))[: RECOMMENDED + SPARE].tolist())
    rankings = [
        matcher.rank(position, alone)
        for row, position in enumerate(offered.positions)
        if row in best or position.id in known or quick[row] > bars.get(position.id, 0) - BLUR
    ]
    rankings = sorted((each for each in rankings if each.ranked), key=lambda each: (-each.scores[0], each.position.id))
    lists = _lists(student_id, [each.position.id for each in rankings])
    scores = []
    for place, each in enumerate(rankings):
        ranking = _among_rivals(each, lists)
        listed = ranking.position.id in applied or _is_among_best(ranking)
        if listed or place < RECOMMENDED:
            scores.append(_score(matcher.explain(ranking, student_id), listed))
    return scores, int(np.count_nonzero(quick > -np.inf))


def _bars():
    """`{position id: the score of the last in its full list}`; 0 while there is room."""
    last = Score.objects.filter(position=OuterRef("pk")).order_by("-score").values("score")[LISTED - 1 : LISTED]
    rows = Position.objects.published().order_by().values_list("pk", Subquery(last))
    return {position: score or 0 for position, score in rows}


def _lists(student_id, positions):
    """`{position id: (scores of the listed others, best first; how many are ranked)}`."""
    found = {}
    listed = Score.objects.filter(is_listed=True, rank__lte=LISTED, position__in=positions).exclude(student=student_id)
    for position, score in listed.order_by("-score").values_list("position", "score"):
        found.setdefault(position, []).append(score)
    ranked = dict(MatchRun.objects.filter(position__in=list(found)).values_list("position", "ranked"))
    return {position: (np.array(scores), ranked.get(position, 0)) for position, scores in found.items()}


def _among_rivals(ranking, lists):
    """The ranking of one student alone, set among the stored scores of the others."""
    rivals, ranked = lists.get(ranking.position.id, (np.zeros(0), 0))
    return replace(ranking, rivals=rivals, ranked=max(ranked, rivals.size + 1))


def _is_among_best(ranking):
    return ranking.rivals.size < LISTED or ranking.scores[0] >= ranking.rivals[-1]


def _applicants(position_id):
    return set(Application.objects.filter(position=position_id).values_list("student", flat=True))


def _score(breakdown, listed):
    """The values of a `Score`: a night stores half a million, and objects of Django would take as long as ranking."""
    return {
        "position_id": breakdown.position,
        "student_id": breakdown.candidate,
        "score": breakdown.score,
        "rank": breakdown.rank,
        "parts": breakdown.parts,
        "breakdown": breakdown.as_json(),
        "musts_missing": sum(line.must and line.missing > 0 for line in breakdown.skills),
        "major_distance": breakdown.major_distance,
        "is_listed": listed,
        "model_version": breakdown.version,
        "computed_at": timezone.now(),
    }


def _store(scores):
    Score.objects.bulk_create(
        [Score(**values) for values in scores],
        update_conflicts=True,
        unique_fields=["position", "student"],
        update_fields=[
            "score", "rank", "parts", "breakdown", "musts_missing", "major_distance", "is_listed", "model_version",
            "computed_at",
        ],
        batch_size=BATCH,
    )  # fmt: skip


@contextmanager
def _running(**subject):
    """A run that says how far it is, and how it ended. Asked for again meanwhile, it stays queued."""
    run, _ = MatchRun.objects.get_or_create(**subject)
    mine = MatchRun.objects.filter(pk=run.pk)
    mine.update(phase=RunPhase.RUNNING, started_at=timezone.now(), progress=5, error="")
    try:
        yield run
    except Exception as error:
        mine.update(phase=RunPhase.FAILED, finished_at=timezone.now(), error=type(error).__name__)
        raise
    mine.update(ranked=run.ranked, progress=100, finished_at=timezone.now())
    mine.filter(phase=RunPhase.RUNNING).update(phase=RunPhase.DONE)


def _report(run, per_cent):
    MatchRun.objects.filter(pk=run.pk).update(progress=per_cent)


def explain_now(position_id, student_id):
    """The explanation of a pair as things stand, computed and not stored; None where nobody is ranked."""
    rows = Position.objects.published().filter(pk=position_id)
    market_rows = adapter.students().filter(pk=student_id)
    matcher, fit = fits.latest()
    if not (rows and market_rows and fit):
        return None
    [position] = adapter.positions(rows, matcher.text)
    alone = adapter.candidates(market_rows, fit.pk, matcher, skills=position.skills.tolist())
    return matcher.explain(_among_rivals(matcher.rank(position, alone), _lists(student_id, [position_id])), student_id)
