"""What students and enterprises do with applications, apart from interviews and offers."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import policy, realtime, transitions
from marketplace.law import check, store
from marketplace.law.codes import Stage
from marketplace.states import EnterpriseState
from recruitment import facts, notifications
from recruitment.models import Application, Position
from recruitment.resumes import frozen
from recruitment.services import position_law
from recruitment.services.moves import move
from recruitment.states import ENDED, PositionState, RejectReason

CONSENT_VERSION = "2026-11"


@transaction.atomic
def apply(position, student, *, by, message="", consent_version, at=None):
    """Send the application of `student` with the résumé as it is now; a second time returns the live one.

    The consent covers showing this résumé to this enterprise. Raises PermissionDenied unless `by` is the student;
    ValidationError with code consent, not_open, law_blocks (`params["findings"]`).
    """
    if by.pk != student.user_id:
        raise PermissionDenied
    at = at or timezone.now()
    enterprise = position.enterprise
    position = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    position.enterprise = enterprise
    found = position.applications.filter(student=student).exclude(state__in=ENDED).first()
    if found:
        return found
    if consent_version != CONSENT_VERSION:
        raise ValidationError(_("Please agree that the enterprise may see your résumé."), code="consent")
    findings = check_eligible(position, student, at=at)
    application = Application(
        position=position, student=student, message=message, resume=frozen(student),
        consent_version=consent_version, consented_at=at, state_at=at,
    )  # fmt: skip
    application.due_at = transitions.due(application, application.state, at)
    application.clean_fields(exclude=["state", "position", "student"])
    application.save(force_insert=True)
    policy.sync(application, is_new=True)
    transitions.begin(application, by=by, data={"consent": consent_version})
    store.keep(application, findings, by=by, at=at)
    notifications.tell_enterprise(application, "application_submitted")
    _announce(application)
    return application


def check_eligible(position, student, *, at=None):
    """Return what the law says about this student on this position.

    Raises ValidationError with code not_open, not_released, or law_blocks if a hard rule forbids it.
    """
    today = timezone.localdate(at)
    is_open = position.state == PositionState.OPEN and position.enterprise.state == EnterpriseState.VERIFIED
    if not is_open or (position.closes_on and position.closes_on < today):
        raise ValidationError(_("This position takes no applications now."), code="not_open")
    if not position_law.is_released_to(position, student.student_class.department.school_id):
        raise ValidationError(_("Your school has not released this position for its students."), code="not_released")
    told = facts.of_application(position, student, on=today)
    found = check.evaluate(told, store.all_rules(), on=today, stage=Stage.APPLY)
    if stop := check.blocking(found):
        raise ValidationError(_("The law does not allow this."), code="law_blocks", params={"findings": stop})
    return found


@transaction.atomic
def withdraw(application, *, by, may=None, reason=""):
    if move(application, "withdraw", by=by, may=may, reason=reason):
        notifications.tell_enterprise(application, "application_withdrawn")
        _announce(application)


@transaction.atomic
def shortlist(application, *, by, may=None):
    if move(application, "shortlist", by=by, may=may):
        notifications.tell_student(application, "application_shortlisted")
        _announce(application)


@transaction.atomic
def reject(application, *, by, reason, may=None, words="", missing_skills=()):
    """Decide against an application, and say why: a `RejectReason`, words to the student, the skills that lacked."""
    if reason not in RejectReason.values:
        raise ValidationError(_("Please choose a reason."), code="reason_required")
    data = {"reason": str(reason), "missing_skills": sorted(skill.code for skill in missing_skills)}
    said, application.reject_reason, application.reject_words = ["reject_reason", "reject_words"], reason, words
    if not move(application, "reject", by=by, may=may, reason=words, data=data, also=said):
        return
    application.missing_skills.add(*missing_skills)
    notifications.tell_student(application, "application_rejected")
    _announce(application)


def _announce(application):
    holders = policy.holder_keys(application, "view_application")
    realtime.announce(holders, "applications")
