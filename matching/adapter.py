"""The one reader of the database: turns rows into the arrays of `matching.features`.

The number of queries does not depend on the number of rows. Sex, name, home and photo are not among the columns read;
the birth date is read for the age gate of the law alone and leaves this module only through `features.gate`.
"""

from collections import defaultdict

import numpy as np
from django.utils import timezone
from scipy.sparse import csr_matrix

from internships.models import Placement
from marketplace.models import SkillEvidence, Student
from matching import levels
from matching.features import LONG_AGO, NO_DAY, Candidates, Pieces, Position, gate
from matching.models import WordVector
from matching.text import TextModel
from recruitment.models import Position as PositionRow
from recruitment.models import ResumeEntry, SkillRequirement
from recruitment.states import PositionKind

NEVER_SHOWN = (ResumeEntry.Section.EDUCATION,)  # where somebody went to school says where they come from
CITIES = 5


def students():
    """Who may be a candidate at all."""
    return Student.objects.filter(user__is_active=True)


def candidates(queryset, fit_id: int, text: TextModel, *, skills=None) -> Candidates:
    """The students of `queryset` in the order of their ids; evidence of all `skills` (ids), or of every skill."""
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
    evidence, columns = _pieces(queryset, ids, skills)
    busy_from, busy_until = _busy(queryset, ids)
    return Candidates(
        ids=ids,
        skills=columns,
        levels=levels.estimate(evidence, ids.size, columns.size),
        majors=np.array(majors, np.int64),
        cohorts=np.array(cohorts, np.int64),
        cities=_padded(cities, CITIES),
        words=_vectors(queryset, ids, fit_id, len(text.terms)),
        opted_out=np.array(opted_out, bool),
        may_work_from=_birthdays(born, 16),
        adult_from=_birthdays(born, 18),
        available_from=_days(available, LONG_AGO),
        busy_from=busy_from,
        busy_until=busy_until,
    )


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


def profile_texts(queryset) -> dict[int, str]:
    """`{student id: what the student wrote about work, and the names of their skills}`.

    Skills by their Chinese name on both sides, whatever language the résumé is in.
    """
    texts = defaultdict(list)
    for student, *words in queryset.values_list("pk", "resume__headline", "resume__about"):
        texts[student] += filter(None, words)
    entries = ResumeEntry.objects.filter(resume__student__in=queryset).exclude(section__in=NEVER_SHOWN)
    for student, *words in entries.values_list("resume__student", "title", "text"):
        texts[student] += filter(None, words)
    skills = SkillEvidence.objects.filter(student__in=queryset).order_by("skill")
    for student, name in skills.values_list("student", "skill__zh").distinct():
        texts[student].append(name)
    return {student: "\n".join(words) for student, words in texts.items()}


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


def _pieces(queryset, ids, skills):
    """`(Pieces, skill ids of the columns)`."""
    found = SkillEvidence.objects.filter(student__in=queryset)
    if skills is not None:
        found = found.filter(skill__in=list(skills))
    rows = np.array(
        list(found.order_by("on", "pk").values_list("student", "skill", "level", "evidence_class")) or np.zeros((0, 4)),
        np.int64,
    )
    columns = np.unique(rows[:, 1])
    return Pieces(
        student=np.searchsorted(ids, rows[:, 0]),
        skill=np.searchsorted(columns, rows[:, 1]),
        level=rows[:, 2].astype(float),
        kind=rows[:, 3],
    ), columns


def _busy(queryset, ids):
    """First and last days of the placements of each student, (students, most of one student) datetime64[D]."""
    placed = Placement.objects.live().filter(student__in=queryset).order_by("pk")
    spans = _grouped(placed.values_list("student", "starts_on", "ends_on"))
    width = max(map(len, spans.values()), default=1)
    padded = [spans[student] + [(None, None)] * (width - len(spans[student])) for student in ids.tolist()]
    days = np.array(padded or np.zeros((0, width, 2)), "datetime64[D]").reshape(-1, width, 2)
    return days[:, :, 0], days[:, :, 1]


def _vectors(queryset, ids, fit_id, terms):
    found = {
        student: (np.frombuffer(columns, np.int32), np.frombuffer(weights, np.float32))
        for student, columns, weights in WordVector.objects.filter(student__in=queryset, fit=fit_id).values_list(
            "student", "columns", "weights"
        )
    }
    none = (np.zeros(0, np.int32), np.zeros(0, np.float32))
    columns, weights = zip(*[found.get(student, none) for student in ids], strict=True) if ids.size else ((), ())
    starts = np.cumsum([0, *map(len, columns)])
    data = np.concatenate([*weights, none[1]]), np.concatenate([*columns, none[0]]), starts
    return csr_matrix(data, shape=(ids.size, terms))


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
