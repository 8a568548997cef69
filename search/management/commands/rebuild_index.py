import time

from django.core.management.base import BaseCommand, CommandError

from search import indexing
from search.engine import IndexBusy, SearchError


class Command(BaseCommand):
    help = "Build the search index anew while searches go on."

    def add_arguments(self, parser):
        parser.add_argument("--if-needed", action="store_true", help="only when there is no usable index")

    def handle(self, *args, if_needed, **options):
        start = time.monotonic()
        try:
            if if_needed and indexing.is_usable():
                self.stdout.write("The search index is in use.")
                return
            count = indexing.rebuild(lambda count: self.stdout.write(f"{count} documents"))
        except IndexBusy as error:
            raise CommandError("Another process is rebuilding the search index.") from error
        except SearchError as error:
            raise CommandError(f"The search index was not built: {error}.") from error
        self.stdout.write(f"Indexed {count} documents in {time.monotonic() - start:.1f} s.")
