import socket

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from marketplace import queue


class Command(BaseCommand):
    help = "Fail unless a task worker of this machine lives and reaches the database: the probe of its container."

    def handle(self, **options):
        try:
            is_alive = queue.is_alive(socket.gethostname())
        except DatabaseError as error:
            raise CommandError(f"the database does not answer: {error}") from error
        if not is_alive:
            raise CommandError("no worker of this machine lives")
