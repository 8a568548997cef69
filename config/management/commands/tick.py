import logging
from datetime import timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from internships.services import clock
from marketplace import audit, queue, searches
from marketplace.models import AuditRoot, TransitionLog
from matching import services as matching
from matching.outcomes import services as outcomes
from matching.rounds import services as rounds
from recruitment import services as recruitment

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what is due by the clock. Run it every minute or so; running it twice does nothing twice."

    def handle(self, **options):
        """Take every step, whatever happened in the one before. Raises CommandError that names those that failed."""
        failed = [name for name, step in self.steps().items() if not self.take(name, step)]
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")

    def steps(self):
        """Hourly ones wait for their next hour also after a failure, so that nobody is told the same every minute."""
        hourly = clock.STEPS if cache.add("internship-clock", 1, timeout=3600) else {}
        return {
            "requeue": queue.requeue,
            "expire_positions": recruitment.expire_positions,
            "lapse_offers": recruitment.lapse_offers,
            "lapse_invitations": matching.lapse_invitations,
            "rank_at_night": matching.rank_at_night,
            "lapse_recommendations": rounds.lapse_recommendations,
            "train_when_due": outcomes.train_when_due,
            "forget_searches": searches.forget,
            **hourly,
            "send_digests": lambda: call_command("send_digests", verbosity=0),
            "sign_root": self.sign_hourly,
        }

    def take(self, name, step):
        """Return whether `step` came to its end; what it raised is logged, and its transactions are undone."""
        try:
            step()
        except Exception:
            logger.exception("tick: %s failed", name)
            return False
        return True

    def sign_hourly(self):
        last = AuditRoot.objects.order_by("-pk").first()
        newest = TransitionLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        hour_ago = timezone.now() - timedelta(hours=1)
        if newest and (not last or (last.at < hour_ago and last.last_id < newest)):
            audit.sign_root()
