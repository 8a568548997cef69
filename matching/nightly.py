"""Rank every open position, in a round that goes on after a kill where it stood.

At the beginning of a round every open position gets a run that was asked for at that moment, and waits; the fit keeps
the moment. The run is done in the transaction that writes the scores of its batch. Whoever starts again within MAX_AGE
finds the runs that still wait, and does only these.
"""

import gc
import json
from collections import defaultdict, deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context

from django.db import connection, connections, transaction
from django.db.models import Q
from django.utils import timezone

from matching import adapter, fits, runs
from matching.models import Fit, MatchRun, Score
from matching.states import UNFINISHED, RunPhase
from recruitment.models import Application, Position

BATCH = 50
"""Positions written in one transaction: a kill costs the work of two batches, and the database is locked for a moment
only."""
RANKED = 200
"""So many are ranked by the matcher itself, four times as many as are kept."""
MAX_AGE = timedelta(hours=12)
"""A round that was left alone for longer is begun anew: students and positions have changed."""
FORGOTTEN_AFTER = timedelta(days=180)
"""Scores are deleted after the season: half a year after their position was closed."""
COLUMNS = [field.column for field in Score._meta.concrete_fields if not field.primary_key]
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


@dataclass(frozen=True)
class Result:
    """What came out for a position: rows for the COLUMNS and how many were ranked, or the error."""

    position: int
    rows: list
    ranked: int = 0
    error: str = ""


def rank_everything(*, workers=1, report=lambda done, of: None):
    """Rank every open position, or go on with a round that was stopped. Returns how many were ranked now.

    Scores of a past season are deleted first.

    `report(positions done, positions of the round)` is called after every batch; what it raises stops the round.
    More than one of `workers` compute in processes of their own; this one alone reads and writes the database. A
    position that cannot be ranked keeps its old scores and does not stop the others: its run says what went wrong.
    """
    _forget_last_season()
    fit = _stopped() or _begun()
    waiting = list(_round(fit).filter(phase__in=UNFINISHED).order_by("position").values_list("position", flat=True))
    if not waiting:
        return 0
    of = _round(fit).count()
    done = of - len(waiting)
    batches = [waiting[start : start + BATCH] for start in range(0, len(waiting), BATCH)]
    matcher, market = runs.market()
    with _computing(matcher, market, workers) as compute:
        for batch, started_at, results in _ahead(batches, partial(_begin, matcher, compute), int(workers > 1)):
            _write(batch, [result() for result in results], started_at)
            done += len(batch)
            report(done, of)
    return len(waiting)


def _forget_last_season():
    old = Q(position__state="closed", position__state_at__lt=timezone.now() - FORGOTTEN_AFTER)
    Score.objects.filter(old).delete()


def _stopped():
    """The fit of the round of this night that was stopped."""
    fit = Fit.objects.first()
    is_young = fit and fit.round_at and fit.round_at > timezone.now() - MAX_AGE
    return fit if is_young and _round(fit).filter(phase__in=UNFINISHED).exists() else None


def _begun():
    """The fit of a new round, in which every open position waits."""
    fit = fits.renewed()
    with transaction.atomic():
        fit.round_at = timezone.now()
        fit.save(update_fields=["round_at"])
        _wait({"phase": RunPhase.QUEUED, "asked_at": fit.round_at, "progress": 0})
    return fit


def _wait(waits):
    MatchRun.objects.bulk_create(
        [MatchRun(position=position, **waits) for position in Position.objects.published().only("pk")],
        update_conflicts=True,
        unique_fields=["position"],
        update_fields=list(waits),
        batch_size=1_000,
    )


def _round(fit):
    return MatchRun.objects.filter(position__isnull=False, asked_at=fit.round_at)


def _ahead(batches, begin, ahead):
    """`begin(batch)` of each, begun `ahead` batches before it is needed: one is written while the next is computed."""
    coming = deque()
    for batch in batches:
        coming.append(begin(batch))
        if len(coming) > ahead:
            yield coming.popleft()
    yield from coming


def _begin(matcher, compute, batch):
    """`(batch, now, calls that give a Result)`."""
    started_at = timezone.now()
    MatchRun.objects.filter(position__in=batch).update(phase=RunPhase.RUNNING, started_at=started_at)
    applicants = _grouped(Application.objects.filter(position__in=batch))
    others = _grouped(Score.objects.filter(position__in=batch, is_listed=False))
    positions = adapter.positions(Position.objects.published().filter(pk__in=batch), matcher.text)
    return batch, started_at, [compute(each, applicants[each.id], others[each.id]) for each in positions]


def _grouped(rows):
    students = defaultdict(set)
    for position, student in rows.order_by().values_list("position", "student"):
        students[position].add(student)
    return students


@contextmanager
def _computing(matcher, market, workers):
    """`compute(position, applicants, others)`: a call that gives the Result, waiting for it where need be."""
    if workers == 1:
        yield lambda *task: partial(_result, matcher, market, *task)
        return
    connections.close_all()  # a connection shared by two processes breaks for both
    with ProcessPoolExecutor(workers, get_context("fork"), _hold, (matcher, market)) as pool:
        yield lambda *task: pool.submit(_result_of_held, *task).result


_held = []


def _hold(*market):
    """Keep the market that the parent process has read: it is not copied."""
    _held[:] = market
    gc.freeze()  # it never changes: looking through it again and again would also copy it


def _result_of_held(*task):
    return _result(*_held, *task)


def _result(matcher, market, position, applicants, others):
    try:
        scores, ranked = runs.scores_of(matcher, market, position, applicants=applicants, others=others, keep=RANKED)
    except Exception as error:  # noqa: BLE001 - ten thousand others wait
        return Result(position.id, [], error=type(error).__name__)
    return Result(position.id, [_values(score) for score in scores], ranked)


def _values(score):
    values = score | {name: _JSON.encode(score[name]) for name in ("parts", "breakdown")}
    values["computed_at"] = connection.ops.adapt_datetimefield_value(score["computed_at"])
    return [values[name] for name in COLUMNS]


@transaction.atomic
def _write(batch, results, started_at):
    """Replace the scores of `batch`, and say that its runs are done."""
    failed = {result.position: result.error for result in results if result.error}
    _insert([row for result in results for row in result.rows])
    written = Score.objects.filter(position__in=batch).exclude(position__in=failed)
    written.filter(computed_at__lt=started_at).delete()
    written.filter(student__ranking_opt_out=True).delete()  # who has left since the market was read
    ranked = {result.position: result.ranked for result in results}
    ours = MatchRun.objects.filter(position__in=batch)
    found = list(ours)
    for run in found:
        run.ranked, run.error = ranked.get(run.position_id, 0), failed.get(run.position_id, "")
        run.progress, run.finished_at = 100, timezone.now()
    MatchRun.objects.bulk_update(found, ["ranked", "error", "progress", "finished_at"])
    ours.filter(position__in=failed).update(phase=RunPhase.FAILED)
    ours.filter(phase=RunPhase.RUNNING).update(phase=RunPhase.DONE)  # asked for again meanwhile, it waits


def _insert(rows):
    """As `bulk_create` would, without building the JSON of every row in this process."""
    columns = [connection.ops.quote_name(name) for name in COLUMNS]
    table, marks = connection.ops.quote_name(Score._meta.db_table), ", ".join(["%s"] * len(columns))
    fresh = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
            f" ON CONFLICT (position_id, student_id) DO UPDATE SET {fresh}",
            rows,
        )
