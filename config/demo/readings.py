"""What follows from a week as it was written: the questions it raises, and the evidence that comes of it."""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from internships import risk
from internships.models import Confirmation
from internships.work_states import ConfirmationState, LogState
from marketplace.models import SkillEvidence
from marketplace.states import EvidenceClass


def assess(log, near=None):
    """The questions that a week raises, as the product computes them."""
    answer = log.answer
    if not answer:
        return
    week = risk.Week(
        ends_on=log.ends_on,
        submitted_at=timezone.localtime(log.submitted_at),
        confirmation=answer.state,
        asked_at=answer.state_at if answer.state == ConfirmationState.AWAITED else None,
        artifacts=sum(bool(entry.artifact) for entry in log.written),
        near=near,
    )
    waits = log.state == LogState.SUBMITTED
    log.questions = risk.questions(week, at=timezone.now() if waits else log.state_at)
    log.risk = risk.total(log.questions)
    log.signature = risk.signature(text(log)) if waits else None


def evidence(logs):
    """One piece for each skill of an approved week that its mentor confirmed with a level."""
    content_type = ContentType.objects.get_for_model(Confirmation)
    for log in logs:
        if log.state != LogState.APPROVED or log.answer.state != ConfirmationState.CONFIRMED:
            continue
        found = {}
        for entry in log.written:
            if entry.level:
                found.setdefault(entry.skill, []).append(entry.level)
        for skill, levels in found.items():
            yield SkillEvidence(
                student_id=log.placement.student_id,
                skill_id=skill.pk,
                level=int(sum(levels) / len(levels) + 0.5),
                evidence_class=EvidenceClass.CONFIRMED,
                content_type_id=content_type.pk,
                object_id=log.answer.pk,
                on=log.ends_on,
                recorded_by_id=log.placement.mentor_id,
                recorded_at=log.state_at,
            )


def text(log):
    """The words of a week, in the order of `internships.weeks.text_of`."""
    return "\n".join(part for entry in log.written for part in (entry.task, entry.difficulty, entry.next_step) if part)
