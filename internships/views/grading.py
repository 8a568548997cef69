"""Co-grading: scoring, the sheet, moderation, publication, appeals."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from internships import services
from internships.forms import DecisionForm, ScoreForm
from internships.models import GradeSheet, Placement, Score
from internships.views.answers import attempt, attempt_form, ids, posted, story
from internships.views.looks import seen
from internships.work_states import G
from marketplace import permissions, policy, privacy, transitions

PER_PAGE = 25
PEOPLE = ("placement__student__user", "placement__enterprise", "placement__plan")
TABS = {
    "moderation": [G.MODERATION],
    "appealed": [G.APPEALED],
    "scored": [G.SCORED],
    "scoring": [G.SCORING],
    "done": [G.PUBLISHED, G.FINAL],
}


@login_required
def score_give(request, pk):
    """One grader's score: save for later, or submit. The other score is nowhere on the page."""
    score = get_object_or_404(
        Score.objects.own_of(request.user).select_related(*[f"sheet__{p}" for p in PEOPLE]), pk=pk
    )
    return scoring(request, score, by=request.user, via="account", done=lambda action: redirect(score.sheet))


def scoring(request, score, *, by, via, done, template="internships/score_give.html", **context):
    if request.method == "GET":
        privacy.look(by, [(score.sheet, score.sheet.placement.student_id)], what="grade_sheet")
    criteria = list(score.sheet.placement.plan.rubric.criteria.select_related("skill"))
    is_final = "submit" in request.POST
    form = ScoreForm(posted(request), score=score, criteria=criteria, is_final=is_final or request.method == "GET")
    status = 200
    if request.method == "POST":
        status = attempt_form(form, lambda: _keep(score, form, is_final, by=by, via=via))
        if not status:
            return done("submit") if is_final else redirect(request.get_full_path())
    placement = score.sheet.placement
    context |= {
        "score": score, "placement": placement, "form": form, "rows": form.criterion_rows,
        "logs": placement.logs.filter(state="approved").count(),
        "stored": Score.objects.prefetch_related("rows__criterion").get(pk=score.pk) if status == 409 else None,
    }  # fmt: skip
    return render(request, template, context, status=status)


def _keep(score, form, is_final, *, by, via):
    if is_final:
        services.submit_score(score, by=by, via=via, **form.given)
    else:
        services.save_score(score, by=by, **form.given)


@login_required
@require_GET
def sheet_detail(request, pk):
    sheet = _visible(request, pk)
    seen(request, sheet, sheet.placement, "grade_sheet")
    return _sheet_page(request, sheet)


def _visible(request, pk):
    return get_object_or_404(GradeSheet.objects.visible_to(request.user).select_related(*PEOPLE), pk=pk)


def _sheet_page(request, sheet, *, form=None, status=200):
    user = request.user
    may = permissions.of(user, [sheet.placement])
    [(_sheet, moves)] = transitions.available([sheet], user, may)
    scores = list(
        Score.objects.visible_to(user)
        .filter(sheet=sheet)
        .select_related("grader")
        .prefetch_related("rows__criterion__skill")
    )
    is_settled = sheet.state not in (G.SCORING, G.VOID)
    versions = list(sheet.versions.select_related("by")) if is_settled else []
    context = {
        "sheet": sheet, "placement": sheet.placement, "plan": sheet.placement.plan, "moves": moves, "scores": scores,
        "versions": versions,
        "current": max(versions, key=lambda version: version.number, default=None), "history": story(sheet),
        "form": form or DecisionForm(may_stay="answer" in moves),
        "waiting": sheet.scores.filter(state__in=["awaits_school", "awaits_enterprise"]),
        "may_waive": may("moderate_grade", sheet.placement),
        "is_student": may("appeal_grade", sheet.placement),
    }  # fmt: skip
    return render(request, "internships/sheet_detail.html", context, status=status)


@login_required
@require_POST
def sheet_open(request, pk):
    placement = get_object_or_404(Placement.objects.visible_to(request.user), pk=pk)
    return attempt(
        request,
        lambda: services.open_grading(placement, by=request.user),
        back=placement,
        done=_("Both graders were asked for their score."),
    )


@login_required
@require_POST
def sheet_decide(request, pk, action):
    """Moderation, or the answer to an appeal, by a third person."""
    sheet = _visible(request, pk)
    if not request.user.has_perm("moderate_grade", sheet.placement):
        raise PermissionDenied
    form = DecisionForm(request.POST, may_stay=action == "answer")
    verb = services.answer_appeal if action == "answer" else services.moderate
    status = attempt_form(form, lambda: verb(sheet, by=request.user, **form.cleaned_data))
    if status:
        sheet.refresh_from_db()
        return _sheet_page(request, sheet, form=form, status=status)
    return redirect(sheet)


@login_required
@require_POST
def sheet_appeal(request, pk):
    sheet = _visible(request, pk)
    reason = request.POST.get("reason", "")
    return attempt(
        request,
        lambda: services.appeal(sheet, by=request.user, reason=reason),
        back=sheet,
        done=_("Your appeal was sent. Somebody who did not score answers it."),
    )


@login_required
@require_POST
def sheet_accept(request, pk):
    sheet = _visible(request, pk)
    return attempt(request, lambda: services.accept_grade(sheet, by=request.user), back=sheet)


@login_required
@require_POST
def sheet_publish(request, pk):
    sheet = _visible(request, pk)
    return attempt(request, lambda: services.publish_grade(sheet, by=request.user), back=sheet, done=_("Published."))


@login_required
@require_POST
def sheet_publish_all(request):
    count = services.publish_grades(GradeSheet.objects.filter(pk__in=ids(request, "sheet")), by=request.user)
    words = ngettext("%(count)s grade published.", "%(count)s grades published.", count) % {"count": count}
    return attempt(request, lambda: None, back="internships:grade_list", done=words)


@login_required
@require_POST
def score_waive(request, pk):
    score = get_object_or_404(Score, pk=pk, sheet__in=GradeSheet.objects.visible_to(request.user))
    reason = request.POST.get("reason", "")
    return attempt(request, lambda: services.waive_score(score, by=request.user, reason=reason), back=score.sheet)


@login_required
@require_GET
def grade_list(request):
    """Disputes and appeals first, then what can be published at once, then whom we wait for."""
    visible = policy.held(GradeSheet.objects.all(), request.user, "publish_grade")
    tab = request.GET.get("tab", "moderation")
    rows = visible.filter(state__in=TABS.get(tab, TABS["moderation"])).select_related(*PEOPLE)
    page = Paginator(rows.prefetch_related("versions", "scores").order_by("due_at", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    labels = {
        "moderation": pgettext("grades", "To decide"), "appealed": pgettext("grades", "Appeals"),
        "scored": pgettext("grades", "To publish"), "scoring": pgettext("grades", "Being scored"),
        "done": pgettext("grades", "Published"),
    }  # fmt: skip
    counts = {code: visible.filter(state__in=states).count() for code, states in TABS.items()}
    tabs = [
        {"label": labels[code], "url": f"?tab={code}", "current": code == tab, "count": counts[code]} for code in TABS
    ]
    return render(request, "internships/grade_list.html", {"page": page, "tabs": tabs, "tab": tab})
