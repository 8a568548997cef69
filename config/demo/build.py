"""Build the demo college, once."""

from django.db import transaction
from django.utils import timezone

from config.demo import (
    applications,
    careers,
    organisations,
    people,
    placements,
    plans,
    positions,
    programmes,
    proposals,
    resumes,
    skills,
)
from config.demo.world import World
from marketplace.models import School


def exists():
    return School.objects.exists()


@transaction.atomic
def build(*, students=600, seed=1, today=None, say=lambda text: None):
    """Build a college of `students` students. Deterministic for a seed and a day. Returns the `World`."""
    world = World(size=students, seed=seed, today=today or timezone.localdate())
    for title, step in STEPS:
        say(title)
        step(world)
    return world


STEPS = [
    ("operators", people.build_operators),
    ("vocabulary, college, enterprises", organisations.build),
    ("staff", people.build_staff),
    ("programmes", programmes.build),
    ("students", people.build_students),
    ("careers", careers.build),
    ("positions", positions.build),
    ("skills", skills.build),
    ("résumés", resumes.build),
    ("applications", applications.build),
    ("internship plans", plans.build),
    ("internships", placements.build),
    ("proposals", proposals.build),
]
