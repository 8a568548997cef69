"""What only time does: positions close, offers lapse, the work of dead workers goes on. Run it every few minutes."""

from django.core.management.base import BaseCommand

from recruitment import services


class Command(BaseCommand):
    help = "Close positions and lapse offers whose day is over; take up again what a dead worker left."

    def handle(self, **options):
        self.stdout.write(f"positions closed: {services.expire_positions()}")
        self.stdout.write(f"offers lapsed: {services.lapse_offers()}")
        self.stdout.write(f"uploads read again: {services.requeue_uploads()}")
        self.stdout.write(f"imports taken up: {services.requeue_imports()}")
