"""The questions a submitted week raises, kept with the week so that a queue is sorted by the database."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from internships import risk
from internships.models import WeeklyLog
from internships.work_states import HANDED_IN, ConfirmationState, LogState

YEARS = timedelta(days=2 * 365)


def text_of(log):
    return "\n".join(
        part for entry in log.entries.all() for part in (entry.task, entry.difficulty, entry.next_step) if part
    )


def assess(log, *, at):
    """Compute everything about a week that was just submitted: its signature, near copies, and its questions."""
    text = text_of(log)
    log.signature = risk.signature(text)
    log.save(update_fields=["signature"])
    _write(log, _near_copy(log, text), at)


def refresh_risk(log, *, at=None):
    """Compute anew what time and the mentor change; the near copy that was found stays."""
    near = next((part for part in log.questions if part["code"] in ("near_duplicate", "repeat")), None)
    found = near and risk.Near(near["numbers"]["log"], near["numbers"]["percent"] / 100, near["code"] == "repeat")
    _write(log, found, at or timezone.now())


def refresh_waiting(at=None):
    """Bring the risk of every waiting week up to date: run once a day. Return how many changed."""
    waiting = WeeklyLog.objects.waiting().select_related("confirmation").prefetch_related("entries")
    before = {log.pk: log.risk for log in waiting}
    for log in waiting:
        refresh_risk(log, at=at)
    return sum(log.risk != before[log.pk] for log in waiting)


def _write(log, near, at):
    confirmation = getattr(log, "confirmation", None)
    week = risk.Week(
        ends_on=log.ends_on,
        submitted_at=timezone.localtime(log.submitted_at or at),
        confirmation=confirmation.state if confirmation else "",
        asked_at=confirmation.state_at if confirmation and confirmation.state == ConfirmationState.AWAITED else None,
        artifacts=sum(bool(entry.artifact) for entry in log.entries.all()),
        near=near,
    )
    log.questions = risk.questions(week, at=at)
    log.risk = risk.total(log.questions)
    log.save(update_fields=["questions", "risk"])


def _near_copy(log, text):
    """The week most like this one, among those of the same plan or enterprise in the last two years."""
    if log.signature is None:
        return None
    placement = log.placement
    others = WeeklyLog.objects.filter(
        Q(placement__plan=placement.plan_id) | Q(placement__enterprise=placement.enterprise_id)
        | Q(placement__student=placement.student_id),
        state__in=HANDED_IN | {LogState.SUBMITTED}, week_on__gte=log.week_on - YEARS, signature__isnull=False,
    ).exclude(pk=log.pk)  # fmt: skip
    close = risk.candidates(log.signature, dict(others.values_list("pk", "signature")))
    texts = WeeklyLog.objects.filter(pk__in=close).select_related("placement").prefetch_related("entries")
    rows = {other.pk: other for other in texts}
    found = risk.nearest(text, {pk: text_of(other) for pk, other in rows.items()})
    if not found:
        return None
    pk, similarity = found
    return risk.Near(pk, similarity, rows[pk].placement.student_id == placement.student_id)
