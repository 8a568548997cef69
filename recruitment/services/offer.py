"""Offers and the students' answers."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from marketplace import organisations, transitions
from marketplace.states import Role
from recruitment import notifications, signals
from recruitment.models import Application, Offer, Position
from recruitment.services.moves import move
from recruitment.states import ApplicationState


@dataclass(frozen=True, kw_only=True)
class NewMentor:
    """A mentor who may not be known yet: found by e-mail or phone, else made, without a password."""

    name: str
    email: str = ""
    phone: str = ""


@transaction.atomic
def offer(application, *, by, pay_cny_per_month, starts_on, ends_on, mentor, note="", reply_by=None, at=None):
    """Offer the place on these terms; `mentor` is a mentor of the enterprise or a `NewMentor`.

    `reply_by` is by default as many days ahead as the table of moves says. Raises ValidationError: code full (no
    opening is left), mentor, and the fields that are wrong.
    """
    if not by.has_perm("decide_application", application):
        raise PermissionDenied
    at = at or timezone.now()
    days = application.MOVES["accept"].due_days
    reply_by = reply_by or timezone.localdate(at) + timedelta(days=days)
    position = Position.objects.select_for_update(of=("self",)).get(pk=application.position_id)
    if not move(application, "offer", by=by, at=at, due_at=_end_of(reply_by), data={"pay": pay_cny_per_month}):
        return application.offers.first()
    if position.applications.taking_a_place().exclude(pk=application.pk).count() >= position.openings:
        raise ValidationError(_("Every opening of this position is offered or taken."), code="full")
    terms = Offer(
        application=application, pay_cny_per_month=pay_cny_per_month, starts_on=starts_on, ends_on=ends_on,
        mentor=_mentor(position.enterprise, mentor), note=note, reply_by=reply_by, created_by=by,
    )  # fmt: skip
    _check(terms, timezone.localdate(at))
    terms.save()
    notifications.tell_student(application, "offer_made", reply_by=date_format(reply_by, "Y-m-d"))
    return terms


def _check(terms, today):
    terms.full_clean(validate_constraints=False)
    if terms.ends_on <= terms.starts_on:
        raise ValidationError({"ends_on": ValidationError(_("The last day comes after the first."), code="order")})
    if terms.reply_by < today:
        raise ValidationError({"reply_by": ValidationError(_("This day is over."), code="past")})


def _end_of(day):
    """The last moment of a day: an answer on the day itself is in time."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _mentor(enterprise, mentor):
    if isinstance(mentor, NewMentor):
        return _found_or_made(enterprise, mentor)
    if not mentor.memberships.filter(role=Role.MENTOR, enterprise=enterprise).exists():
        raise ValidationError({"mentor": ValidationError(_("Not a mentor of this enterprise."), code="mentor")})
    return mentor


def _found_or_made(enterprise, mentor):
    """The user with this e-mail or phone as a mentor of `enterprise`; somebody new signs in by links alone."""
    if not mentor.name.strip() or not (mentor.email or mentor.phone):
        problem = _("A new mentor needs a name, and an e-mail address or a phone number.")
        raise ValidationError({"mentor": ValidationError(problem, code="mentor")})
    user = organisations.person(name=mentor.name, email=mentor.email, phone=mentor.phone, kind="mentor")
    organisations.add_member(user, Role.MENTOR, enterprise)
    return user


@transaction.atomic
def accept(application, *, by, may=None):
    """Take the offer. Other applications of the student stay as they are. Raises ValidationError, code full."""
    position = Position.objects.select_for_update(of=("self",)).get(pk=application.position_id)
    if not move(application, "accept", by=by, may=may):
        return
    taken = position.applications.filter(state=ApplicationState.ACCEPTED).exclude(pk=application.pk).count()
    if taken >= position.openings:
        raise ValidationError(_("The last place of this position is taken."), code="full")
    signals.offer_accepted.send(Application, application=application, offer=application.offers.first())
    notifications.tell_enterprise(application, "offer_accepted")


@transaction.atomic
def decline(application, *, by, may=None, reason=""):
    if move(application, "decline", by=by, may=may, reason=reason):
        notifications.tell_enterprise(application, "offer_declined")


def lapse_offers(at=None):
    """End the offers that were not answered by their last day; return how many."""
    at = at or timezone.now()
    due = Application.objects.filter(state=ApplicationState.OFFERED, due_at__lt=at)
    return sum(_lapse(application, at) for application in due.select_related("position__enterprise"))


@transaction.atomic
def _lapse(application, at):
    try:
        transitions.perform(application, "lapse", by=None, at=at)
    except ValidationError:
        return 0
    notifications.tell_student(application, "offer_lapsed")
    notifications.tell_enterprise(application, "offer_lapsed")
    return 1
