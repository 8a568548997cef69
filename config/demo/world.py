"""What the builders know of each other: the seed, the day, and the things built so far."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from random import Random

from config.demo.data import tree
from config.demo.ledger import Ledger
from config.demo.rounds import academic_year, rounds


@dataclass
class World:
    """One demo college on its way. `size` is the number of students."""

    size: int
    seed: int
    today: date
    ledger: Ledger = field(default_factory=Ledger)
    skills: dict = field(default_factory=dict)  # code → Skill
    majors: dict = field(default_factory=dict)  # code → Major
    departments: dict = field(default_factory=dict)  # major code → Department
    staff: dict = field(default_factory=lambda: defaultdict(list))  # (role, scope) → users
    enterprises: list = field(default_factory=list)
    students: list = field(default_factory=list)
    gifts: dict = field(default_factory=dict)  # student id → 0–1, how easily this student learns
    school: object = None
    programmes: dict = field(default_factory=dict)  # major code → Programme
    courses: dict = field(default_factory=dict)  # (major code, Chinese name) → Course
    plans: dict = field(default_factory=dict)  # (round key, major code, cohort) → InternshipPlan
    partners: dict = field(default_factory=dict)  # (plan id, enterprise id) → PlanPartner
    rising: frozenset = frozenset()  # codes of the skills that enterprises ask for more and more
    pools: dict = field(default_factory=dict)  # round key → students
    sites: dict = field(default_factory=dict)  # enterprise id → Site
    positions: dict = field(default_factory=dict)  # round key → positions
    accepted: dict = field(default_factory=dict)  # round key → accepted applications

    def __post_init__(self):
        self.rounds = rounds(self.today)

    @property
    def third_year(self):
        """The entry year of those who are in their third year today."""
        return academic_year(self.today) - 2

    def chance(self, subject):
        """Random numbers for one subject only, so that a change of one builder leaves the others alone."""
        return Random(f"{self.seed}/{self.today}/{subject}")

    def count(self, per_600, least=1):
        """How many of something a college of this size has, if one of 600 students has `per_600`."""
        return max(least, round(per_600 * self.size / 600))


def words(kind):
    return tree("words")[kind]
