"""What stands on to-do lists, in the words of the one who has to act."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from internships import models
from marketplace import todo

STUDENT = ("placement__student__user__name", "placement__student__user__username")
OWN = ("student__user__name", "student__user__username")
OF_LOG = tuple(f"log__{path}" for path in STUDENT)
OF_SHEET = tuple(f"sheet__{path}" for path in STUDENT)
OF_AGREEMENT = tuple(f"agreement__{path}" for path in STUDENT)


def _said(msgid):
    """A title with the name of the student, translated when it is read."""

    def title(name, username):
        return _(msgid) % {"student": name or username}

    return title


def _week(msgid):
    def title(name, username, week):
        day = date_format(date.fromisoformat(week), "n/j")
        return _(msgid) % {"student": name or username, "week": day}

    return title


def _plan(name):
    return _("Confirm the plan: %(plan)s") % {"plan": name}


MACHINES = (
    (models.InternshipPlan, _plan, ("name",)),
    (models.PlanPartner, _plan, ("plan__name",)),
    (
        models.Placement,
        _said(gettext_noop("No plan yet: %(student)s")),
        ("student__user__name", "student__user__username"),
    ),
    (models.Agreement, _said(gettext_noop("Settle the agreement of %(student)s")), STUDENT),
    (models.Signature, _said(gettext_noop("Sign the agreement of %(student)s")), OF_AGREEMENT),
    (models.Consent, _said(gettext_noop("The guardian's consent for %(student)s")), STUDENT),
    (models.Insurance, _said(gettext_noop("Record the insurance of %(student)s")), STUDENT),
    (models.SafetyCheck, _said(gettext_noop("Safety test of %(student)s")), STUDENT),
    (models.WeeklyLog, _week(gettext_noop("Week of %(week)s · %(student)s")), (*STUDENT, "week_on")),
    (models.Confirmation, _week(gettext_noop("Confirm the week of %(week)s · %(student)s")), (*OF_LOG, "log__week_on")),
    (models.GradeSheet, _said(gettext_noop("Internship grade of %(student)s")), STUDENT),
    (models.Score, _said(gettext_noop("Score the internship of %(student)s")), OF_SHEET),
    (models.Incident, _said(gettext_noop("Report of %(student)s")), STUDENT),
    (models.Leave, _said(gettext_noop("Leave of %(student)s")), STUDENT),
    (models.EarlyEnd, _said(gettext_noop("Early end of %(student)s")), STUDENT),
)


def register():
    for model, title, facts in MACHINES:
        todo.register(model, title=title, facts=facts)
