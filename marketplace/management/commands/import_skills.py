from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from marketplace import vocabulary


class Command(BaseCommand):
    help = "Bring skills in from a CSV file (code, zh, en, cluster, aliases separated by |)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, file, dry_run, **options):
        outcome = vocabulary.import_skills(file.read_bytes(), dry_run=dry_run)
        for number, message in outcome.errors:
            self.stderr.write(f"row {number}: {message}")
        if outcome.errors:
            raise CommandError(f"{len(outcome.errors)} rows with errors; nothing was written")
        self.stdout.write(f"{len(outcome.added)} new, {len(outcome.changed)} changed, {outcome.unchanged} unchanged")
