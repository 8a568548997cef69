from datetime import timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from internships.services.clock import run_clock
from marketplace import audit, queue
from marketplace.models import AuditRoot, TransitionLog
from recruitment import services as recruitment


class Command(BaseCommand):
    help = "Do what is due by the clock. Run it every minute or so; running it twice does nothing twice."

    def handle(self, **options):
        queue.requeue()
        recruitment.expire_positions()
        recruitment.lapse_offers()
        if cache.add("internship-clock", 1, timeout=3600):
            run_clock()
        call_command("send_digests", verbosity=0)
        self.sign_hourly()

    def sign_hourly(self):
        last = AuditRoot.objects.order_by("-pk").first()
        newest = TransitionLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        hour_ago = timezone.now() - timedelta(hours=1)
        if newest and (not last or (last.at < hour_ago and last.last_id < newest)):
            audit.sign_root()
