"""Our entries of the menu, and our panels of home pages: what to do now about internships."""

from collections import Counter

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from internships import gates
from internships.models import Confirmation, GradeSheet, Incident, Placement, Score, WeeklyLog
from internships.services import monday
from internships.states import BEFORE_START, PlacementState
from internships.views.detail import this_week
from internships.work_states import LogState, SheetState
from marketplace import policy
from marketplace.compiled import compiled
from marketplace.navigation import NavItem, panel, register
from marketplace.states import Role

SCHOOL = frozenset({Role.COORDINATOR, Role.INTERNSHIP_OFFICE})
SHOWN_OF_PLACEMENT = [
    *("state", "starts_on", "started_on", "ends_on", "ended_on", "plan__required_logs"),
    *("enterprise__name", "enterprise__name_en", "position__title"),
]

register(
    NavItem(
        _("My internship"), "internships:placement_list", "briefcase", frozenset({Role.STUDENT}), order=20, daily=True
    )
)
register(
    NavItem(_("Weeks to read"), "internships:log_queue", "log", frozenset({Role.SUPERVISOR}), order=20, daily=True)
)
register(
    NavItem(
        _("Weeks to confirm"), "internships:confirmation_list", "log", frozenset({Role.MENTOR}), order=20, daily=True
    )
)
register(NavItem(_("Ready to start?"), "internships:gate_list", "law", SCHOOL, order=20, daily=True))
register(
    NavItem(
        _("Placements"), "internships:placement_list", "briefcase", frozenset({Role.SUPERVISOR}), order=21, daily=True
    )
)
register(NavItem(_("Placements"), "internships:placement_list", "briefcase", SCHOOL | {Role.MENTOR, Role.HR}, order=21))
register(NavItem(_("Grades"), "internships:grade_list", "grade", SCHOOL, order=22))
register(NavItem(_("Reports"), "internships:event_list", "shield", SCHOOL | {Role.SUPERVISOR}, order=23))
register(NavItem(_("Internship plans"), "internships:plan_list", "book", SCHOOL, order=24))


@panel(Role.STUDENT, order=10)
def my_internship(request):
    """The placement that counts; its gates are read only while it waits for them."""
    today = timezone.localdate()
    placement = _internships.first(request.user.pk, monday(today))
    if not placement:
        return "internships/_panel_student.html", {"placement": None}
    week = this_week(placement, today)
    context = {
        "placement": placement, "week": week,
        "log_state": placement.log_state if week else "",
        "approved": placement.approved or 0,
        "missing": _missing(placement) if placement.state in BEFORE_START else 0,
    }  # fmt: skip
    return "internships/_panel_student.html", context


@compiled
def _internships(user, week_on):
    """Of a student, with the state of that week and how many weeks are approved."""
    own = Placement.objects.filter(student__user=user).exclude(state=PlacementState.TERMINATED)
    rows = own.select_related("enterprise", "position", "plan").order_by("-starts_on")
    logs = WeeklyLog.objects.filter(placement=OuterRef("pk")).order_by()
    of_week = logs.filter(week_on=week_on).values("state")
    approved = logs.filter(state=LogState.APPROVED).values("placement").values(n=Count("pk"))
    counted = rows.annotate(log_state=Subquery(of_week[:1]), approved=Subquery(approved))
    return counted.only(*SHOWN_OF_PLACEMENT)[:1]


def _missing(placement):
    return len(gates.missing(gates.with_gates(Placement.objects.filter(pk=placement.pk)).get()))


def _stat(label, value, url_name, *, query="", tone=""):
    return {"label": label, "value": value, "url": reverse(url_name) + query, "tone": tone if value else ""}


@panel(Role.SUPERVISOR, order=10)
def my_weeks(request):
    weeks = dict(_waiting_weeks(request.user))
    at_work = sum(count for _state, count in _supervised(request.user))
    stats = [
        _stat(_("Weeks worth a question"), weeks.get(False, 0), "internships:log_queue", tone="wait"),
        _stat(_("Quiet weeks"), weeks.get(True, 0), "internships:log_queue"),
        _stat(_("Students at work"), at_work, "internships:placement_list", query="?tab=work"),
    ]
    return "internships/_panel_numbers.html", {"title": _("My students' internships"), "stats": stats}


@compiled
def _waiting_weeks(user):
    """How many are quiet, and how many are not."""
    rows = WeeklyLog.objects.supervised_by(user).waiting().order_by()
    return rows.annotate(is_quiet=Q(risk=0)).values_list("is_quiet").annotate(Count("pk"))


@compiled
def _supervised(user):
    return _by_state(Placement.objects.supervised_by(user).at_work())


@panel(Role.MENTOR, order=10)
def my_students(request):
    waiting = Confirmation.objects.mentored_by(request.user).awaited().count()
    scores = Score.objects.own_of(request.user).filter(state="awaits_enterprise")
    first = scores.first()
    stats = [_stat(_("Weeks to confirm"), waiting, "internships:confirmation_list", tone="wait")]
    if first:
        stats.append(
            {"label": _("Scores to give"), "value": scores.count(), "url": first.get_absolute_url(), "tone": "wait"}
        )
    return "internships/_panel_numbers.html", {"title": _("My interns"), "stats": stats}


@panel(Role.COORDINATOR, Role.INTERNSHIP_OFFICE, order=10)
def exceptions(request):
    placements, sheets, reports = (Counter(dict(counted(request.user))) for counted in (_placements, _sheets, _reports))
    before = sum(placements[state] for state in BEFORE_START)
    grades = "internships:grade_list"
    stats = [
        _stat(_("Open reports"), reports.total(), "internships:event_list", tone="bad"),
        _stat(_("Without a plan"), placements[PlacementState.DRAFT], "internships:gate_list", tone="bad"),
        _stat(_("Before the start"), before, "internships:gate_list", tone="wait"),
        _stat(_("At work"), placements[PlacementState.ACTIVE], "internships:placement_list", query="?tab=work"),
        _stat(_("Grades to decide"), sheets[SheetState.MODERATION], grades, query="?tab=moderation", tone="wait"),
        _stat(_("Appeals"), sheets[SheetState.APPEALED], grades, query="?tab=appealed", tone="wait"),
        _stat(_("Grades to publish"), sheets[SheetState.SCORED], grades, query="?tab=scored"),
    ]
    return "internships/_panel_numbers.html", {"title": _("Internships"), "stats": stats}


@compiled
def _placements(user):
    return _by_state(Placement.objects.managed_by(user))


@compiled
def _sheets(user):
    return _by_state(policy.held(GradeSheet.objects.all(), user, "publish_grade"))


@compiled
def _reports(user):
    return _by_state(policy.held(Incident.objects.exclude(state="resolved"), user, "handle_incident"))


def _by_state(rows):
    return rows.order_by().values_list("state").annotate(Count("pk"))
