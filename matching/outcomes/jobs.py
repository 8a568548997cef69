"""The work of a version in the background. Every job may run twice with the effect of once."""

from contextlib import contextmanager
from dataclasses import asdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from marketplace import policy, realtime, transitions
from marketplace.models import TransitionLog
from matching import fits, nightly
from matching.models import Version
from matching.outcomes import training
from matching.outcomes.judged import judged
from matching.rule import RULE, RuleMatcher, Weights
from matching.states import Doubt, VersionState

MOVES = {"": "take_over", Doubt.BY_HAND: "wait"}


def train(version_id, *, serves=lambda: None):
    """Learn, and let the version serve or stand back. Returns whether it serves.

    If it does, `serves()` is called in the same transaction, so that a worker that dies leaves both or neither.
    """
    with _working(version_id) as (version, report):
        if version.state != VersionState.TRAINING:
            return False
        serving = Version.objects.serving()
        weights, doubt, card = training.train(
            judged(), serving=Weights(**serving.weights) if serving else RULE, seed=version.seed, report=report
        )
        card["serving_name"] = serving.name if serving else RuleMatcher.version
        return _store(version, serving, weights, doubt, card, serves)


def rank_everything():
    """Rank every open position under the version that serves; a round begun under another one is ended first."""
    nightly.rank_everything()
    if fits.is_outdated():
        nightly.rank_everything()


@transaction.atomic
def _store(version, before, weights, doubt, card, serves):
    """Whoever changed what serves meanwhile decides: then the version waits for a person."""
    serving = Version.objects.select_for_update(of=("self",)).filter(state=VersionState.SERVING).first()
    if not doubt and (_went_back() or (serving and serving.pk) != (before and before.pk)):
        doubt = Doubt.BY_HAND
    Version.objects.filter(pk=version.pk).update(weights=asdict(weights), card=card, doubt=doubt)
    version.refresh_from_db()
    if not doubt and serving:
        transitions.perform(serving, "give_way", by=None)
    transitions.perform(version, MOVES.get(doubt, "stand_back"), by=None, data={"weights": asdict(weights)})
    if not doubt:
        serves()
    return not doubt


def _went_back():
    """Whether the last word on what serves was a person's."""
    kind = ContentType.objects.get_for_model(Version)
    moves = TransitionLog.objects.filter(content_type=kind, action__in=["serve", "retire", "take_over"])
    last = moves.order_by("-pk").first()
    return last is not None and last.by_id is not None


@contextmanager
def _working(version_id):
    """`(version, report(per cent))`; the end says 100 also when it fails, and what went wrong."""
    version, mine = Version.objects.get(pk=version_id), Version.objects.filter(pk=version_id)

    def report(per_cent):
        mine.update(progress=min(99, per_cent))

    try:
        mine.update(error="", progress=max(1, min(version.progress, 99)))
        yield version, report
    except Exception as error:
        mine.update(error=type(error).__name__)
        raise
    finally:
        mine.update(progress=100)
        realtime.announce(policy.holders(version, "view_version").values_list("pk", flat=True), "models")
