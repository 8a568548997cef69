"""Import positions from a file as drafts of one enterprise, and say what became of every row."""

import time
from collections import Counter
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from marketplace.models import Enterprise, User
from marketplace.states import Role
from recruitment import exports, services
from recruitment.importing import job
from recruitment.states import RowState


class Command(BaseCommand):
    help = "Import positions from CSV, XLSX or JSON lines (also gzipped) as drafts of an enterprise."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--enterprise", required=True, metavar="CREDIT_CODE")
        parser.add_argument("--by", metavar="USERNAME", help="who imports; by default the first HR of the enterprise")
        parser.add_argument("--map", nargs="*", default=[], metavar="FIELD=COLUMN", help="corrections of the guess")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, file, enterprise, by, map, dry_run, **options):  # noqa: A002  (the name of the option)
        started = time.monotonic()
        source = self._source(file, enterprise, by)
        try:
            changes = dict(pair.split("=", 1) for pair in map)
            services.map_import(source, by=source.created_by, mapping={**source.mapping, **changes})
        except ValueError:
            raise CommandError("--map wants FIELD=COLUMN") from None
        except ValidationError as error:
            if error.code != "started":
                raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"columns: {source.mapping}")
        self._try(source) if dry_run else self._run(source)
        self.stdout.write(f"seconds: {time.monotonic() - started:.1f}")

    def _source(self, file, credit_code, username):
        enterprise = Enterprise.objects.filter(credit_code=credit_code).first()
        if enterprise is None:
            raise CommandError(f"no enterprise {credit_code}")
        people = User.objects.filter(memberships__role=Role.HR, memberships__enterprise=enterprise)
        user = (people.filter(username=username) if username else people.order_by("pk")).first()
        if user is None:
            raise CommandError("no such HR member of this enterprise")
        try:
            with file.open("rb") as stream:
                return services.start_import(enterprise, by=user, file=File(stream, name=file.name))
        except OSError as error:
            raise CommandError(str(error)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None

    def _try(self, source):
        trial = services.try_import(source)
        self._report(trial["total"], [problems for _, problems in trial["refused"]])

    def _run(self, source):
        services.queue_import(source, by=source.created_by)
        job.run(source.pk)
        counts = source.counts()
        rows = source.rows.exclude(status=RowState.REFUSED)
        skills = list(rows.values_list("skills", flat=True))
        self.stdout.write(", ".join(f"{status}: {n}" for status, n in counts.items()))
        refused = source.rows.filter(status=RowState.REFUSED).values_list("problems", flat=True)
        self._report(sum(counts.values()), refused)
        if skills:
            middle = sorted(skills)[len(skills) // 2]
            mean = sum(skills) / len(skills)
            none = skills.count(0)
            self.stdout.write(f"skills per position: mean {mean:.1f}, median {middle}, most {max(skills)}, none {none}")

    def _report(self, total, refused):
        refused = list(refused)
        self.stdout.write(f"rows: {total}, refused: {len(refused)}")
        reasons = Counter(exports.problem_text(field, code, "") for problems in refused for field, code, _ in problems)
        for reason, n in reasons.most_common():
            self.stdout.write(f"  {n} × {reason}")
