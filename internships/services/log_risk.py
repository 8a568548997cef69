"""The questions a submitted week raises, kept with the week so that a queue is sorted by the database."""

from django.db import transaction
from django.utils import timezone

from internships import risk
from internships.models import WeeklyLog
from internships.weeks import assess, text_of

WEIGHED = ["submitted_at", "signature", "questions", "risk"]


def weigh(log, entries, *, at):
    """Set what is known of a week that is being submitted, the fields `WEIGHED`; the caller saves them."""
    log.submitted_at = at
    log.signature = risk.signature(text_of(entries))
    assess(log, near=None, is_compared=log.signature is None, at=at, entries=entries)


@transaction.atomic
def refresh_risk(log, *, at=None):
    """Compute anew what time and the mentor change; what comparing has found, or not yet, stays."""
    log.refresh_from_db(fields=["questions"], from_queryset=WeeklyLog.objects.select_for_update(of=("self",)))
    before = log.questions
    found = {part["code"]: part["numbers"] for part in before}
    code = next((code for code in ("near_duplicate", "repeat") if code in found), None)
    near = code and risk.Near(found[code]["log"], found[code]["percent"] / 100, code == "repeat")
    assess(log, near=near, is_compared="uncompared" not in found, at=at or timezone.now())
    if log.questions != before:
        log.save(update_fields=["questions", "risk"])


def refresh_waiting(at=None):
    """Bring the risk of every waiting week up to date: run once a day. Return how many changed."""
    waiting = WeeklyLog.objects.waiting().select_related("confirmation").prefetch_related("entries")
    before = {log.pk: log.risk for log in waiting}
    for log in waiting:
        refresh_risk(log, at=at)
    return sum(log.risk != before[log.pk] for log in waiting)
