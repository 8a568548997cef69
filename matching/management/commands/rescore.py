from django.core.management.base import BaseCommand, CommandError

from matching import services


class Command(BaseCommand):
    help = "Compute match scores: of some positions, or with --all of every open one (see rank_everything)."

    def add_arguments(self, parser):
        parser.add_argument("positions", nargs="*", type=int, help="ids of open positions")
        parser.add_argument("--all", action="store_true", help="every open position, as rank_everything does")

    def handle(self, *, positions, all, **options):
        if bool(positions) == all:
            raise CommandError("Name positions, or --all.")
        if all:
            self.stdout.write(f"{services.rescore_everything()} positions")
        for position in positions:
            services.rescore_position(position)
