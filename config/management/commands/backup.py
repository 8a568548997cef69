import os
import sqlite3
from pathlib import Path
from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config.backup import BackupError, places
from config.backup.taking import back_up

INCOMPLETE_MEDIA = 2


class Command(BaseCommand):
    help = (
        "Back up database and media into a new folder in DIRECTORY while the system runs. Exit code 0: complete; "
        "2: complete, but files that rows name are lost; 1: failed, and nothing was kept."
    )

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="the folder of all backups, on another disk than the data")
        parser.add_argument("--prepare", action="store_true", help="mark DIRECTORY as a place for backups (once)")
        parser.add_argument("--keep", type=int, help="afterwards delete complete backups but the newest KEEP")
        parser.add_argument(
            "--reuse", type=Path, nargs="?", const=True, help="link media unchanged since this backup (default: newest)"
        )
        parser.add_argument("--jobs", type=int, default=2, help="processes that dump PostgreSQL (default 2)")

    def handle(self, *, directory, prepare, keep, reuse, jobs, verbosity, **options):
        if keep is not None and keep < 1:
            raise CommandError("--keep has to be 1 at least.")
        os.umask(0o077)  # personal data of everybody
        began = perf_counter()
        say = self.say if verbosity else lambda text: None
        try:
            if prepare:
                places.prepare(directory)
            places.check(directory)
            previous = self.previous(directory, reuse)
            folder, content = back_up(directory, previous=previous, jobs=jobs, say=say)
            for name in places.prune(directory, keep) if keep else ():
                say(f"deleted {name}")
        except (BackupError, OSError, DatabaseError, sqlite3.Error) as error:
            raise CommandError(f"Backup FAILED: {error}") from error
        self.conclude(folder, content, perf_counter() - began)

    def previous(self, directory, reuse):
        if reuse is True:
            return next(reversed(places.complete(directory)), None)
        return reuse

    def conclude(self, folder, content, seconds):
        for name in content["missing"]:
            self.stderr.write(f"missing: rows name {name}, and the storage does not have it")
        for name in content["changed"]:
            self.stderr.write(f"changed: {name} was written to again and again while it was copied")
        if bad := len(content["missing"]) + len(content["changed"]):
            raise CommandError(f"Backup complete, but {bad} files are not whole: {folder}", returncode=INCOMPLETE_MEDIA)
        self.stdout.write(f"Backup complete: {folder} ({seconds:.1f} s)")

    def say(self, text):
        self.stdout.write(f"  {text}")
