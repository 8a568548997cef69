"""Which week reads like another one: searched after a week was handed in, for nobody waits for the answer."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from internships import risk
from internships.models import Placement, WeeklyLog
from internships.weeks import assess, text_of
from internships.work_states import EDITABLE, HANDED_IN, LogState

YEARS = timedelta(days=2 * 365)


def compare(log_id, *, at=None):
    """Look for the week most like this one, and put it among its questions.

    Nothing happens when the week is gone or being revised: handing it in again asks again.
    """
    log = WeeklyLog.objects.select_related("placement").filter(pk=log_id).exclude(state__in=EDITABLE).first()
    if not log:
        return
    near = near_copy(log)
    with transaction.atomic():
        now = WeeklyLog.objects.select_for_update(of=("self",)).get(pk=log_id)
        if now.submitted_at == log.submitted_at and now.state not in EDITABLE:
            assess(now, near=near, is_compared=True, at=at or timezone.now())
            now.save(update_fields=["questions", "risk"])


def near_copy(log):
    """The week most like this one, of those handed in before it in the same plan or enterprise in two years."""
    if log.signature is None:
        return None
    close = risk.candidates(log.signature, dict(_signatures(log)))
    alike = WeeklyLog.objects.with_entries().filter(pk__in=close).select_related("placement")
    rows = {other.pk: other for other in alike}
    texts = {pk: text_of(other.entries.all()) for pk, other in rows.items()}
    found = risk.nearest(text_of(log.entries.order_by("position")), texts)
    if not found:
        return None
    pk, similarity = found
    return risk.Near(pk, similarity, rows[pk].placement.student_id == log.placement.student_id)


def _signatures(log):
    """`(key, signature)` of the weeks that are compared."""
    mine = log.placement
    around = Placement.objects.filter(
        Q(plan=mine.plan_id) | Q(enterprise=mine.enterprise_id) | Q(student=mine.student_id)
    )
    others = WeeklyLog.objects.filter(
        placement__in=list(around.order_by().values_list("pk", flat=True)),
        state__in=HANDED_IN | {LogState.SUBMITTED}, week_on__gte=log.week_on - YEARS, signature__isnull=False,
        submitted_at__lte=log.submitted_at,
    )  # fmt: skip
    return others.exclude(pk=log.pk).order_by().values_list("pk", "signature")
