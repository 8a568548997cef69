"""The words of our notices, and who gets them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import notices

notices.register(
    "invitation_received",
    group="applications",
    text=gettext_lazy("%(enterprise)s invites you to apply: %(position)s. It does not know who you are."),
)

INVITATION_FACTS = ("position__title", "position__enterprise__name")


def invited_to(title, enterprise):
    return _("Invitation: %(position)s · %(enterprise)s") % {"position": title, "enterprise": enterprise}


def path_of(invitation):
    return reverse("matching:for_student") + "#invitations"


def tell_invited(invitation):
    position = invitation.position
    notices.send(
        invitation.student.user,
        "invitation_received",
        path=path_of(invitation),
        position=position.title,
        enterprise=position.enterprise.name,
    )
