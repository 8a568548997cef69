"""What the personas find in their bell and their mail: the newest of what happened around them."""

from internships.invitations import invite
from internships.models import Confirmation, Consent, WeeklyLog
from marketplace.models import Notice, User
from marketplace.states import Role
from recruitment.models import Application

NEWEST = 6


def build(world):
    people = {
        user.username: user for user in User.objects.filter(username__in=["hr", "applicant", "student", "mentor"])
    }
    rows = [
        *of_hr(people["hr"], world.enterprises[0]),
        *of_applicant(people["applicant"]),
        *of_student(people["student"]),
        *of_mentor(people["mentor"]),
    ]
    Notice.objects.bulk_create(sorted(rows, key=lambda row: row.at))
    send_links(world, people)


def said(application):
    return {
        "student": application.student.user.display_name,
        "position": application.position.title,
        "enterprise": application.position.enterprise.name,
    }


def notice(user, kind, obj, at, **params):
    return Notice(user=user, kind=kind, params=params, path=obj.get_absolute_url(), at=at, mail_wanted=False)


def of_hr(user, enterprise):
    newest = Application.objects.filter(position__enterprise=enterprise).order_by("-created_at")[:NEWEST]
    for application in newest:
        yield notice(user, "application_submitted", application, application.created_at, **said(application))


def of_applicant(user):
    kinds = {"offered": "offer_made", "rejected": "application_rejected", "shortlisted": "application_shortlisted"}
    for application in Application.objects.filter(student__user=user):
        if kind := kinds.get(application.state):
            offer = application.offers.first()
            extra = {"reply_by": offer.reply_by.isoformat()} if offer else {}
            yield notice(user, kind, application, application.state_at, **said(application), **extra)


def of_student(user):
    for log in WeeklyLog.objects.filter(placement__student__user=user, state__in=["approved", "returned"])[:NEWEST]:
        yield notice(user, f"log_{log.state}", log, log.state_at, **of_week(log))


def of_mentor(user):
    for answer in Confirmation.objects.filter(log__placement__mentor=user, state="awaited")[:NEWEST]:
        yield notice(user, "log_submitted", answer, answer.state_at, **of_week(answer.log))


def of_week(log):
    return {
        "student": log.placement.student.user.display_name,
        "enterprise": log.placement.enterprise.name,
        "week": log.week_on.isoformat(),
    }


def send_links(world, people):
    """The letters with which a mentor and a guardian act without an account."""
    office = world.staff[Role.INTERNSHIP_OFFICE, world.school][0]
    for answer in Confirmation.objects.filter(log__placement__mentor=people["mentor"], state="awaited")[:3]:
        invite(answer, "mentor_placement", ["confirm", "question"], by=answer.log.placement.student.user)
    for consent in Consent.objects.filter(state="awaited"):
        invite(consent, "give_consent", ["give", "refuse"], by=office)
