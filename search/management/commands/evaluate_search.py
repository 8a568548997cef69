import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from search import evaluation
from search.engine import Engine, SearchError
from search.engines import ENGINES


class Command(BaseCommand):
    help = "Measure how well engines rank the judged queries: nDCG at ten, by class, and the queries that did worst."

    def add_arguments(self, parser):
        parser.add_argument(
            "urls", nargs="*", default=["tantivy://"], metavar="url",
            help="tantivy:// (the default), memory:// or elasticsearch://host:port/prefix; the index is removed again",
        )  # fmt: skip
        parser.add_argument("--judged", type=Path, default=evaluation.FOLDER, help="folder of corpus and judgements")
        parser.add_argument("--worst", type=int, default=8, help="how many queries to show (default 8)")

    def handle(self, *, urls, judged, worst, **options):
        try:
            corpus, queries = evaluation.load(judged)
        except OSError as error:
            raise CommandError(f"No judged queries there: {error}") from error
        for url in urls:
            try:
                with temporary(url, corpus.values) as engine:
                    self.show(type(engine).__name__, evaluation.evaluate(engine, corpus, queries), worst)
            except SearchError as error:
                raise CommandError(f"{urlsplit(url).scheme}: {error}") from error

    def show(self, name, outcomes, worst):
        self.stdout.write(f"{name}: nDCG@10 {evaluation.mean(outcomes):.3f} over {len(outcomes)} queries")
        for group, found in evaluation.by_group(outcomes).items():
            self.stdout.write(f"  {group:<12}{evaluation.mean(found):.3f}  n = {len(found)}")
        for outcome in sorted(outcomes, key=lambda outcome: outcome.score)[:worst]:
            self.stdout.write(f"  {outcome.score:.3f}  {outcome.judged.words}  ({outcome.total} found)")


@contextmanager
def temporary(url: str, values: frozenset[str]) -> Iterator[Engine]:
    """Open an empty engine that leaves nothing behind: Tantivy in a folder, Elasticsearch under a prefix of its own."""
    parts = urlsplit(url)
    if parts.scheme not in ENGINES:
        raise CommandError(f"An engine is one of: {', '.join(f'{name}://' for name in ENGINES)}")
    cls = import_string(ENGINES[parts.scheme])
    with TemporaryDirectory() as folder:
        if parts.scheme == "tantivy":
            parts = parts._replace(netloc="", path=f"{folder}/index")
        engine = cls.from_url(urlunsplit(parts._replace(path=f"{parts.path}-judged-{os.getpid()}")), values)
        try:
            yield engine
        finally:
            if parts.scheme.startswith("elasticsearch"):
                engine.store.remove()
