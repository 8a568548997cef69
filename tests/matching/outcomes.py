"""A market of past decisions in the database, made at once and not by the services: hundreds of applications."""

from dataclasses import asdict
from datetime import date, timedelta

import numpy as np
from django.utils import timezone

from marketplace import policy
from marketplace.models import SkillEvidence, Student, User
from matching.models import Score, Version
from matching.rule import RULE
from recruitment.models import Application, Position, SkillRequirement
from tests import factories

LONG_AGO = date(2020, 1, 1)


def students(count, **fields):
    """`count` students of one class without memberships; `fields` are values, or lists of one value each."""
    student_class = factories.StudentClassFactory()
    start = User.objects.count()
    users = User.objects.bulk_create(User(username=f"many{start + n}", name="许多") for n in range(count))
    each = [{name: of[n] if isinstance(of, list) else of for name, of in fields.items()} for n in range(count)]
    return Student.objects.bulk_create(
        Student(user=user, student_class=student_class, student_no=f"9{start + n}", **each[n])
        for n, user in enumerate(users)
    )


def positions(count, enterprise, **fields):
    by = factories.member(factories.Role.HR, enterprise)
    made = Position.objects.bulk_create(
        Position(
            enterprise=enterprise, title="装配", city="苏州", region="320500", state="closed", created_by=by, **fields
        )
        for _ in range(count)
    )
    majors = Position.majors.through
    major = factories.MajorFactory()
    majors.objects.bulk_create(majors(position=position, major=major) for position in made)
    return made


def applications(rows):
    """`rows`: (student, position, state, days ago)."""
    at = timezone.now()
    made = Application.objects.bulk_create(
        Application(student=student, position=position, state=state, consent_version="1", consented_at=at)
        for student, position, state, _days in rows
    )
    for application, (*_, days) in zip(made, rows, strict=True):
        application.created_at = at - timedelta(days=days)
    Application.objects.bulk_update(made, ["created_at"])
    return made


def scores(rows):
    """`rows`: (student, position, score)."""
    fixed = {"parts": {}, "breakdown": {}, "is_listed": True, "model_version": "rule-2", "computed_at": timezone.now()}
    return Score.objects.bulk_create(Score(student=s, position=p, score=score, **fixed) for s, p, score in rows)


def market(liking, *, lean=0, years=2, per_year=20, applicants=10, seed=1):
    """Positions that each had their own applicants; `liking(levels, chance)` says whom the employer likes: the best
    three are hired. Men have so many levels (`lean`) more of the second skill than women, and less of the first."""
    chance, count = np.random.default_rng(seed), years * per_year * applicants
    levels, is_man = chance.integers(1, 6, (count, 2)), chance.random(count) < 0.5
    levels = np.clip(levels + np.outer(is_man, [-lean, lean]), 1, 5)
    people = students(count, sex=["male" if man else "female" for man in is_man])
    skills = factories.SkillFactory(zh="编程"), factories.SkillFactory(zh="制图")
    SkillEvidence.objects.bulk_create(
        SkillEvidence(student=people[row], skill=skill, level=levels[row, at], evidence_class=3, on=LONG_AGO)
        for row in range(count)
        for at, skill in enumerate(skills)
    )
    posts = positions(years * per_year, factories.EnterpriseFactory())
    SkillRequirement.objects.bulk_create(
        SkillRequirement(position=post, skill=skill, level=5, must=not at)
        for post in posts
        for at, skill in enumerate(skills)
    )
    liked, rows = liking(levels, chance), []
    for number, group in enumerate(np.arange(count).reshape(-1, applicants)):
        days = 30 + 365 * (number // per_year)
        best = group[np.argsort(-liked[group])]
        hired, rejected = best[:3], best[3:]
        rows += [(people[row], posts[number], "accepted", days) for row in hired]
        rows += [(people[row], posts[number], "rejected", days) for row in rejected]
    return applications(rows)


def version(state, **fields):
    made = Version.objects.create(state=state, weights=asdict(RULE) | {"nice": 2.0}, **fields)
    policy.sync(made)
    return made
