"""The one reader of the database: turns rows into the arrays of `matching.features`.

The number of queries does not depend on the number of rows. Sex, name, home and photo are not among the columns read;
the birth date is read for the age gate of the law alone and leaves this module only through `features.gate`.
"""

from collections import defaultdict

import numpy as np
from django.utils import timezone
from scipy.sparse import csr_matrix

from internships.models import Placement
from marketplace.models import Major, Skill, SkillAlias, SkillEvidence, Student
from matching import levels
from matching.features import LONG_AGO, NO_DAY, Candidates, Pieces, Position, gate
from matching.models import WordVector
from matching.rule import RuleMatcher
from matching.text import TextModel
from recruitment.models import Position as PositionRow
from recruitment.models import ResumeEntry, SkillRequirement
from recruitment.states import PositionKind

NEVER_SHOWN = (ResumeEntry.Section.EDUCATION,)  # where somebody went to school says where they come from
CITIES = 5
VECTOR = ("student", "columns", "weights", "named")


def students():
    """Who may be a candidate at all."""
    return Student.objects.filter(user__is_active=True)


def candidates(queryset, fit_id: int, matcher: RuleMatcher, *, skills=None, until=None, vectors=None) -> Candidates:
    """The students of `queryset` in the order of their ids, as `matcher` knows them; the columns are `skills` (ids), or
    every skill of which there is evidence. All evidence of a student is read: it says something about each skill.
    `until` (a date) leaves out later evidence; `vectors` (rows of VECTOR) speak instead of the stored ones."""
    rows = list(
        queryset.order_by("pk").values_list(
            "pk",
            "student_class__major__code",
            "student_class__cohort",
            "preferred_cities",
            "ranking_opt_out",
            "birth_date",
            "resume__available_from",
        )
    )
    ids, majors, cohorts, cities, opted_out, born, available = zip(*rows, strict=True) if rows else [()] * 7
    ids = np.array(ids, np.int64)
    majors = np.array(majors, np.int64)
    if vectors is None:
        kept = WordVector.objects.filter(student__in=queryset, fit=fit_id)
        vectors = kept.values_list(*VECTOR)
    evidence = pieces(queryset, ids, known=[*matcher.usual.skills, *(skills or ())], until=until)
    columns, known, words = _known(evidence, ids, majors, matcher, vectors, skills)
    busy_from, busy_until = _busy(queryset, ids)
    return Candidates(
        ids=ids,
        skills=columns,
        levels=known,
        majors=majors,
        cohorts=np.array(cohorts, np.int64),
        cities=_padded(cities, CITIES),
        words=words,
        opted_out=np.array(opted_out, bool),
        may_work_from=_birthdays(born, 16),
        adult_from=_birthdays(born, 18),
        available_from=_days(available, LONG_AGO),
        busy_from=busy_from,
        busy_until=busy_until,
    )


def _known(evidence, ids, majors, matcher, vectors, skills):
    """`(skill ids of the columns, Levels, words)`."""
    found, columns = evidence
    words, named = _profiles(vectors, ids, len(matcher.text.terms), columns)
    known = levels.estimate(found, ids.size, columns.size, matcher.usual.rows(majors, columns), named)
    if skills is None:
        return columns, known, words
    wanted = np.isin(columns, list(skills))
    return columns[wanted], known.only(wanted), words


def positions(queryset, text: TextModel) -> list[Position]:
    """The positions of `queryset`, with their standards, in the order of their ids."""
    rows = list(queryset.order_by("pk"))
    standard = _grouped(
        SkillRequirement.objects.filter(position__in=rows)
        .order_by("position", "skill")
        .values_list("position", "skill", "level", "weight", "must", "skill__zh")
    )
    majors = _grouped(
        PositionRow.majors.through.objects.filter(position__in=rows).values_list("position", "major__code")
    )
    words = text.vectors([_position_text(row, standard[row.pk]) for row in rows])
    return [
        _position(row, standard[row.pk], [code for (code,) in majors[row.pk]], words[index])
        for index, row in enumerate(rows)
    ]


def position_texts(queryset) -> dict[int, str]:
    """`{position id: what a reader of the position reads}`."""
    standard = _grouped(SkillRequirement.objects.filter(position__in=queryset).values_list("position", "skill__zh"))
    return {row.pk: _position_text(row, standard[row.pk]) for row in queryset}


def profile_texts(queryset) -> dict[int, tuple[str, str]]:
    """`{student id: (what the student wrote about work, the same with the names of their skills)}`.

    Skills by their Chinese name on both sides, whatever language the résumé is in.
    """
    wrote, skills = defaultdict(list), defaultdict(list)
    for student, *words in queryset.values_list("pk", "resume__headline", "resume__about"):
        wrote[student] += filter(None, words)
    entries = ResumeEntry.objects.filter(resume__student__in=queryset).exclude(section__in=NEVER_SHOWN)
    for student, *words in entries.values_list("resume__student", "title", "text"):
        wrote[student] += filter(None, words)
    names = SkillEvidence.objects.filter(student__in=queryset).order_by("skill").values_list("student", "skill__zh")
    for student, name in names.distinct():
        skills[student].append(name)
    return {student: ("\n".join(words), "\n".join(words + skills[student])) for student, words in wrote.items()}


