"""Which matcher serves: fits it, stores what it learned, and keeps the word vectors of students up to date."""

from datetime import timedelta
from functools import lru_cache

import numpy as np
from django.db import transaction
from django.utils import timezone

from matching import adapter
from matching.levels import Usual
from matching.model import History
from matching.models import Fit, Version, WordVector
from matching.rule import RULE, RuleMatcher, Weights
from matching.text import TextModel
from recruitment.models import Position
from recruitment.skill_finder import finder

GROWTH = 1.25
"""A quarter more texts than were read bring words that the fit does not know: time to read again."""
KEPT_FOR = timedelta(days=7)
"""What is usual in a major, and how rare a word is, changes in weeks: a night reads only the profiles that are new."""
KEPT_FITS = 2
BATCH = 1000


def current():
    """`(matcher, fit)`, read again first when there is none yet or the positions have outgrown it. For background work:
    reading again takes seconds."""
    fit = _fits().first()
    if fit is None or Position.objects.published().count() > GROWTH * fit.positions:
        fit = refit()
    return _matcher(fit.pk, fit.fitted_at), fit


def renewed():
    """The fit for a new round: the one of the last round while it is young and fits, else one that is read now."""
    fit = _fits().first()
    may_stay = fit and fit.round_at and fit.fitted_at > timezone.now() - KEPT_FOR and not is_outdated()
    return fit if may_stay and not _is_outgrown(fit) else refit(round_at=timezone.now())


def _is_outgrown(fit):
    sizes = ((Position.objects.published(), fit.positions), (adapter.students(), fit.profiles))
    return any(rows.count() > GROWTH * read for rows, read in sizes)


def is_outdated():
    """Whether another version of the weights serves than the one of the newest fit."""
    fit, serving = _fits().first(), Version.objects.serving()
    return fit is not None and fit.weighing_id != (serving.pk if serving else None)


def latest():
    """`(matcher, fit)` as they are, or `(None, None)`. For pages."""
    fit = _fits().first()
    return (_matcher(fit.pk, fit.fitted_at), fit) if fit else (None, None)


def refit(round_at=None):
    """Learn from all published positions and all profiles; the vectors of all students follow. The weights are those
    of the version that serves now: a fit keeps them, so that all scores under it are of one kind. With `round_at` it is
    the fit of a round already, so that a worker who dies before the round begins has not read for nothing.

    Texts are split before anything is written: no transaction waits for words.
    """
    positions = adapter.position_texts(Position.objects.published())
    profiles = adapter.profile_texts(adapter.students())
    texts = [text for _wrote, text in profiles.values()]
    evidence = adapter.evidence(adapter.students())
    matcher = RuleMatcher().fit(History(positions.values(), texts, adapter.names(), evidence))
    rows = vectors(matcher.text, profiles)
    with transaction.atomic():
        fit = Fit.objects.create(
            version=matcher.version,
            positions=len(positions),
            profiles=len(profiles),
            state=matcher.text.state(),
            usual=matcher.usual.state(),
            weighing=Version.objects.serving(),
            round_at=round_at,
        )
        _store(rows, fit)
        Fit.objects.exclude(pk__in=Fit.objects.values("pk")[:KEPT_FITS]).delete()
    return fit


def read_profile(student_id):
    """Bring the vector of one student up to date."""
    matcher, fit = current()
    _store(vectors(matcher.text, adapter.profile_texts(adapter.students().filter(pk=student_id))), fit)


def read_new_profiles():
    """Make the vectors of students who have none under the current fit."""
    matcher, fit = current()
    known = WordVector.objects.filter(fit=fit)
    new = list(adapter.students().exclude(pk__in=known.values("student")).values_list("pk", flat=True)[: BATCH * 100])
    for start in range(0, len(new), BATCH):
        some = adapter.students().filter(pk__in=new[start : start + BATCH])
        _store(vectors(matcher.text, adapter.profile_texts(some)), fit)


def forget_profiles(student_ids):
    """Drop the vectors of students whose words have changed; the next run reads them as new."""
    WordVector.objects.filter(student__in=student_ids).delete()


def vectors(text, texts):
    """A `WordVector` without a fit for each of `texts`."""
    vectors = text.vectors([words for _wrote, words in texts.values()])
    names, rows = finder(), []
    for index, (student, (wrote, _)) in enumerate(texts.items()):
        start, end = vectors.indptr[index : index + 2]
        columns, weights = vectors.indices[start:end], vectors.data[start:end]
        rows.append(
            WordVector(
                student_id=student,
                columns=columns.astype(np.int32).tobytes(),
                weights=weights.astype(np.float32).tobytes(),
                named=np.array(sorted(names.find(wrote)), np.int32).tobytes(),
            )
        )
    return rows


def _store(rows, fit):
    for row in rows:
        row.fit = fit
    WordVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["student"],
        update_fields=["fit", "columns", "weights", "named"],
        batch_size=BATCH,
    )


@lru_cache(maxsize=2)
def _matcher(fit_id, fitted_at):
    """The matcher of a fit; `fitted_at` keeps an id apart that a rollback has given twice."""
    fit = Fit.objects.select_related("weighing").get(pk=fit_id)
    weights = Weights(**fit.weighing.weights) if fit.weighing else RULE
    matcher = RuleMatcher(TextModel.restored(fit.state), Usual.restored(fit.usual), weights)
    if fit.weighing:
        matcher.version = fit.weighing.name
    return matcher


def _fits():
    return Fit.objects.filter(version=RuleMatcher.version)
