"""What the clusters of the vocabulary are called; a code that is not here is shown as it is."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "general": _("general skills"),
    "mechatronics": _("mechatronics"),
    "robotics": _("industrial robots"),
    "computing": _("computing and networks"),
    "software": _("software"),
    "ecommerce": _("e-commerce"),
    "accounting": _("accounting"),
    "nursing": _("nursing"),
    "logistics": _("logistics"),
}


def label(code):
    return LABELS.get(code, code)
