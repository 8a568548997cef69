from django.core.management.base import BaseCommand, CommandError

from marketplace import schedule


class Command(BaseCommand):
    help = "Do what is due by the clock. Run it every minute or so, on any number of machines: each step runs once."

    def handle(self, **options):
        """Take every step that is due, whatever happened in the one before. Raises CommandError, naming who failed."""
        outcomes = schedule.run_due(list(schedule.jobs().values()))
        failed = [name for name, went_well in outcomes.items() if not went_well]
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
