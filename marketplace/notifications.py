"""The news of the kernel."""

from django.utils.translation import gettext_lazy as _

from marketplace.wording import register

register(
    "enterprise_verified", group="enterprise", text=_("Your enterprise has been verified. You can post positions.")
)
register("enterprise_rejected", group="enterprise", text=_("Your enterprise was not verified: %(reason)s"))
register("enterprise_suspended", group="enterprise", text=_("Your enterprise was suspended: %(reason)s"))
register("enterprise_applied", group="enterprise", text=_("Your enterprise waits for verification again."))
