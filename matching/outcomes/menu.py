"""The entries of the model and the audit in the menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.navigation import NavItem, register
from marketplace.states import Role

register(
    NavItem(
        pgettext_lazy("matching", "Model"), "matching:model", "settings",
        frozenset({Role.INTERNSHIP_OFFICE, Role.LEADERSHIP}), order=68,
    )
)  # fmt: skip
register(NavItem(_("Fairness audit"), "matching:audit", "shield", frozenset({Role.LEADERSHIP}), order=67))
