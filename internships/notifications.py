"""The words of our notices, and who gets them."""

from django.utils.translation import gettext_lazy as _

from marketplace import notices, policy

PREPARATION, LOGS, GRADES, TROUBLE = "internship", "logs", "grades", "incidents"

for name, group, text in [
    (
        "placement_planned",
        PREPARATION,
        _("Your internship at %(enterprise)s is being prepared. See what is still missing."),
    ),
    ("placement_without_plan", PREPARATION, _("No plan fits the internship of %(student)s at %(enterprise)s.")),
    ("placement_started", PREPARATION, _("The internship of %(student)s at %(enterprise)s has begun.")),
    ("placement_blocked", PREPARATION, _("%(student)s could not start at %(enterprise)s today: something is missing.")),
    ("placement_completed", PREPARATION, _("The internship of %(student)s at %(enterprise)s is completed.")),
    ("placement_terminated", PREPARATION, _("The internship of %(student)s at %(enterprise)s was ended early.")),
    ("agreement_signed", PREPARATION, _("All three sides have signed the agreement of %(student)s.")),
    ("agreement_declined", PREPARATION, _("A side declined to sign the agreement of %(student)s.")),
    ("consent_refused", PREPARATION, _("The guardian of %(student)s did not consent.")),
    ("safety_exhausted", PREPARATION, _("%(student)s used every attempt at the safety test.")),
    ("log_submitted", LOGS, _("%(student)s submitted the week of %(week)s.")),
    ("log_returned", LOGS, _("Your week of %(week)s was returned: please revise it.")),
    ("log_approved", LOGS, _("Your week of %(week)s was approved.")),
    ("log_questioned", LOGS, _("The mentor questioned the week of %(week)s of %(student)s.")),
    ("score_due", GRADES, _("Please score the internship of %(student)s.")),
    ("grade_moderation", GRADES, _("The two scores of %(student)s differ: somebody else has to decide.")),
    ("grade_published", GRADES, _("Your internship grade is published.")),
    ("grade_appealed", GRADES, _("%(student)s appeals against the internship grade.")),
    ("grade_answered", GRADES, _("Your appeal was answered.")),
    ("incident_reported", TROUBLE, _("%(student)s reports: %(about)s.")),
    ("incident_moved", TROUBLE, _("Your report was looked at: %(about)s.")),
    ("leave_requested", TROUBLE, _("%(student)s asks for leave from %(week)s.")),
    ("early_end_requested", TROUBLE, _("%(student)s asks to end the internship early.")),
    ("request_answered", TROUBLE, _("Your request was answered.")),
]:
    notices.register(name, group=group, text=text)


def tell(users, kind, placement, *, path="", **params):
    notices.send(
        users,
        kind,
        path=path or placement.get_absolute_url(),
        student=placement.student.user.display_name,
        enterprise=placement.enterprise.name,
        **params,
    )


def tell_student(placement, kind, **params):
    tell(placement.student.user, kind, placement, **params)


def tell_holders(placement, codename, kind, **params):
    tell(policy.holder_keys(placement, codename), kind, placement, **params)
