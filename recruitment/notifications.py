"""The words of our notices, and who gets them."""

from django.utils.translation import gettext_lazy as _

from marketplace import notices, policy

notices.register("application_submitted", group="applications", text=_("%(student)s applied for %(position)s."))
notices.register("application_withdrawn", group="applications", text=_("%(student)s withdrew from %(position)s."))
notices.register(
    "application_shortlisted", group="applications", text=_("You are on the shortlist of %(position)s, %(enterprise)s.")
)
notices.register(
    "application_rejected",
    group="applications",
    text=_("%(enterprise)s decided against your application: %(position)s."),
)
notices.register(
    "interview_invited", group="applications", text=_("%(enterprise)s invites you to an interview: %(position)s.")
)
notices.register(
    "offer_made", group="applications", text=_("%(enterprise)s offers you %(position)s. Please answer by %(reply_by)s.")
)
notices.register("offer_accepted", group="applications", text=_("%(student)s accepted your offer: %(position)s."))
notices.register("offer_declined", group="applications", text=_("%(student)s declined your offer: %(position)s."))
notices.register(
    "offer_lapsed", group="applications", text=_("The offer of %(position)s was not answered in time and has lapsed.")
)
notices.register("position_closed", group="positions", text=_("%(position)s is closed: its date has come."))
notices.register("upload_read", group="resume", text=_("We have read %(name)s: please look at the skills we found."))
notices.register("upload_failed", group="resume", text=_("We could not read %(name)s."))
notices.register(
    "import_finished",
    group="positions",
    text=_("The import of %(name)s is finished: %(made)s positions, %(refused)s rows refused."),
)


def tell_student(application, kind, **params):
    notices.send(application.student.user, kind, path=application.get_absolute_url(), **_words(application), **params)


def tell_enterprise(application, kind, **params):
    deciders = policy.holder_keys(application, "decide_application")
    notices.send(deciders, kind, path=application.get_absolute_url(), **_words(application), **params)


def tell_managers(position, kind):
    holders = policy.holder_keys(position, "change_position")
    notices.send(holders, kind, path=position.get_absolute_url(), position=position.title)


def _words(application):
    return {
        "student": application.student.user.display_name,
        "position": application.position.title,
        "enterprise": application.position.enterprise.name,
    }
