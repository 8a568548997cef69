"""Résumés of everybody who has looked for a place."""

from datetime import date, timedelta

from config.demo.data import table, tree
from config.demo.rounds import at
from config.demo.rows import insert
from recruitment.models import Resume, ResumeEntry

SECTION = ResumeEntry.Section


def build(world):
    chance, phrases = world.chance("resumes"), tree("resume_phrases")
    seekers = [student for key, pool in world.pools.items() if key != "none" for student in pool]
    found = {entry.key: entry for entry in world.rounds}
    resumes = [
        resume(world, chance, phrases, student, found[key])
        for key, pool in world.pools.items()
        if key != "none"
        for student in pool
    ]
    insert(resumes)
    insert(
        entry
        for student, obj in zip(seekers, resumes, strict=True)
        for entry in entries(world, chance, phrases, student, obj)
    )


def resume(world, chance, phrases, student, found):
    city = (student.preferred_cities or ["宁波"])[0]
    written = min(found.opens_on, world.today - timedelta(days=2))
    return Resume(
        student=student,
        headline=phrases["intent"].format(city=city, major=student.student_class.major.name),
        about=chance.choice(phrases["summaries"]),
        available_from=found.starts_on,
        updated_at=at(written - timedelta(days=chance.randint(1, 9)), 19, chance.randint(0, 59)),
    )


def entries(world, chance, phrases, student, obj):
    """School, a project, and for some a certificate and first practice."""
    cohort, code = student.student_class.cohort, student.student_class.major.code
    skills = [row["skill"] for row in table("coverage") if row["major"] == code and row["kind"] == "M"]
    yield ResumeEntry(
        resume=obj,
        section=SECTION.EDUCATION,
        title=student.student_class.major.name,
        organisation=world.school.name,
        starts_on=date(cohort, 9, 1),
        ends_on=date(cohort + 3, 6, 30),
    )
    yield ResumeEntry(
        resume=obj,
        section=SECTION.PROJECT,
        title="课程项目",
        organisation=world.school.name,
        starts_on=date(cohort + 1, 3, 1),
        ends_on=date(cohort + 1, 6, 20),
        text=chance.choice(phrases["projects"]).format(skill=world.skills[chance.choice(skills)].zh),
    )
    if chance.random() < world.gifts[student.pk]:
        yield ResumeEntry(
            resume=obj,
            section=SECTION.CERTIFICATE,
            title=chance.choice(phrases["certificates"][code]),
            starts_on=date(cohort + 1, 12, 10),
        )
    if chance.random() < 0.4:
        yield practice(chance, phrases, obj, cohort)


def practice(chance, phrases, obj, cohort):
    return ResumeEntry(
        resume=obj,
        section=SECTION.EXPERIENCE,
        title="校内外实践",
        text=chance.choice(phrases["experience"]),
        starts_on=date(cohort + 1, 7, 10),
        ends_on=date(cohort + 1, 8, 20),
    )
