from django.core.management.base import BaseCommand, CommandError

from matching import services


class Command(BaseCommand):
    help = "Compute match scores: of some positions, or with --all of every open one after reading all texts again."

    def add_arguments(self, parser):
        parser.add_argument("positions", nargs="*", type=int, help="ids of open positions")
        parser.add_argument("--all", action="store_true", help="every open position; run nightly")

    def handle(self, *, positions, all, verbosity, **options):
        if bool(positions) == all:
            raise CommandError("Name positions, or --all.")
        if all:
            report = self.stdout.write if verbosity > 1 else lambda words: None
            self.stdout.write(f"{services.rescore_everything(report=report)} positions")
        for position in positions:
            services.rescore_position(position)
