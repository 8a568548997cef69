"""What must be there before the first day: insurance and safety education."""

import random

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from internships import notifications
from internships.models import Insurance, SafetyAttempt, SafetyCheck, SafetyQuestion
from internships.states import InsuranceKind, SafetyState
from marketplace import transitions
from recruitment.services.moves import move

QUESTIONS = 10


@transaction.atomic
def open_gates(placement, *, by):
    """Put the insurance on the school's list and the safety test on the student's."""
    insurance = Insurance.objects.create(placement=placement, kind=InsuranceKind.LIABILITY)
    transitions.begin(insurance, by=by)
    safety = SafetyCheck.objects.create(placement=placement, attempts_allowed=placement.plan.safety_attempts)
    transitions.begin(safety, by=by)


@transaction.atomic
def add_accident_insurance(placement, *, by):
    """Make room for a personal accident insurance, which the filing asks about."""
    if not by.has_perm("manage_placement", placement):
        raise PermissionDenied
    insurance, made = Insurance.objects.get_or_create(placement=placement, kind=InsuranceKind.ACCIDENT)
    if made:
        transitions.begin(insurance, by=by)
    return insurance


@transaction.atomic
def record_insurance(insurance, *, by, insurer, policy_no, starts_on, ends_on, charged_to_student=False, document=None):
    """Write down an insurance. Raises ValidationError at the field where it does not cover or is not free."""
    placement = insurance.placement
    if insurance.kind == InsuranceKind.LIABILITY:
        _check_cover(placement, starts_on, ends_on, charged_to_student)
    move(insurance, "record" if insurance.state == "awaited" else "correct", by=by, data={"policy_no": policy_no})
    insurance.insurer, insurance.policy_no = insurer, policy_no
    insurance.starts_on, insurance.ends_on, insurance.charged_to_student = starts_on, ends_on, charged_to_student
    if document:
        insurance.document = document
    insurance.save(update_fields=["insurer", "policy_no", "starts_on", "ends_on", "charged_to_student", "document"])


def _check_cover(placement, starts_on, ends_on, charged_to_student):
    faults = {}
    if starts_on > placement.starts_on:
        faults["starts_on"] = ValidationError(
            _("The internship begins on %(day)s: the cover must begin by then."),
            code="cover",
            params={"day": placement.starts_on},
        )
    if ends_on < placement.ends_on:
        faults["ends_on"] = ValidationError(
            _("The internship ends on %(day)s: the cover must last until then."),
            code="cover",
            params={"day": placement.ends_on},
        )
    if charged_to_student:
        faults["charged_to_student"] = ValidationError(_("The student must not pay for it."), code="charged")
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def begin_attempt(safety, *, by, at=None):
    """Draw ten questions for the next attempt, or give back the one that is open.

    Raises ValidationError: code wrong_state (passed, or none left), code no_questions (the bank is empty).
    """
    if not by.has_perm("keep_log", safety.placement):
        raise PermissionDenied
    safety = SafetyCheck.objects.select_for_update(of=("self",)).get(pk=safety.pk)
    attempts = list(safety.attempts.all())
    if attempts and attempts[-1].finished_at is None:
        return attempts[-1]
    if safety.state != SafetyState.AWAITED:
        raise ValidationError(_("This is no longer possible."), code="wrong_state")
    return SafetyAttempt.objects.create(
        check_of=safety, number=len(attempts) + 1, questions=_draw(safety.placement), taken_by=by,
        started_at=at or timezone.now(),
    )  # fmt: skip


def _draw(placement):
    """Ten questions, those of the major first, as they stand now."""
    major = placement.student.student_class.major_id
    bank = list(SafetyQuestion.objects.filter(Q(major=None) | Q(major=major), is_active=True))
    if not bank:
        raise ValidationError(_("The school has not entered safety questions yet."), code="no_questions")
    random.shuffle(bank)
    chosen = sorted(bank, key=lambda question: question.major_id is None)[:QUESTIONS]
    return [{"id": q.pk, "text": q.text, "options": q.options, "answer": q.answer} for q in chosen]


@transaction.atomic
def finish_attempt(attempt, *, answers, commitment, by, at=None):
    """Mark an attempt; `answers` are option numbers in order. A second time gives the first result.

    Passing needs the plan's mark and the signed commitment. Raises ValidationError (code commitment).
    """
    safety = SafetyCheck.objects.select_for_update(of=("self",)).get(pk=attempt.check_of_id)
    if not by.has_perm("keep_log", safety.placement):
        raise PermissionDenied
    attempt.refresh_from_db()
    if attempt.finished_at:
        return attempt
    if not commitment:
        raise ValidationError({"commitment": ValidationError(_("Please make the commitment."), code="commitment")})
    right = sum(answer == question["answer"] for answer, question in zip(answers, attempt.questions, strict=False))
    attempt.answers, attempt.commitment = list(answers), True
    attempt.score = right * 100 // len(attempt.questions)
    attempt.passed = attempt.score >= safety.placement.plan.safety_pass_mark
    attempt.finished_at = at or timezone.now()
    attempt.save()
    _settle(safety, attempt, by=by, at=at)
    return attempt


def _settle(safety, attempt, *, by, at):
    if attempt.passed:
        transitions.perform(safety, "pass", by=by, data={"score": attempt.score, "attempt": attempt.number}, at=at)
    elif attempt.number >= safety.attempts_allowed:
        transitions.perform(safety, "exhaust", by=None, at=at)
        notifications.tell_holders(safety.placement, "manage_placement", "safety_exhausted")


@transaction.atomic
def allow_attempts(safety, *, by, reason):
    """Give a student who used every attempt as many again."""
    if move(safety, "allow", by=by, reason=reason):
        safety.attempts_allowed += safety.placement.plan.safety_attempts
        safety.save(update_fields=["attempts_allowed"])
