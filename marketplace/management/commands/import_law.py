"""Bring the rules of law into the database."""

from django.core.management.base import BaseCommand, CommandError

from marketplace.law import store
from marketplace.law.load import RULES, RulesError


class Command(BaseCommand):
    help = "Import the rules of law from a JSON file. May be repeated; rows edited here are kept."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", default=RULES, help="default: the rules of the product")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--overwrite", action="store_true", help="replace rows that were edited here, too")

    def handle(self, *, path, dry_run, overwrite, **options):
        try:
            result = store.import_rules(path, dry_run=dry_run, overwrite=overwrite)
        except (RulesError, OSError) as error:
            raise CommandError(str(error)) from error
        for kind in ("added", "changed", "edited"):
            for name in getattr(result, kind):
                self.stdout.write(f"{kind}: {name}")
        counts = ", ".join(f"{len(names)} {kind}" for kind, names in vars(result).items())
        self.stdout.write(f"{'would be: ' if dry_run else ''}{counts}")
