"""Rank data that does not come from the database with the code that ranks in the product, and measure how well."""

from pathlib import Path

from django.core.management.base import BaseCommand

from matching.evaluation import cohort, placement, texts, titles


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser):
        kinds = parser.add_subparsers(dest="kind", required=True)
        whole = self._kind(kinds, "cohort", "folder with students, positions and applications")
        whole.add_argument("--cold", action="store_true", help="without the applications")
        whole.add_argument("--place", choices=("stable", "welfare"), help="place the students instead of ranking them")
        self._kind(kinds, "texts", "JSON lines of positions and candidates: text alone")
        self._kind(kinds, "titles", "JSON lines of queries and job titles")

    def _kind(self, kinds, name, what):
        kind = kinds.add_parser(name, help=what)
        kind.add_argument("source", type=Path)
        kind.add_argument("--out", type=Path, required=True, help="where the ranking is written, a JSON a line")
        kind.add_argument("--seed", type=int, default=0)
        return kind

    def handle(self, kind, source, out, seed, cold=False, place=None, **options):
        report = self.stdout.write
        if kind == "texts":
            texts.run(source, out, seed=seed, report=report)
        elif kind == "titles":
            titles.run(source, out, seed=seed, report=report)
        elif place:
            placement.run(source, out, method=place, cold=cold, seed=seed, report=report)
        else:
            cohort.run(source, out, cold=cold, seed=seed, report=report)
