"""Versions of a training plan: courses, matrix, norms, comparison; drafts are edited and taken over."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curricula import changes, display, gap, norms, services
from curricula.forms import PartsForm
from curricula.models import PARTS, Course, ProgrammeVersion
from curricula.plans import facts_of, plan_of
from curricula.states import VersionState
from marketplace import transitions

MOVES = {"adopt": services.adopt, "discard": services.discard}


@require_GET
def version_detail(request, pk):
    """The parts of the plan and its courses by term."""
    version = _version(request, pk)
    courses = list(version.courses.all())
    context = _context(request, version, "detail") | {
        "parts": [(ProgrammeVersion._meta.get_field(name).verbose_name, getattr(version, name)) for name in PARTS],
        "terms": display.terms(version),
        "categories": display.by_category(courses),
        "totals": display.totals(courses),
    }
    return render(request, "curricula/version_detail.html", context)


@require_GET
def version_matrix(request, pk):
    version = _version(request, pk)
    context = _context(request, version, "matrix") | {"rows": display.matrix(version)}
    return render(request, "curricula/version_matrix.html", context)


@require_GET
def version_checks(request, pk):
    """What the norms say about the plan; who may see the gap table also sees demanded skills without mastery."""
    version = _version(request, pk)
    unmastered = ()
    if request.user.has_perm("analyse_programme", version.programme):
        table = gap.read(version.programme)
        mastered = set(version.courses.filter(coverage__kind="M").values_list("coverage__skill", flat=True))
        unmastered = tuple(str(row.skill) for row in table.rows if row.demand >= 1 and row.skill.pk not in mastered)
    found = display.findings(norms.check(facts_of(version, unmastered)))
    context = _context(request, version, "checks") | {"findings": found}
    return render(request, "curricula/version_checks.html", context)


@require_GET
def version_compare(request, pk):
    """What changed since another version of the programme: `?with=` its number, else the one it is based on."""
    version = _version(request, pk)
    others = ProgrammeVersion.objects.visible_to(request.user).filter(programme=version.programme).exclude(pk=pk)
    number = request.GET.get("with", "")
    other = others.filter(number=int(number)).first() if number.isascii() and number.isdigit() else None
    other = other or version.based_on or others.filter(number__lt=version.number).order_by("-number").first()
    lines = display.change_lines(changes.diff(plan_of(other), plan_of(version)), version) if other else []
    context = _context(request, version, "compare") | {"other": other, "others": others, "lines": lines}
    return render(request, "curricula/version_compare.html", context)


@login_required
def version_edit(request, pk):
    version = _version(request, pk)
    if version.state != VersionState.DRAFT or not request.user.has_perm("propose_programme", version.programme):
        raise Http404
    form = PartsForm(request.POST or None, instance=version)
    if request.method == "POST" and form.is_valid():
        services.change_parts(version, by=request.user, **form.cleaned_data)
        return redirect(version)
    context = {"version": version, "form": form, "crumbs": display.crumbs(version.programme)}
    return render(request, "curricula/version_edit.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def version_propose(request, pk):
    """Propose a draft version as a change of the plan in force."""
    version = _version(request, pk)
    try:
        proposal = services.propose_from_version(version, by=request.user)
    except ValidationError as error:
        context = _context(request, version, "detail") | {"error": error.messages[0]}
        return render(request, "curricula/version_refused.html", context, status=409)
    return redirect(proposal)


@login_required
@require_POST
def version_move(request, pk, action):
    version = _version(request, pk)
    if action not in MOVES:
        raise Http404
    try:
        MOVES[action](version, by=request.user)
    except ValidationError as error:
        context = _context(request, version, "detail") | {"error": error.messages[0]}
        return render(request, "curricula/version_refused.html", context, status=409)
    return redirect(version.programme)


@require_GET
def course_detail(request, pk):
    courses = Course.objects.visible_to(request.user).select_related("version__programme__major")
    course = get_object_or_404(courses.select_related("version__programme__school"), pk=pk)
    context = {
        "course": course,
        "version": course.version,
        "coverage": course.coverage.select_related("skill"),
        "crumbs": display.crumbs(
            course.version.programme,
            {
                "label": _("Version %(number)s") % {"number": course.version.number},
                "url": course.version.get_absolute_url(),
            },
        ),
    }
    return render(request, "curricula/course_detail.html", context)


def _version(request, pk):
    found = ProgrammeVersion.objects.visible_to(request.user).select_related(
        "programme__major", "programme__department", "programme__school", "based_on"
    )
    return get_object_or_404(found, pk=pk)


def _context(request, version, tab):
    """What the head of every page of a version needs: its tabs and what may be done."""
    pages = [
        ("detail", _("Plan and courses")),
        ("matrix", _("Skills")),
        ("checks", _("Norms")),
        ("compare", _("Changes")),
    ]
    is_draft = version.state == VersionState.DRAFT
    may_propose = is_draft and request.user.has_perm("propose_programme", version.programme)
    is_first = is_draft and not version.programme.versions.published().exists()
    [(_version, moves)] = transitions.available([version], request.user)
    return {
        "version": version,
        "crumbs": display.crumbs(version.programme),
        "may_edit": may_propose,
        "may_propose": may_propose and not is_first,
        "moves": {action: move for action, move in moves.items() if action != "adopt" or is_first},
        "tabs": [
            {"label": label, "url": reverse(f"curricula:version_{name}", args=[version.pk]), "current": name == tab}
            for name, label in pages
        ],
    }
