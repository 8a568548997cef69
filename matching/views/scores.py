"""The pages of the matcher: candidates of a position, positions of a student, one pair, and what data is used."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace import privacy
from marketplace import services as marketplace
from marketplace.compiled import compiled
from marketplace.models import Student
from matching import comparison, lists, rows, services, teachers
from matching.filters import Wish
from recruitment.models import Position

APPLICANTS_PER_PAGE, OTHERS_PER_PAGE, IN_SHORT = 15, 10, 5
FIRST = 10
TICKED = 20
"""So many ticks are carried from page to page; more than can be compared, so that one sees which to take away."""
SHOWN = (
    "title", "city", "state", "starts_on",
    "match_run__phase", "match_run__progress", "match_run__finished_at", "match_run__error",
)  # fmt: skip
STUDENT = ("ranking_opt_out", "user", "student_class__major", "student_class__department__school")


@login_required
@require_GET
def for_position(request, pk):
    position = get_object_or_404(_managed, request.user, pk)
    wish = Wish.of(request.GET, position)
    context = lists.of_position(position, request.user, wish) | {"wish": wish}
    context["is_embedded"] = bool(request.htmx) and request.path not in (request.htmx.current_url or "")
    context |= _turned(request, context) | {"facets": wish.facets(position), "chips": wish.chips(position)}
    seen = [application for application, _card in context["applied"]]
    seen += [column.application for column in context["carried"] if column.application]
    listed = [(application, application.student_id) for application in seen]
    privacy.look(request.user, listed, what="candidate_list", memberships=request.memberships)
    return render(request, "matching/_for_position.html" if request.htmx else "matching/for_position.html", context)


def _turned(request, context):
    """The pages of both lists that `?at=2.1` asks for, and who is ticked but stands on neither."""
    position, is_short = context["position"], context["is_embedded"]
    applied = Paginator(context["applicants"], IN_SHORT if is_short else APPLICANTS_PER_PAGE)
    others = Paginator(context["others"], IN_SHORT if is_short else OTHERS_PER_PAGE)
    applied_number, _dot, others_number = request.GET.get("at", "").partition(".")
    applied_page, others_page = applied.get_page(applied_number), others.get_page(others_number)
    applied_rows, other_rows = rows.of_applicants(applied_page, position), rows.of_others(others_page, position)
    ticked = list(dict.fromkeys(request.GET.getlist("c")))[:TICKED]
    shown = {row.get("key") for row in applied_rows} | {row["name"] for row in other_rows}
    return {
        "applied": applied_page, "applied_rows": applied_rows,
        "page": others_page, "other_rows": other_rows, "columns": rows.columns(others_page),
        "at_applied": f"{applied_page.number}.", "at_others": f".{others_page.number}",
        "has_more": max(applied.num_pages, others.num_pages) > 1,
        "ticked": ticked,
        "carried": comparison.columns(position, request.user, [key for key in ticked if key not in shown]),
    }  # fmt: skip


@compiled
def _managed(user, pk):
    return Position.objects.managed_by(user).filter(pk=pk).select_related("match_run").only(*SHOWN)


@login_required
@require_POST
def position_rescore(request, pk):
    position = get_object_or_404(Position.objects.managed_by(request.user), pk=pk)
    services.request_position(position.pk)
    return redirect("matching:for_position", pk)


@login_required
@require_GET
def for_student(request):
    """The best few; with `?all` all that are kept. What would raise the student is said of those that are shown."""
    student = get_object_or_404(_students, request.user.pk)
    most = lists.RECOMMENDED if "all" in request.GET else FIRST
    run = None if student.ranking_opt_out else services.recommendations_run(student)
    pairs = [] if student.ranking_opt_out else lists.of_student(student, most + 1)
    shown = pairs[:most]
    context = {
        "student": student, "run": run, "pairs": shown, "has_more": len(pairs) > len(shown),
        "rows": rows.of_positions(shown, student),
        "advice": teachers.teach(lists.advice(shown), student, among=[card.score.position for card, _made in shown]),
        "invitations": lists.invitations_of(student, pairs),
    }  # fmt: skip
    return render(request, "matching/_for_student.html" if request.htmx else "matching/for_student.html", context)


@compiled
def _students(user):
    return Student.objects.filter(user=user).select_related("student_class__department").only(*STUDENT)


@login_required
@require_GET
def explanation(request, position, student):
    position = get_object_or_404(Position.objects.visible_to(request.user).select_related("enterprise"), pk=position)
    student = get_object_or_404(Student.objects.select_related("user", "student_class__department"), pk=student)
    try:
        card = lists.explanation(position, student, request.user)
    except LookupError:
        raise Http404 from None
    privacy.look(request.user, [(position, student.pk)], what="candidate", memberships=request.memberships)
    is_mine = student.user_id == request.user.pk
    context = {"position": position, "student": student, "card": card, "is_mine": is_mine}
    context["raises"] = lists.raises_of(card, student if is_mine else None)
    return render(request, "matching/explanation.html", context)


@login_required
@require_GET
def why_not(request, pk):
    """How the signed-in student stands at any open position: in short for its page, else the whole explanation."""
    student = _student_of(request.user)
    if not request.htmx:
        return redirect("matching:explanation", pk, student.pk)
    position = get_object_or_404(Position.objects.visible_to(request.user), pk=pk)
    context = {"position": position, "student": student, "card": lists.explanation(position, student, request.user)}
    return render(request, "matching/_fit.html", context)


@require_GET
def why(request):
    student = getattr(request.user, "student", None) if request.user.is_authenticated else None
    return render(request, "matching/why.html", {"student": student})


@login_required
@require_POST
def opt_out(request):
    student, out = _student_of(request.user), request.POST.get("out") == "1"
    marketplace.opt_out_of_ranking(student, by=request.user, out=out)
    messages.success(request, _("You are no longer ranked.") if out else _("You are ranked again."))
    return redirect("matching:why")


def _student_of(user):
    return get_object_or_404(Student.objects.select_related("user", "student_class__department"), user=user)
