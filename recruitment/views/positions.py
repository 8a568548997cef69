"""What everybody sees of positions."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from marketplace import searches, transitions
from marketplace.compiled import compiled
from marketplace.law import check, store
from marketplace.models import Student
from marketplace.states import Role
from recruitment import directory, position_terms, services
from recruitment.forms import ApplyForm, show
from recruitment.models import Position
from recruitment.resumes import frozen, sections, with_names
from recruitment.states import ENDED


@require_GET
def position_list(request):
    wish = directory.Wish.of(request.GET)
    found = directory.find(wish)
    if wish.is_plain and found.is_indexed:
        searches.note("positions", wish.words, found=found.page.paginator.count)
    context = {"wish": wish, "found": found, "sorts": directory.SORT_LABELS}
    return render(request, "recruitment/position_list.html", context)


@require_GET
def position_detail(request, pk):
    who = [request.user] if request.user.is_authenticated else []
    position = get_object_or_404(_positions, pk, *who)
    [(_, moves)] = transitions.available([position], request.user)
    is_ours = request.user.is_authenticated and request.user.has_perm("change_position", position)
    record = store.kept(position)
    student = getattr(request.user, "student", None)
    context = {
        "position": position,
        "terms": position_terms.terms(position),
        "standard": position_terms.standard(position),
        "tasks": [line.strip() for line in position.tasks.splitlines() if line.strip()],
        "moves": moves,
        "is_ours": is_ours,
        "law": check.grouped(store.findings_of(record)) if record and is_ours else None,
        "reasons": record.overrides if record else [],
        "mine": student and position.applications.filter(student=student).exclude(state__in=ENDED).first(),
        "may_apply": student is not None or not request.user.is_authenticated,
    }
    return render(request, "recruitment/position_detail.html", context)


@compiled
def _positions(pk, *who):
    visible = Position.objects.visible_to(who[0] if who else AnonymousUser())
    return visible.filter(pk=pk).select_related("enterprise", "site", "mentor")


@login_required
def position_apply(request, pk):
    position = get_object_or_404(Position.objects.visible_to(request.user).select_related("enterprise"), pk=pk)
    student = _applicant(request.user)
    if student is None:
        raise PermissionDenied
    form, status, stop = ApplyForm(request.POST or None), 200, None
    if request.method == "POST" and form.is_valid():
        try:
            application = services.apply(
                position, student, by=request.user, message=form.cleaned_data["message"],
                consent_version=form.consent_version,
            )  # fmt: skip
            return redirect(application)
        except ValidationError as error:
            status, stop = show(form, error), error
    elif request.method == "POST":
        status = 422
    return render(request, "recruitment/position_apply.html", _apply_page(position, student, form, stop), status=status)


def _applicant(user):
    """The student that this user is, with all that an application asks of them; None for everybody else."""
    around = ("student_class__major", "student_class__department__school", "supervisor")
    student = Student.objects.select_related(*around).filter(user=user).first()
    if student:
        student.user = user
    return student


def _apply_page(position, student, form, stop):
    """What the student is about to send, and what stands in the way already."""
    try:
        services.check_eligible(position, student)
    except ValidationError as error:
        stop = stop or error
    resume = frozen(student)
    findings = (stop.params or {}).get("findings", ()) if stop else ()
    return {
        "position": position, "form": form, "stop": stop, "law": check.grouped(findings) if findings else None,
        "resume": resume, "sections": sections(resume), "skills": with_names(resume),
    }  # fmt: skip


def hr_enterprise(request):
    """The enterprise for which the person acts as HR; for everybody else these pages do not exist."""
    membership = request.membership
    if membership and membership.role == Role.HR:
        return membership.enterprise
    found = next((known for known in request.memberships if known.role == Role.HR), None)
    if found is None:
        raise Http404
    return found.enterprise
