"""What stands on to-do lists, in the words of the one who has to act."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from internships import models
from marketplace import todo

PEOPLE = ("placement__student__user", "placement__enterprise")
OF_LOG = ("log__placement__student__user", "log__placement__enterprise")
OF_SHEET = ("sheet__placement__student__user", "sheet__placement__enterprise")
OF_AGREEMENT = ("agreement__placement__student__user", "agreement__placement__enterprise")


def _said(msgid):
    """A title with the name of the student, translated when it is read."""

    def title(obj):
        return _(msgid) % {"student": obj.policy_object.student.user.display_name}

    return title


def _week(msgid):
    def title(log):
        return _(msgid) % {"student": log.placement.student.user.display_name, "week": date_format(log.week_on, "n/j")}

    return title


def register():
    todo.register(models.InternshipPlan, title=lambda plan: _("Confirm the plan: %(plan)s") % {"plan": plan.name})
    todo.register(
        models.PlanPartner,
        title=lambda partner: _("Confirm the plan: %(plan)s") % {"plan": partner.plan.name},
        related=("plan", "enterprise"),
    )
    todo.register(models.Placement, title=_placement, related=("student__user", "enterprise"))
    todo.register(models.Agreement, title=_said(gettext_noop("Settle the agreement of %(student)s")), related=PEOPLE)
    todo.register(
        models.Signature, title=_said(gettext_noop("Sign the agreement of %(student)s")), related=OF_AGREEMENT
    )
    todo.register(models.Consent, title=_said(gettext_noop("The guardian's consent for %(student)s")), related=PEOPLE)
    todo.register(models.Insurance, title=_said(gettext_noop("Record the insurance of %(student)s")), related=PEOPLE)
    todo.register(models.SafetyCheck, title=_said(gettext_noop("Safety test of %(student)s")), related=PEOPLE)
    todo.register(models.WeeklyLog, title=_week(gettext_noop("Week of %(week)s · %(student)s")), related=PEOPLE)
    todo.register(
        models.Confirmation,
        title=lambda obj: _week(gettext_noop("Confirm the week of %(week)s · %(student)s"))(obj.log),
        related=OF_LOG,
    )
    todo.register(models.GradeSheet, title=_said(gettext_noop("Internship grade of %(student)s")), related=PEOPLE)
    todo.register(models.Score, title=_said(gettext_noop("Score the internship of %(student)s")), related=OF_SHEET)
    todo.register(models.Incident, title=_said(gettext_noop("Report of %(student)s")), related=PEOPLE)
    todo.register(models.Leave, title=_said(gettext_noop("Leave of %(student)s")), related=PEOPLE)
    todo.register(models.EarlyEnd, title=_said(gettext_noop("Early end of %(student)s")), related=PEOPLE)


def _placement(placement):
    return _("No plan yet: %(student)s") % {"student": placement.student.user.display_name}