def _position(row, standard, majors, words):
    skills, required, weights, must = np.array([each[:4] for each in standard] or np.zeros((0, 4))).T
    return Position(
        id=row.pk,
        skills=skills.astype(np.int64),
        required=required.astype(float),
        weights=weights.astype(float),
        must=must.astype(bool),
        majors=np.array(majors, np.int64),
        city=row.city,
        starts_on=np.datetime64(row.starts_on, "D") if row.starts_on else NO_DAY,
        ends_on=np.datetime64(row.ends_on, "D") if row.ends_on else NO_DAY,
        words=words,
        is_post_internship=row.kind == PositionKind.POST_INTERNSHIP,
        is_taboo_for_minors=bool(row.minor_taboo),
    )


def _position_text(row, standard):
    return "\n".join([row.title, row.description, row.tasks, *(each[-1] for each in standard)])


def names() -> dict[str, list[str]]:
    """The Chinese names of skills and majors, each with the other ways to write it."""
    found = defaultdict(list)
    for zh, en in (*Skill.objects.order_by("pk").values_list("zh", "en"), *_majors()):
        found[zh].append(en)
    for zh, alias in SkillAlias.objects.order_by("pk").values_list("skill__zh", "text"):
        found[zh].append(alias)
    return {name: [each for each in others if each] for name, others in found.items()}


def _majors():
    return Major.objects.order_by("pk").values_list("name", "name_en")


def evidence(queryset) -> tuple[Pieces, np.ndarray, np.ndarray]:
    """What `Usual.of` learns from: all evidence of the students of `queryset`, their majors, and the skill ids."""
    rows = list(queryset.order_by("pk").values_list("pk", "student_class__major__code"))
    ids, majors = np.array(rows or np.zeros((0, 2)), np.int64).T
    found, columns = pieces(queryset, ids)
    return found, majors, columns


def pieces(queryset, ids: np.ndarray, *, known=(), until=None) -> tuple[Pieces, np.ndarray]:
    """All evidence of the students of `queryset`, whose ids are `ids`, `until` a day (None: today), and the skill ids
    of its columns: those of which there is evidence, and those `known`."""
    said = SkillEvidence.objects.filter(student__in=queryset).order_by("on", "pk")
    said = said.filter(on__lte=until) if until else said
    rows = np.array(list(said.values_list("student", "skill", "level", "evidence_class")) or np.zeros((0, 4)), np.int64)
    columns = np.union1d(rows[:, 1], np.array(list(known), np.int64))
    found = Pieces(
        student=np.searchsorted(ids, rows[:, 0]),
        skill=np.searchsorted(columns, rows[:, 1]),
        level=rows[:, 2].astype(float),
        kind=rows[:, 3],
    )
    return found, columns


def _busy(queryset, ids):
    """First and last days of the placements of each student, (students, most of one student) datetime64[D]."""
    placed = Placement.objects.live().filter(student__in=queryset).order_by("pk")
    spans = _grouped(placed.values_list("student", "starts_on", "ends_on"))
    width = max(map(len, spans.values()), default=1)
    padded = [spans[student] + [(None, None)] * (width - len(spans[student])) for student in ids.tolist()]
    days = np.array(padded or np.zeros((0, width, 2)), "datetime64[D]").reshape(-1, width, 2)
    return days[:, :, 0], days[:, :, 1]


def _profiles(vectors, ids, terms, columns):
    """What rows of `WordVector` say: the words (students, terms), and which of the skills `columns` are named."""
    rows = sorted(vectors)
    at = np.searchsorted(ids, [row[0] for row in rows])
    indices = [np.frombuffer(row[1], np.int32) for row in rows]
    sizes = np.zeros(ids.size, np.int64)
    sizes[at] = [each.size for each in indices]
    weights = np.concatenate([*(np.frombuffer(row[2], np.float32) for row in rows), np.zeros(0, np.float32)])
    data = weights, np.concatenate([*indices, np.zeros(0, np.int32)]), np.concatenate([[0], np.cumsum(sizes)])
    named = np.zeros((ids.size, columns.size), bool)
    for row, (*_, skills) in zip(at, rows, strict=True):
        named[row] = np.isin(columns, np.frombuffer(skills, np.int32))
    return csr_matrix(data, shape=(ids.size, terms)), named


def _birthdays(born, age):
    """The day somebody turns `age`, cut by the gate; unknown birth dates pass: the gate of the placement asks again."""
    days = np.array(born, "datetime64[D]")
    months = days.astype("datetime64[M]")
    turns = (months + 12 * age).astype("datetime64[D]") + (days - months)
    return gate(np.where(np.isnat(turns), LONG_AGO, turns), np.datetime64(timezone.localdate(), "D"))


def _days(days, missing):
    found = np.array(days, "datetime64[D]")
    return np.where(np.isnat(found), missing, found)


def _padded(lists, width):
    rows = [[str(each) for each in row[:width]] + [""] * (width - len(row[:width])) for row in lists]
    return np.array(rows or np.zeros((0, width)), str).reshape(-1, width)


def _grouped(rows):
    """`{first column: [the other columns]}`."""
    groups = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(rest)
    return groups
