"""Our entries of the menu and panels of the home pages."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from curricula import progress
from curricula.models import Programme, Proposal
from curricula.states import EDITABLE, UNDER_WAY
from marketplace.navigation import NavItem, panel, register
from marketplace.states import Role

SHOWN = 5
TEACHING = (Role.PROGRAMME_LEADER, Role.ACADEMIC_AFFAIRS, Role.LEADERSHIP)

register(
    NavItem(
        _("Training plans"),
        "curricula:programme_list",
        "book",
        frozenset(TEACHING),
        order=40,
        daily=True,
    )
)
register(
    NavItem(
        _("Training plans"),
        "curricula:programme_list",
        "book",
        frozenset({Role.COORDINATOR, Role.SUPERVISOR}),
        order=65,
    )
)
register(
    NavItem(
        _("Changes of plans"),
        "curricula:proposal_list",
        "flag",
        frozenset(TEACHING),
        order=41,
    )
)
register(
    NavItem(
        _("My requirements"),
        "curricula:my_requirements",
        "target",
        frozenset({Role.STUDENT}),
        order=55,
    )
)


@panel(*TEACHING, order=40)
def programmes(request):
    """The programmes of the department or school, the ones with changes under way first."""
    rows = Programme.objects.granted_to(request.user, "trace_programme").select_related("major", "department")
    counted = rows.annotate(
        under_way=Count("proposals", filter=Q(proposals__state__in=UNDER_WAY), distinct=True),
        drafts=Count("proposals", filter=Q(proposals__state__in=EDITABLE), distinct=True),
    )
    found = list(counted.order_by("-under_way", "-drafts", "major__code")[:SHOWN])
    return "curricula/_panel_programmes.html", {"programmes": found}


@panel(Role.LEADERSHIP, Role.ACADEMIC_AFFAIRS, order=45)
def changes(request):
    """What is under way, the latest movement first."""
    rows = Proposal.objects.visible_to(request.user).filter(state__in=UNDER_WAY).select_related("programme__major")
    found = list(rows.order_by("-state_at", "-pk")[:SHOWN])
    return ("curricula/_panel_changes.html", {"proposals": found}) if found else None


@panel(Role.STUDENT, order=60)
def requirements(request):
    """The skills furthest from what the plan asks, for a student who has a plan."""
    student = request.user.own_student
    found = progress.skills(student) if student else []
    if not found:
        return None
    missing = [requirement for requirement in found if not requirement.is_met]
    context = {"n_met": len(found) - len(missing), "n_all": len(found), "missing": missing[:3]}
    return "curricula/_panel_requirements.html", context
