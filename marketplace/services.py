"""What people do with enterprises, notices, and their own settings."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace import chain, notices, organisations, policy, signals, transitions
from marketplace.models import Enterprise, Inspection, Notice, NoticePreference, User
from marketplace.states import Role

TAKEN = {
    "credit_code": _("This enterprise is registered already. Ask its staff to add you, or ask the operator."),
    "phone": _("This phone already belongs to an account. Sign in instead."),
    "email": _("This e-mail already belongs to an account. Sign in instead."),
}


def _lost_race(error):
    """Whoever registered the same a moment before: the message by field. Both databases name the column."""
    return {field: said for field, said in TAKEN.items() if field in str(error)} or {"email": TAKEN["email"]}


@transaction.atomic
def register_enterprise(*, person_name, email, phone="", **fields):
    """Make an enterprise that waits for verification, and its first HR, who signs in with `email`.

    The person gets no password here; a letter lets them set one. Raises `ValidationError` by field.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": TAKEN["email"]})
    if phone and User.objects.filter(phone=phone).exists():
        raise ValidationError({"phone": TAKEN["phone"]})
    enterprise = Enterprise(**fields)
    enterprise.full_clean()
    person = User(username=email.lower(), name=person_name, email=email.lower(), phone=phone)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
            enterprise.save()
    except IntegrityError as error:
        raise ValidationError(_lost_race(error)) from error
    organisations.add_member(person, Role.HR, enterprise)
    policy.sync(enterprise)
    transitions.begin(enterprise, by=person)
    return enterprise, person


@transaction.atomic
def change_enterprise(enterprise, *, by, **fields):
    """Correct what an enterprise says of itself; its credit code and state are not among it."""
    if not by.has_perm("change_enterprise", enterprise):
        raise ValidationError(_("You may not change this."), code="forbidden")
    for name, value in fields.items():
        setattr(enterprise, name, value)
    enterprise.save(update_fields=list(fields))
    return enterprise


@transaction.atomic
def move_enterprise(enterprise, action, *, by, reason=""):
    """Take `action` on `enterprise`, and tell its HR; a second click finds the first one's effect."""
    try:
        transitions.perform(enterprise, action, by=by, reason=reason)
    except ValidationError as error:
        last = chain.rows(enterprise).order_by("-seq").first()
        if error.code != "wrong_state" or not last or (last.action, last.by_id) != (action, by.pk):
            raise
        return
    hr = organisations.group_for(Role.HR, enterprise).user_set.all()
    notices.send(hr, f"enterprise_{enterprise.state}", path=enterprise.get_absolute_url(), reason=reason)


INSPECTORS = (Role.INTERNSHIP_OFFICE, Role.COORDINATOR, Role.OPERATOR)


def may_inspect(user):
    return user.is_authenticated and user.memberships.filter(role__in=INSPECTORS).exists()


@transaction.atomic
def record_inspection(enterprise, *, by, on, report):
    """Keep the report of an on-site inspection; the same report sent twice is kept once.

    Raises `PermissionDenied` for anyone but a school's internship staff and operators.
    """
    if not may_inspect(by):
        raise PermissionDenied
    inspection, _created = Inspection.objects.get_or_create(enterprise=enterprise, on=on, report=report, by=by)
    if not enterprise.inspected_on or enterprise.inspected_on < on:
        enterprise.inspected_on = on
        enterprise.save(update_fields=["inspected_on"])
    return inspection


def read_notices(user, *, up_to=None):
    """Mark the notices of `user` as read, all or those up to the id `up_to`."""
    mine = Notice.objects.visible_to(user).unread()
    (mine.filter(pk__lte=up_to) if up_to else mine).update(read_at=timezone.now())


@transaction.atomic
def prefer_mail(user, chosen):
    """Keep how `user` wants each group of notices by mail: `{group: at_once | digest | never}`."""
    for group, mail in chosen.items():
        NoticePreference.objects.update_or_create(user=user, group=group, defaults={"mail": mail})


def prefer_language(user, language):
    """Write to `user` in `language` from now on; a language that we do not speak changes nothing."""
    if language in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def opt_out_of_ranking(student, *, by, out):
    """Take `student` out of every ranking, or back in; only the student says so."""
    if by.pk != student.user_id:
        raise ValidationError(_("Only the student decides this."), code="forbidden")
    if student.ranking_opt_out != out:
        student.ranking_opt_out = out
        student.save(update_fields=["ranking_opt_out"])
        signals.profile_changed.send(type(student), students={student.pk})
