"""The matcher's entry of the menu and its panel on a student's home page."""

from django.utils.translation import gettext_lazy as _

from marketplace.navigation import NavItem, panel, register
from marketplace.states import Role
from matching import lists

SHOWN = 3

register(NavItem(_("For me"), "matching:for_student", "target", frozenset({Role.STUDENT}), order=30))


@panel(Role.STUDENT, order=40)
def recommendations(request):
    """The best three positions, from what is stored; nothing for who does not want to be ranked."""
    student = request.user.own_student
    if student is None or student.ranking_opt_out:
        return None
    return "matching/_panel.html", {"scores": lists.best_of(student, most=SHOWN)}
