from django.core.management.base import BaseCommand

from curricula import services


class Command(BaseCommand):
    help = "Decide the committee votes whose term is over and that have their quorum. Run it every night."

    def handle(self, *args, **options):
        self.stdout.write(f"{services.close_votes()} votes decided")
