from django.core.management.base import BaseCommand, CommandError

from search import checking, indexing, registry
from search.engine import IndexMissing, SearchError


class Command(BaseCommand):
    help = "Compare the search index with the database, ids and content; with --repair write what differs."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="bring the index to what the database says")

    def handle(self, *args, repair, **options):
        try:
            count = sum(self._check(kind, repair) for kind in registry.kinds())
        except IndexMissing as error:
            count = self._rebuild(error, repair)
        except SearchError as error:
            raise CommandError(f"Not compared: {error}.") from error
        if count and not repair:
            raise CommandError("The index differs from the database. Repair it with --repair.")
        self.stdout.write("Repaired." if count else "The index agrees with the database.")

    def _check(self, kind, repair):
        if repair:
            registry.load_vocabulary()
        found = checking.check(kind, repair=repair)
        self.stdout.write(
            f"{kind}: {found.in_database} in the database, {found.in_index} in the index; "
            f"{len(found.missing)} missing, {len(found.changed)} changed, {len(found.stale)} to be forgotten"
        )
        return found.count

    def _rebuild(self, error, repair):
        if not repair:
            raise CommandError(f"Not compared: {error}. Build it with --repair.") from error
        try:
            count = indexing.rebuild()
        except SearchError as other:
            raise CommandError(f"Not rebuilt: {other}.") from other
        self.stdout.write(f"There was no index; {count} documents were indexed.")
        return count
