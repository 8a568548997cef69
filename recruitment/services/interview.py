"""Invitations to interviews."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import transitions
from recruitment import notifications
from recruitment.models import Application, Interview


@transaction.atomic
def invite(application, *, by, at, minutes=30, place="", url="", note=""):
    """Invite the student to an interview at time `at`; the same invitation twice is one. A new one replaces the last.

    Raises ValidationError: code past (a time that is over), where (neither place nor video link).
    """
    if not place.strip() and not url.strip():
        raise ValidationError(_("Please give a place or a video link."), code="where")
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    terms = {"at": at, "minutes": minutes, "place": place, "url": url, "note": note}
    last = application.interviews.order_by("-pk").first()
    if last and {name: getattr(last, name) for name in terms} == terms and by.pk == last.created_by_id:
        return last
    if at <= timezone.now():
        raise ValidationError({"at": ValidationError(_("This time is over."), code="past")})
    interview = Interview(application=application, created_by=by, **terms)
    interview.full_clean()
    interview.save()
    transitions.perform(application, "invite", by=by, data={"interview": interview.pk})
    notifications.tell_student(application, "interview_invited")
    return interview
