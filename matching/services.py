"""What the matcher is asked to do: score again, now or in the background, and leave somebody out."""

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from marketplace.compiled import compiled
from marketplace.models import Student
from matching import fits, invitations, nightly, runs, tasks
from matching.models import Fit, MatchRun, Score
from matching.states import RunPhase
from recruitment.models import Position

LOST_AFTER = timedelta(hours=1)
"""A run that waits longer than this has lost its task, and may be asked for again."""
MANY = 200
"""When more students change at once, ranking every open position again is less work than scoring each of them."""
NIGHT = range(1, 5)
NIGHTLY = timedelta(hours=20)
FRESH_FOR = timedelta(days=1)
FORGOTTEN_AFTER = nightly.FORGOTTEN_AFTER

rescore_position = runs.rescore_position
rescore_student = runs.rescore_student
invite = invitations.invite
answer_by_application = invitations.answer_by_application
decline_invitation = invitations.decline
lapse_invitations = invitations.lapse


@transaction.atomic(savepoint=False)
def request_position(position_id):
    """Ask for fresh scores of an open position in the background; asked twice, it is done once."""
    if _queued(position_id=position_id):
        tasks.rescore_position.enqueue(position_id)


@transaction.atomic(savepoint=False)
def request_student(student_id):
    """Ask for fresh scores of a student in the background; asked twice, it is done once."""
    if _queued(student_id=student_id):
        tasks.rescore_student.enqueue(student_id)


def hear_of_students(student_ids):
    """Profiles have changed: score them again. Who has opted out leaves every list at once.

    Before the first fit nothing is asked for: the first run will see them all.
    """
    left = set(Student.objects.filter(pk__in=student_ids, ranking_opt_out=True).values_list("pk", flat=True))
    for student_id in sorted(left):
        _leave(student_id)
    stay = sorted(set(student_ids) - left) if Fit.objects.exists() else []
    if len(stay) > MANY:
        fits.forget_profiles(stay)
        for position_id in Position.objects.published().values_list("pk", flat=True):
            request_position(position_id)
        return
    for student_id in stay:
        request_student(student_id)


def recommendations_run(student, *, at=None):
    """The run behind a student's recommendations; asked for first when there is none of today."""
    run = _runs.first(student.pk)
    if run is None or (not run.is_unfinished and run.finished_at < (at or timezone.now()) - FRESH_FOR):
        request_student(student.pk)
        run = MatchRun.objects.get(student=student)
    return run


@compiled
def _runs(student):
    return MatchRun.objects.filter(student=student)


def rank_at_night(*, at=None):
    """Between one and five o'clock, ask for a ranking of everything unless this night has had one."""
    at = at or timezone.now()
    ranked = Fit.objects.filter(round_at__gt=at - NIGHTLY).exists()
    if timezone.localtime(at).hour in NIGHT and not ranked and cache.add("ranking-at-night", 1, timeout=3600):
        tasks.rank_everything.enqueue()


def rescore_everything(*, workers=1, report=lambda done, of: None):
    """Rank every open position and delete the scores of a past season. Returns how many were ranked now.

    Called again after it was stopped, it goes on where it stood. See `nightly.rank_everything`.
    """
    began_at = timezone.now()
    ranked = nightly.rank_everything(workers=workers, report=report)
    for student_id in MatchRun.objects.filter(student__isnull=False, asked_at__gt=began_at).values_list("student"):
        request_student(*student_id)  # changed after the market was read
    return ranked


@transaction.atomic
def _leave(student_id):
    """Delete the scores of a student; they are no longer counted where they were listed."""
    ranked_in = Score.objects.filter(student=student_id).values("position")
    MatchRun.objects.filter(position__in=ranked_in, ranked__gt=0).update(ranked=F("ranked") - 1)
    runs.forget_student(student_id)


def _queued(**subject):
    """Whether a run of `subject` was not waiting yet; it is now."""
    waiting = Q(phase=RunPhase.QUEUED, asked_at__gt=timezone.now() - LOST_AFTER)
    fresh = {"phase": RunPhase.QUEUED, "asked_at": timezone.now(), "progress": 0}
    is_asked_again = MatchRun.objects.filter(**subject).exclude(waiting).update(**fresh) > 0
    return is_asked_again or MatchRun.objects.get_or_create(**subject, defaults=fresh)[1]
