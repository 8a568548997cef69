from datetime import datetime, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup import BackupError
from config.backup.restoring import check


class Command(BaseCommand):
    help = "Verify a backup: signature, size and hash of every file, and that the dump opens. Touches nothing."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="a backup, or the folder of all backups: then the newest")
        parser.add_argument("--max-age", type=float, metavar="HOURS", help="fail if it is older (for an hourly alarm)")

    def handle(self, *, directory, max_age, **options):
        try:
            folder, content = check(directory, lambda text: self.stdout.write(f"  {text}"))
        except (BackupError, OSError) as error:
            raise CommandError(f"Backup is NOT usable: {error}") from error
        age = timezone.now() - datetime.fromisoformat(content["at"])
        if max_age is not None and age > timedelta(hours=max_age):
            raise CommandError(f"Backup is TOO OLD: {folder} is {age.total_seconds() / 3600:.1f} hours old.")
        for name in content["missing"]:
            self.stdout.write(f"  {name} was missing when the backup was made")
        rows = sum(content["database"]["tables"].values())
        self.stdout.write(
            f"Backup is whole: {folder} ({content['database']['server']}, {rows} rows, {len(content['media'])} files)"
        )
