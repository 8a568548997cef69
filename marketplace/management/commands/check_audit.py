from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from marketplace import audit
from marketplace.models import Stateful


class Command(BaseCommand):
    help = "Find any change of the transition log: altered, missing or swapped rows, states without a log."

    def handle(self, **options):
        machines = [model for model in apps.get_models() if issubclass(model, Stateful)]
        found = 0
        for sentence in audit.findings(machines):
            found += 1
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"{found} findings")
        self.stdout.write("The log is as it was written.")
