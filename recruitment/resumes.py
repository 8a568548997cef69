"""A résumé as plain values: what an application freezes, what the page and the PDF show."""

from typing import NamedTuple

from marketplace import evidence
from marketplace.compiled import compiled
from marketplace.models import Skill
from recruitment import names
from recruitment.models import Resume, ResumeEntry, SkillRequirement


class Shown(NamedTuple):
    """All that a row of a list of skills shows. Equal rows look the same, so that one is drawn once (`{% drawn %}`)."""

    name: str
    level: float | None = None  # None: nothing says so
    whole: int = 0
    evidence: int | str = ""
    required: int = 0
    must: bool = False


def frozen(student):
    """The résumé of `student` now, as JSON. Without phone, e-mail, birth date, sex or home: they decide nothing."""
    return frozen_of([student])[student.pk]


def frozen_of(students):
    """`{student id: frozen résumé}` of many students. Four queries."""
    resumes = {one.student_id: one for one in Resume.objects.filter(student__in=students).prefetch_related("entries")}
    levels = evidence.levels_of(students)
    codes = dict(Skill.objects.filter(pk__in=set().union(*levels.values())).values_list("pk", "code"))
    return {
        student.pk: _frozen(student, resumes.get(student.pk), _skills(levels.get(student.pk, {}), codes))
        for student in students
    }


def _frozen(student, resume, skills):
    entries = resume.entries.all() if resume else ()
    return {
        "name": student.user.display_name,
        "major": student.student_class.major.code,
        "class": str(student.student_class),
        "school": str(student.student_class.department.school),
        "headline": resume.headline if resume else "",
        "about": resume.about if resume else "",
        "available_from": resume.available_from.isoformat() if resume and resume.available_from else None,
        "entries": [_entry(entry) for entry in entries],
        "skills": skills,
    }


def _entry(entry):
    return {
        "section": entry.section,
        "title": entry.title,
        "organisation": entry.organisation,
        "starts_on": entry.starts_on and entry.starts_on.isoformat(),
        "ends_on": entry.ends_on and entry.ends_on.isoformat(),
        "text": entry.text,
    }


def _skills(levels, codes):
    rows = [
        {"code": codes[pk], "level": known.level, "evidence": int(known.evidence_class), "n": known.n}
        for pk, known in levels.items()
    ]
    return sorted(rows, key=lambda row: (-row["evidence"], -row["level"], row["code"]))


def sections(data):
    """The entries of a frozen résumé by section, in the order of the form: `[(label, entries)]`, no empty ones."""
    grouped = [
        (label, [row for row in data.get("entries", ()) if row["section"] == code])
        for code, label in ResumeEntry.Section.choices
    ]
    return [(label, rows) for label, rows in grouped if rows]


def against(data, position):
    """The skill standard of a position beside the skills of a frozen résumé, and the résumé's other skills.

    Both are lists of `Shown`.
    """
    known = {row["code"]: shown for row, shown in zip(data.get("skills", ()), with_names(data), strict=True)}
    asked = [
        known.pop(code, Shown(name))._replace(required=level, must=must)
        for code, name, level, must in _standard(position.pk)
    ]
    return asked, list(known.values())


@compiled
def _standard(position):
    rows = SkillRequirement.objects.filter(position=position).order_by("-must", "-weight", "pk")
    return rows.values_list("skill__code", names.skill_column("skill"), "level", "must")


def with_names(data):
    """The skills of a frozen résumé as `Shown`, with their names in the active language. One query."""
    rows = data.get("skills", ())
    known = names.skills([row["code"] for row in rows]) if rows else {}
    return [
        Shown(known.get(row["code"], row["code"]), row["level"], round(row["level"]), row["evidence"]) for row in rows
    ]
