"""Our entries of the menu, and what the home pages of students and HR show of recruitment."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.compiled import compiled
from marketplace.navigation import NavItem, panel, register
from marketplace.states import Role
from recruitment.models import Application, Interview, Position
from recruitment.states import PENDING, ApplicationState, PositionState

ENTERPRISE = ("position__enterprise__name", "position__enterprise__name_en")
SHOWN_OF_APPLICATION = ("state", "due_at", "position__title", *ENTERPRISE)

SCHOOL = frozenset({Role.SUPERVISOR, Role.COORDINATOR, Role.INTERNSHIP_OFFICE})

register(NavItem(_("Positions"), "recruitment:position_list", "briefcase",
                 frozenset({"visitor", Role.STUDENT, *SCHOOL, Role.OPERATOR} - {Role.SUPERVISOR}),
                 order=10, daily=True))  # fmt: skip
register(NavItem(_("Positions"), "recruitment:position_list", "briefcase", frozenset({Role.SUPERVISOR}), order=10))
register(NavItem(_("My positions"), "recruitment:position_manage", "briefcase",
                 frozenset({Role.HR}), order=10, daily=True))  # fmt: skip
register(NavItem(_("Applications"), "recruitment:application_list", "file",
                 frozenset({Role.STUDENT, Role.HR, *SCHOOL}), order=20, daily=True))  # fmt: skip
register(NavItem(_("My résumé"), "recruitment:resume", "user", frozenset({Role.STUDENT}), order=30))
register(NavItem(_("Import"), "recruitment:import_list", "upload", frozenset({Role.HR}), order=40))


@panel(Role.HR, order=10)
def positions_of_hr(request):
    """Open positions with new applications and the next reply that is due."""
    new = Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED))
    pending = Count("applications", filter=Q(applications__state__in=PENDING))
    rows = Position.objects.managed_by(request.user).filter(state=PositionState.OPEN).annotate(new=new, pending=pending)
    return "recruitment/_panel_hr.html", {"positions": list(rows.order_by("-new", "-opened_at")[:6])}


@panel(Role.STUDENT, order=10)
def applications_of_student(request):
    """The live applications, and the next interview."""
    live = _live(request.user.pk)
    return "recruitment/_panel_student.html", {"applications": live[:6], "interview": _next_interview(live)}


@compiled
def _live(user):
    mine = Application.objects.filter(student__user=user, state__in=PENDING)
    return mine.select_related("position__enterprise").only(*SHOWN_OF_APPLICATION)


def _next_interview(applications):
    known = {each.pk: each for each in applications if each.state == ApplicationState.INTERVIEWING}
    if not known:
        return None
    coming = Interview.objects.filter(application__in=known, at__gte=timezone.now()).order_by("at").first()
    if coming:
        coming.application = known[coming.application_id]
    return coming
