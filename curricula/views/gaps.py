"""The gap table of a programme, and the lists behind each of its numbers."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from curricula import display, gap, gap_kept, services
from curricula.gap_rows import shown
from curricula.models import Programme
from marketplace import evidence, permissions
from marketplace.models import Skill
from recruitment.models import Application

PER_PAGE = 25
CHARTED = 10
SORTS = {
    "urgency": (gettext_lazy("most urgent"), lambda row: (-row.urgency, -row.demand)),
    "demand": (gettext_lazy("most demanded"), lambda row: -row.demand),
    "gap": (gettext_lazy("largest gap"), lambda row: (row.gap is None, -(row.gap or 0))),
    "trend": (gettext_lazy("fastest growing"), lambda row: (row.trend.change is None, -(row.trend.change or 0))),
    "rejections": (gettext_lazy("most rejections"), lambda row: -row.rejections.part),
}


@login_required
@require_GET
def gap_table(request, pk):
    programme, cohort = _programme(request, pk), _cohort(request)
    table, read_at = gap_kept.read(programme, cohort=cohort)
    sort = request.GET.get("sort") if request.GET.get("sort") in SORTS else "urgency"
    rows = sorted(table.rows, key=SORTS[sort][1])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = _context(request, programme, cohort)
    may_propose = bool(table.version) and context["may"]("propose_programme", programme)
    asked = {"cohort": cohort, "may_trace": context["may_trace"], "may_propose": may_propose}
    context |= {
        "table": table,
        "read_at": read_at,
        "page": page,
        "rows": [shown(row, programme, **asked) for row in page],
        "charted": rows[:CHARTED],
        "sort": sort,
        "sorts": [(code, label) for code, (label, _key) in SORTS.items()],
        "may_propose": may_propose,
    }
    return render(request, "curricula/gap_table.html", context)


@login_required
@require_GET
def gap_posts(request, pk, code):
    """The positions counted in the demand for a skill."""
    programme, skill = _programme(request, pk), get_object_or_404(Skill, code=code)
    found = gap.posts_behind(programme, skill, timezone.localdate())
    context = _context(request, programme, None) | {"skill": skill, "page": _page(request, found)}
    return render(request, "curricula/gap_posts.html", context)


@login_required
@require_GET
def gap_positions(request, pk):
    """The positions of the market: all that were counted for any skill."""
    programme = _programme(request, pk)
    page = _page(request, gap.positions_behind(programme, timezone.localdate()))
    context = _context(request, programme, None) | {"page": page}
    return render(request, "curricula/gap_positions.html", context)


@login_required
@require_GET
def gap_students(request, pk, code=None):
    """The students counted, or those in the attained level of a skill, for staff of their school only."""
    programme = get_object_or_404(_programmes(Programme.objects.granted_to(request.user, "trace_programme")), pk=pk)
    skill, cohort = get_object_or_404(Skill, code=code) if code else None, _cohort(request)
    page = _page(request, gap.students_behind(programme, skill, cohort))
    levels = evidence.levels_of(list(page), [skill]) if skill else {}
    rows = [(student, skill and levels[student.pk][skill.pk]) for student in page]
    context = _context(request, programme, cohort) | {"skill": skill, "page": page, "rows": rows}
    return render(request, "curricula/gap_students.html", context)


@login_required
@require_GET
def gap_rejections(request, pk, code=None):
    """The rejections counted, those that cite a skill or all; a name only where the application itself is visible."""
    programme = _programme(request, pk)
    skill = get_object_or_404(Skill, code=code) if code else None
    found = gap.rejections_behind(programme, timezone.localdate(), skill).select_related("position__enterprise")
    page = _page(request, found.prefetch_related("missing_skills").order_by("-state_at", "-pk"))
    visible = Application.objects.visible_to(request.user).filter(pk__in=[row.pk for row in page])
    names = {row.pk: row for row in visible.select_related("student__user")}
    rows = [(row, names.get(row.pk)) for row in page]
    context = _context(request, programme, None) | {"skill": skill, "page": page, "rows": rows}
    return render(request, "curricula/gap_rejections.html", context)


@login_required
@require_POST
def gap_propose(request, pk, code):
    """One click from a gap to a draft proposal; again, to the same draft."""
    programme, skill = _programme(request, pk), get_object_or_404(Skill, code=code)
    try:
        proposal = services.propose_from_gap(programme, skill, by=request.user, cohort=_cohort(request))
    except ValidationError as error:
        context = _context(request, programme, None) | {"error": error.messages[0]}
        return render(request, "curricula/gap_refused.html", context, status=409)
    return redirect("curricula:proposal_edit", pk=proposal.pk)


def _programmes(queryset):
    return queryset.select_related("major", "department", "school")


def _programme(request, pk):
    return get_object_or_404(_programmes(Programme.objects.granted_to(request.user, "analyse_programme")), pk=pk)


def _cohort(request):
    text = request.GET.get("cohort") or request.POST.get("cohort") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _page(request, queryset):
    return Paginator(queryset, PER_PAGE).get_page(request.GET.get("page"))


def _context(request, programme, cohort):
    gaps = {"label": _("Gaps"), "url": reverse("curricula:gap_table", args=[programme.pk])}
    may = permissions.of(request.user, [programme])
    return {
        "programme": programme,
        "cohort": cohort,
        "may": may,
        "crumbs": display.crumbs(programme),
        "gap_crumbs": display.crumbs(programme, gaps),
        "may_trace": may("trace_programme", programme),
    }
