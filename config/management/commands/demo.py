"""Build the demo college, unless one is there."""

from time import perf_counter

from django.core.management.base import BaseCommand
from django.urls import reverse

from config.demo import build
from config.demo.personas import PERSONAS
from marketplace.models import User


class Command(BaseCommand):
    help = "Build a fictitious college with people, positions and three terms of history. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--students", type=int, default=600, help="how many students (default 600)")
        parser.add_argument("--seed", type=int, default=1, help="another number builds another college")

    def handle(self, *, students, seed, **options):
        if build.exists():
            self.stdout.write("A college is there already; nothing was changed.")
        else:
            began = perf_counter()
            build.build(students=students, seed=seed, say=self.say)
            build.finish(say=self.say)
            self.stdout.write(f"Built a college of {students} students in {perf_counter() - began:.0f} s.")
        self.stdout.write(f"Sign in as one of these people at {reverse('demo:persona_list')}:")
        users = User.objects.in_bulk([persona.username for persona in PERSONAS], field_name="username")
        for persona in PERSONAS:
            if user := users.get(persona.username):
                self.stdout.write(f"  {user.username:<12} {user.name}  {persona.title}")

    def say(self, text):
        self.stdout.write(f"  {text}")
