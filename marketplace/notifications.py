"""The news of the kernel."""

from django.utils.translation import gettext_lazy as _

from marketplace.wording import register

register(
    "enterprise_verified", group="enterprise", text=_("Your enterprise has been verified. You can post positions.")
)
register("enterprise_rejected", group="enterprise", text=_("Your enterprise was not verified: %(reason)s"))
register("enterprise_suspended", group="enterprise", text=_("Your enterprise was suspended: %(reason)s"))
register("enterprise_applied", group="enterprise", text=_("Your enterprise waits for verification again."))
register("release_asked", group="law", text=_("%(who)s asks you for a release: %(subject)s, %(rule)s."))
register("release_granted", group="law", text=_("Released by %(school)s: %(subject)s, %(rule)s."))
register("release_refused", group="law", text=_("%(school)s does not release %(subject)s, %(rule)s: %(answer)s"))
register(
    "release_lapsed",
    group="law",
    text=_("%(subject)s was changed: the release of %(rule)s is void and has to be asked for again."),
)
register(
    "many_data_views",
    group="privacy",
    text=_("%(viewer)s of %(enterprise)s opened the data of %(students)s students within an hour and was stopped."),
)
