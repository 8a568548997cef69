import time

from django.core.management.base import BaseCommand, CommandError

from search import indexing
from search.engine import IndexBusy


class Command(BaseCommand):
    help = "Build the search index anew while searches go on."

    def add_arguments(self, parser):
        parser.add_argument("--if-needed", action="store_true", help="only when there is no usable index")

    def handle(self, *args, if_needed, **options):
        if if_needed and indexing.is_usable():
            self.stdout.write("The search index is in use.")
            return
        start = time.monotonic()
        try:
            count = indexing.rebuild(lambda count: self.stdout.write(f"{count} documents"))
        except IndexBusy as error:
            raise CommandError("Another process is rebuilding the search index.") from error
        self.stdout.write(f"Indexed {count} documents in {time.monotonic() - start:.1f} s.")
