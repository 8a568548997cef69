"""Who may see what of a student, and the record of who looked."""

from datetime import timedelta

from django.utils import timezone

from marketplace import chain, permissions, privacy
from marketplace.models import PersonalDataView
from recruitment.states import ENDED, ApplicationState

# After a decision against it, the enterprise sees the résumé of an application for so long.
KEPT_AFTER_END = timedelta(days=30)


def seen(application, *, by, what, may=None):
    """Record that somebody of the enterprise looked at `what` of an application; the student can read it.

    `may` here and below: what `permissions.of(user, [application])` said, where that was asked already.
    """
    if _is_of_enterprise(application, by, may):
        privacy.record(by, [(application, application.student_id)], what=what)


def views_of(application):
    """Who of the enterprise looked at this application, newest first."""
    rows = PersonalDataView.objects.filter(student=application.student, object_id=application.pk)
    content_type = chain.rows(application).values("content_type")[:1]
    return rows.filter(content_type=content_type).select_related("viewer")


def is_resume_open(application, user, at=None, *, may=None):
    """Whether `user`, who sees the application, may read the résumé that was sent with it."""
    if application.state not in ENDED or not _is_of_enterprise(application, user, may):
        return True
    return (at or timezone.now()) < application.state_at + KEPT_AFTER_END


def contact(application, user, *, may=None):
    """Phone and e-mail of the student for the enterprise, from the accepted offer on; None before."""
    if application.state != ApplicationState.ACCEPTED or not _is_of_enterprise(application, user, may):
        return None
    return {"phone": application.student.user.phone, "email": application.student.user.email}


def _is_of_enterprise(application, user, may):
    may = may or permissions.of(user, [application])
    return may("decide_application", application)
