"""Build the demo college, once."""

from django.db import transaction
from django.utils import timezone

from config import statistics
from config.demo import (
    applications,
    careers,
    cohorts,
    content,
    letters,
    organisations,
    people,
    placements,
    plans,
    positions,
    programmes,
    proposals,
    releases,
    resumes,
    searches,
    skills,
)
from config.demo.world import World
from marketplace.law import store
from marketplace.models import School
from matching import services as matching
from search import indexing


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


def finish(*, say=lambda text: None):
    """What worker and clock would do by and by: statistics, the search index, and the order of the candidates."""
    statistics.gather()
    say("search index")
    indexing.rebuild()
    say("matching")
    matching.rescore_everything()
    say("placement rounds")
    cohorts.build()


STEPS = [
    ("law", lambda world: store.import_rules()),
    ("operators", people.build_operators),
    ("vocabulary, college, enterprises", organisations.build),
    ("staff", people.build_staff),
    ("programmes", programmes.build),
    ("students", people.build_students),
    ("careers", careers.build),
    ("positions", positions.build),
    ("releases", releases.build),
    ("skills", skills.build),
    ("résumés", resumes.build),
    ("applications", applications.build),
    ("internship plans", plans.build),
    ("internships", placements.build),
    ("proposals", proposals.build),
    ("pages", content.build),
    ("letters", letters.build),
    ("searches", searches.build),
]
