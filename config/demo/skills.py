"""What the students can do: assessed by their courses so far, and claimed in their résumés."""

from collections import defaultdict
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType

from config.demo.data import table
from config.demo.rounds import academic_year, at
from config.demo.rows import insert
from curricula.models import Course
from marketplace.models import SkillEvidence
from marketplace.states import EvidenceClass, Role

# A course that introduces a skill is no proof of it.
TEACHES = {"R", "M"}


def build(world):
    chance = world.chance("skills")
    taught, office = taught_by_major(), world.staff[Role.ACADEMIC_AFFAIRS, world.school][0]
    general = [skill for skill in world.skills.values() if skill.cluster == "general"]
    own = skills_by_major(world)
    rows = []
    for student in world.students:
        rows += assessed(world, chance, student, taught[student.student_class.major.code], office)
        rows += claimed(world, chance, student, general, own[student.student_class.major.code])
    insert(rows)


def skills_by_major(world):
    found = defaultdict(list)
    for row in table("coverage"):
        found[row["major"]].append(world.skills[row["skill"]])
    return found


def taught_by_major():
    """`{major: {skill: (term, level, course name)}}` of the course that takes a skill furthest."""
    courses = {(row["major"], row["code"]): row for row in table("courses")}
    found = defaultdict(dict)
    for row in sorted(table("coverage"), key=lambda row: int(row["level"])):
        course = courses[row["major"], row["course"]]
        if row["kind"] in TEACHES and course["zh"] != "岗位实习" and not row["course"].startswith("GB"):
            found[row["major"]][row["skill"]] = int(course["term"]), int(row["level"]), course["zh"]
    return found


def term_ends_on(cohort, term):
    """The last day of a term, 1 the first: the odd ones end in January, the even ones in July."""
    return date(cohort + (term + 1) // 2, 1, 15) if term % 2 else date(cohort + term // 2, 7, 5)


def assessed(world, chance, student, taught, office):
    """One piece for each skill whose course is over; weaker students stay a level below the aim of the course."""
    kind = ContentType.objects.get_for_model(Course).pk
    gift, cohort = world.gifts[student.pk], student.student_class.cohort
    for code, (term, level, course) in taught.items():
        day = term_ends_on(cohort, term)
        if day < world.today:
            below = chance.random() > gift + 0.15
            above = chance.random() < gift - 0.62
            source = world.courses[student.student_class.major.code, course]
            yield SkillEvidence(
                student_id=student.pk,
                skill_id=world.skills[code].pk,
                level=min(5, max(1, level - below + above)),
                evidence_class=EvidenceClass.ASSESSED,
                content_type_id=kind,
                object_id=source.pk,
                note=course,
                on=day,
                recorded_by_id=office.pk,
                recorded_at=at(day, 16),
            )


def claimed(world, chance, student, general, own):
    """What students of the second and third year say of themselves, sometimes boldly."""
    if student.student_class.cohort == academic_year(world.today):
        return
    day = world.today - timedelta(days=chance.randint(30, 200))
    for skill in sorted(set(chance.sample(general, 3) + chance.sample(own, 3)), key=lambda skill: skill.pk):
        yield SkillEvidence(
            student_id=student.pk,
            skill_id=skill.pk,
            level=chance.choice([2, 3, 3, 4]),
            evidence_class=EvidenceClass.CLAIMED,
            on=day,
            recorded_by_id=student.user_id,
            recorded_at=at(day, 20),
        )
