"""The kernel's own entries of the menu."""

from django.utils.translation import gettext_lazy as _

from marketplace.navigation import NavItem, register
from marketplace.states import Role

EVERYONE = frozenset(Role.values)

register(NavItem(_("Home"), "marketplace:home", "home", EVERYONE, order=0, daily=True))
register(NavItem(_("To do"), "marketplace:todo_list", "todo", EVERYONE, order=1, daily=True))
register(NavItem(_("My skills"), "marketplace:my_skills", "skill", frozenset({Role.STUDENT}), order=60))
register(NavItem(_("Releases"), "marketplace:release_list", "check", frozenset({Role.INTERNSHIP_OFFICE}), order=65))
register(NavItem(_("Enterprises"), "marketplace:enterprise_list", "building", EVERYONE | {"visitor"}, order=70))
register(NavItem(_("Skills"), "marketplace:skill_list", "grid", EVERYONE, order=80))
SEARCH_READERS = frozenset({Role.OPERATOR, Role.INTERNSHIP_OFFICE})
register(NavItem(_("Searches that found nothing"), "marketplace:search_list", "search", SEARCH_READERS, order=85))
register(NavItem(_("Background work"), "marketplace:task_list", "clock", frozenset({Role.OPERATOR}), order=90))
