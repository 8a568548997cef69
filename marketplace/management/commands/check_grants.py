from django.core.management.base import BaseCommand, CommandError

from marketplace import policy


class Command(BaseCommand):
    help = "Compare the stored object permissions with what the rules say; --repair makes them equal."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true")

    def handle(self, repair, **options):
        drifted = 0
        for model in policy.rules():
            for obj in model._base_manager.order_by("pk").iterator(chunk_size=500):
                if policy.stored(obj) == policy.wanted(obj):
                    continue
                drifted += 1
                self.stdout.write(f"{model._meta.label} {obj.pk}")
                if repair:
                    policy.sync(obj)
        if drifted and not repair:
            raise CommandError(f"{drifted} objects have other grants than their rule says")
        self.stdout.write(f"{drifted} repaired" if drifted else "All grants are as the rules say.")
