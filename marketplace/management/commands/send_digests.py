from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db.models import Max
from django.utils import timezone

from marketplace.models import Notice
from marketplace.tasks import mail_notices

QUIET_UNTIL, QUIET_FROM = 7, 22  # o'clock, local time
BATCH = 200


class Command(BaseCommand):
    help = "Queue the mail digests of everyone with unread news: once a day each, never between 22 and 7 o'clock."

    def handle(self, **options):
        now = timezone.now()
        if not QUIET_UNTIL <= timezone.localtime(now).hour < QUIET_FROM:
            return
        waiting = Notice.objects.unmailed().unread().values("user").distinct()
        mailed = (
            Notice.objects.filter(user__in=waiting)
            .values("user")
            .annotate(last=Max("mailed_at"))
            .order_by("user")
            .values_list("user", "last")
        )
        due = [user for user, last in mailed if last is None or last < now - timedelta(hours=20)]
        for start in range(0, len(due), BATCH):
            mail_notices.enqueue(due[start : start + BATCH])
        self.stdout.write(f"{len(due)} digests queued")
