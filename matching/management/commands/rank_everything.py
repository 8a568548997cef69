import os
import time

from django.core.management.base import BaseCommand

from matching import services

TOLD_EVERY = 5
"""Seconds between two lines."""


class Command(BaseCommand):
    help = (
        "Read all texts again and rank every open position; run it every night. Stopped and started again within 12 "
        "hours, it goes on where it stood."
    )

    def add_arguments(self, parser):
        parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that compute")

    def handle(self, *, workers, **options):
        start = self.told = time.monotonic()
        ranked = services.rescore_everything(workers=max(workers, 1), report=self.report)
        self.stdout.write(f"{ranked} positions in {time.monotonic() - start:.0f} s")

    def report(self, done, of):
        if done == of or time.monotonic() - self.told > TOLD_EVERY:
            self.told = time.monotonic()
            self.stdout.write(f"{done}/{of}")
            self.stdout.flush()
