"""What people and the clock ask of the weights: learn anew, serve, go back."""

from datetime import timedelta

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import policy, transitions
from marketplace.states import Role
from matching import tasks
from matching.models import Version
from matching.outcomes import training
from matching.outcomes.judged import judged
from matching.states import VersionState

READERS = frozenset({Role.INTERNSHIP_OFFICE, Role.LEADERSHIP})
EVERY = timedelta(days=30)
ASKED_EVERY = timedelta(days=1)
"""So often the clock looks whether there is enough to learn from."""
LOST_AFTER = timedelta(hours=1)
"""A training that says nothing for so long has lost its task, and may be asked for again."""


@transaction.atomic
def request_training(*, by=None, at=None):
    """Ask for a new version; while one is being trained, that one is meant. Returns it.

    Raises PermissionDenied, and ValidationError with code too_few.
    """
    if by and not by.memberships.filter(role__in=READERS).exists():
        raise PermissionDenied
    version = Version.objects.select_for_update(of=("self",)).filter(state=VersionState.TRAINING).first()
    if version and not is_lost(version, at=at):
        return version
    if training.missing(judged()):
        raise ValidationError(_("There are too few decisions to learn from yet."), code="too_few")
    if version is None:
        version = Version.objects.create(created_by=by)
        transitions.begin(version, by=by)
        for each in Version.objects.all():
            policy.sync(each)  # of schools that came later, too
    Version.objects.filter(pk=version.pk).update(progress=0, error="")
    tasks.train_version.enqueue(version.pk)
    return version


def train_when_due(*, at=None):
    """Ask for a new version once a month, when there is enough to learn from."""
    at = at or timezone.now()
    if not cache.add("learning-is-due", 1, timeout=ASKED_EVERY.total_seconds()):
        return
    if Version.objects.filter(created_at__gt=at - EVERY).exists() or training.missing(judged()):
        return
    request_training(at=at)


@transaction.atomic
def serve(version, *, by):
    """Let `version` serve from now on; what served retires, and everything is ranked again."""
    serving = Version.objects.select_for_update(of=("self",)).filter(state=VersionState.SERVING).first()
    if serving and serving.pk == version.pk:
        return
    if serving:
        transitions.perform(serving, "retire", by=by)
    transitions.perform(version, "serve", by=by)
    tasks.rank_everything.enqueue()


@transaction.atomic
def go_back_to_rule(*, by):
    """Let the rule serve from now on; asked twice, it is done once."""
    serving = Version.objects.select_for_update(of=("self",)).filter(state=VersionState.SERVING).first()
    if serving:
        transitions.perform(serving, "retire", by=by)
        tasks.rank_everything.enqueue()


def is_lost(version, *, at=None):
    """Whether nobody works on a version that is being trained."""
    lost = version.state_at < (at or timezone.now()) - LOST_AFTER
    return version.state == VersionState.TRAINING and (lost or bool(version.error))
