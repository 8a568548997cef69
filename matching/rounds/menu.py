"""The entry of rounds in the menu."""

from django.utils.translation import gettext_lazy as _

from marketplace.navigation import NavItem, register
from marketplace.states import Role

register(
    NavItem(
        _("Placement rounds"), "matching:round_list", "target", frozenset({Role.INTERNSHIP_OFFICE, Role.STUDENT}),
        order=24,
    )
)  # fmt: skip
register(NavItem(_("Rankings"), "matching:ranking_list", "target", frozenset({Role.HR}), order=45))
