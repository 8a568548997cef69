import sqlite3
from pathlib import Path
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config.backup import BackupError, restoring


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty system while nothing else of it runs: checks the backup first, then brings in "
        "media and database, migrates, and compares every table, the audit trail and every file with the manifest."
    )

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="a backup, or the folder of all backups: then the newest")

    def handle(self, *, directory, verbosity, **options):
        began = perf_counter()
        say = self.say if verbosity else lambda text: None
        try:
            content = restoring.restore(directory, say=say)
        except (BackupError, OSError, DatabaseError, sqlite3.Error, CommandError) as error:
            raise CommandError(f"Restore FAILED: {error}") from error
        self.stdout.write(f"Restore complete: as of {content['at']} ({perf_counter() - began:.1f} s)")

    def say(self, text):
        self.stdout.write(f"  {text}")
