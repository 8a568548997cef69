"""What a student can do, and how we know: recording evidence, and the one answer to "which level?"."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from marketplace import signals
from marketplace.models import SkillEvidence
from marketplace.states import EvidenceClass

# How sure one piece of each class makes us, 0–1; further pieces of the class close the remaining distance.
# A claim is a start, an exam is half the way, a mentor who watched is most of it.
CERTAINTY = {EvidenceClass.CLAIMED: 0.25, EvidenceClass.ASSESSED: 0.5, EvidenceClass.CONFIRMED: 0.75}


@dataclass(frozen=True, slots=True)
class Attained:
    """A level 1–5 (mean of the best class, 1 decimal), the class it rests on, how many pieces, how sure (0–1)."""

    level: float
    evidence_class: EvidenceClass
    n: int
    sure: float
    latest: object


@transaction.atomic
def record(student, skill, level, evidence_class, *, on=None, source=None, note="", by=None):
    """Add one piece of evidence; the same source cannot speak twice about a skill in one class."""
    found = (
        source
        and SkillEvidence.objects.filter(
            student=student,
            skill=skill,
            evidence_class=evidence_class,
            content_type__model=source._meta.model_name,
            content_type__app_label=source._meta.app_label,
            object_id=source.pk,
        ).first()
    )
    if found:
        return found
    piece = SkillEvidence(
        student=student,
        skill=skill,
        level=level,
        evidence_class=evidence_class,
        on=on or timezone.localdate(),
        note=note,
        recorded_by=by,
    )
    piece.source = source
    piece.full_clean(exclude=["content_type", "object_id", "recorded_by"], validate_constraints=False)
    piece.save(force_insert=True)
    signals.evidence_recorded.send(SkillEvidence, students={student.pk})
    return piece


def attained(pieces):
    """`Attained` from the pieces of one student and one skill, or None for none.

    The best class speaks, the others keep silent: a mentor's 3 is not raised by a claimed 5. Within the class
    the five latest pieces count alike.
    """
    pieces = sorted(pieces, key=lambda piece: (piece.evidence_class, piece.on, piece.pk), reverse=True)
    if not pieces:
        return None
    best = [piece for piece in pieces if piece.evidence_class == pieces[0].evidence_class][:5]
    level = round(sum(piece.level for piece in best) / len(best), 1)
    sure = round(1 - (1 - CERTAINTY[best[0].evidence_class]) ** len(best), 2)
    return Attained(level, EvidenceClass(best[0].evidence_class), len(best), sure, best[0].on)


def level_of(student, skill):
    """`Attained` of one student in one skill, or None. One query."""
    return attained(SkillEvidence.objects.filter(student=student, skill=skill))


def levels_of(students, skills=None):
    """`{student id: {skill id: Attained}}` of many students. One query."""
    rows = SkillEvidence.objects.filter(student__in=students)
    if skills is not None:
        rows = rows.filter(skill__in=skills)
    pieces = {}
    columns = ("pk", "student_id", "skill_id", "level", "evidence_class", "on")
    for row in rows.order_by().values_list(*columns, named=True):
        pieces.setdefault(row.student_id, {}).setdefault(row.skill_id, []).append(row)
    return {
        student: {skill: attained(found) for skill, found in by_skill.items()} for student, by_skill in pieces.items()
    }
