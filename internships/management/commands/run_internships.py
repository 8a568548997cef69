from django.core.management.base import BaseCommand

from internships import services


class Command(BaseCommand):
    help = "Do what time alone does: start, open weeks and sheets, refresh risk, finalise, close. Run it every day."

    def handle(self, *args, **options):
        for step, count in services.run_clock().items():
            self.stdout.write(f"{step}: {count}")
