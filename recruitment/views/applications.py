"""Applications: the lists of students and HR, one application with its story, and its moves."""

from datetime import timedelta
from functools import cache, partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from marketplace import permissions, privacy, transitions
from marketplace.compiled import compiled
from marketplace.models import User
from marketplace.paths import path_to
from marketplace.states import Role
from recruitment import services, timeline
from recruitment.forms import InviteForm, OfferForm, RejectForm, show
from recruitment.models import Application, Position
from recruitment.resumes import against, sections
from recruitment.states import ENDED, PLACED, UNDECIDED, ApplicationState

PER_PAGE = 25
ORDER = (F("due_at").asc(nulls_last=True), "-created_at", "-pk")
PLAIN = {
    "shortlist": services.shortlist, "withdraw": services.withdraw, "accept": services.accept,
    "decline": services.decline,
}  # fmt: skip
TABS = {
    "undecided": UNDECIDED, "offered": {ApplicationState.OFFERED}, "accepted": {ApplicationState.ACCEPTED},
    "ended": ENDED,
}  # fmt: skip


@login_required
@require_GET
def application_list(request):
    position, is_student = _chosen_position(request), _is_student(request)
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else ""
    who = [request.user, *([position.pk] if position else [])]
    tabs = _tabs(dict(_counts(*who)), tab, position)
    places = range(next(each["count"] for each in tabs if each["current"]))
    page = Paginator(places, PER_PAGE).get_page(request.GET.get("page"))
    shape = {"tab": tab, "start": page.start_index(), "is_student": is_student}
    found = transitions.available(_listed(*who, **shape), request.user)
    listed = [(application, application.student_id) for application, _moves in found]
    privacy.look(request.user, listed, what="application_list", memberships=request.memberships)
    context = {
        "rows": _rows(found, is_student, position),
        "page": page,
        "position": position,
        "tabs": tabs,
        "is_student": is_student,
    }
    return render(request, "recruitment/application_list.html", context)


def _rows(found, is_student, position):
    """The applications as plain values: a template takes four times as long to find them itself."""
    path, shortlist = path_to("recruitment:application_detail"), path_to("recruitment:application_move", "shortlist")
    day = cache(partial(date_format, format="SHORT_DATE_FORMAT"))
    return [
        {
            "pk": str(application.pk), "url": path(application.pk),
            "name": application.title if is_student else application.applicant,
            "told": [*_told(application, is_student, position), day(timezone.localdate(application.created_at))],
            "state": application.state, "label": application.get_state_display(), "due": application.due_at,
            "shortlist": shortlist(application.pk) if "shortlist" in moves else "",
        }
        for application, moves in found
    ]  # fmt: skip


def _told(application, is_student, position):
    if is_student:
        return [application.enterprise, application.city]
    return [application.major, application.class_name, *([] if position else [application.title])]


def _is_student(request):
    """Nobody of an enterprise is one, so that is not asked."""
    return not any(each.enterprise_id for each in request.memberships) and hasattr(request.user, "student")


@compiled
def _counts(user, *position):
    return _visible_to(user, position).order_by().values_list("state").annotate(Count("pk"))


@compiled
def _listed(user, *position, tab, start, is_student):
    """A page from the place `start` on, with names joined to these few instead of to all that are sorted."""
    visible = _visible_to(user, position)
    shown = visible.filter(state__in=TABS[tab]) if tab else visible
    keys = shown.order_by(*ORDER).values("pk")[max(start, 1) - 1 :][:PER_PAGE]
    rows = Application.objects.filter(pk__in=keys).order_by(*ORDER)
    return rows.as_rows_of_positions() if is_student else rows.as_rows().annotate(title=F("position__title"))


def _visible_to(user, position):
    visible = Application.objects.visible_to(user)
    return visible.filter(position=position[0]) if position else visible


def _chosen_position(request):
    pk = request.GET.get("position", "")
    is_number = pk.isascii() and pk.isdigit() and len(pk) < 19
    return Position.objects.visible_to(request.user).filter(pk=int(pk)).first() if is_number else None


def _tabs(counts, tab, position):
    extra = f"&position={position.pk}" if position else ""
    labels = {
        "": _("All"), "undecided": pgettext("applications", "to decide"), "offered": pgettext("application", "offered"),
        "accepted": pgettext("application", "accepted"), "ended": pgettext("applications", "ended"),
    }  # fmt: skip
    return [
        {
            "label": label, "url": f"?tab={code}{extra}", "current": code == tab,
            "count": sum(n for state, n in counts.items() if not code or state in TABS[code]),
        }
        for code, label in labels.items()
    ]  # fmt: skip


@login_required
@require_GET
def application_detail(request, pk):
    application = get_object_or_404(_applications, pk)
    may = _may(request, application)
    services.seen(application, by=request.user, what="application", may=may)
    return _detail(request, application, may=may)


@compiled
def _applications(pk):
    return Application.objects.as_page().filter(pk=pk)


@login_required
@require_POST
def application_move(request, pk, action):
    application, may = _visible(request, pk)
    if action not in PLAIN:
        raise Http404
    try:
        PLAIN[action](application, by=request.user, may=may)
    except ValidationError as error:
        return _detail(request, _visible(request, pk)[0], error, 409, may=may)
    return redirect(application)


@login_required
def application_reject(request, pk):
    application, may = _decidable(request, pk)
    form = RejectForm(request.POST or None, application=application)

    def act():
        services.reject(application, by=request.user, may=may, **form.cleaned_data)

    return _form_page(request, application, form, act, "recruitment/application_reject.html")


@login_required
def application_invite(request, pk):
    application, _may = _decidable(request, pk)
    form = InviteForm(request.POST or None)

    def act():
        services.invite(application, by=request.user, **form.cleaned_data)

    return _form_page(request, application, form, act, "recruitment/application_invite.html")


@login_required
def application_offer(request, pk):
    application, _may = _decidable(request, pk)
    position = application.position
    mentors = User.objects.filter(memberships__role=Role.MENTOR, memberships__enterprise=position.enterprise)
    names = ("pay_cny_per_month", "starts_on", "ends_on", "mentor")
    reply_by = timezone.localdate() + timedelta(days=application.MOVES["accept"].due_days)
    initial = {**{name: getattr(position, name) for name in names}, "reply_by": reply_by}
    form = OfferForm(request.POST or None, mentors=mentors.distinct().order_by("name"), initial=initial)

    def act():
        services.offer(application, by=request.user, **form.terms)

    return _form_page(request, application, form, act, "recruitment/application_offer.html")


def _form_page(request, application, form, act, template):
    """Show the form; on a valid POST act, and go back to the application."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act()
                return redirect(application)
            except ValidationError as error:
                status = show(form, error)
    return render(request, template, {"application": application, "form": form}, status=status)


def _visible(request, pk):
    """The application and `may` of `permissions.of`. Raises Http404."""
    rows = Application.objects.select_related("position__enterprise", "student__user")
    application = get_object_or_404(rows, pk=pk)
    return application, _may(request, application)


def _may(request, application):
    """What `permissions.of` says of it. Raises Http404 if the person may not even see it."""
    may = permissions.of(request.user, [application])
    if not may("view_application", application):
        raise Http404
    return may


def _decidable(request, pk):
    """The same, of who may decide on it (404 unseen, 403 not allowed)."""
    application, may = _visible(request, pk)
    if not may("decide_application", application):
        raise PermissionDenied
    return application, may


def _detail(request, application, problem=None, status=200, *, may=None):
    may = may or permissions.of(request.user, [application])
    [(_, moves)] = transitions.available([application], request.user, may)
    is_mine = application.student.user_id == request.user.pk
    resume = application.resume if services.is_resume_open(application, request.user, may=may) else None
    asked, skills = against(resume, application.position) if resume else ((), ())
    context = {
        "application": application, "moves": moves, "problem": problem, "is_mine": is_mine,
        "steps": timeline.steps(application), "offer": _offer(application),
        "resume": resume, "sections": sections(resume or {}), "asked": asked, "skills": skills,
        "contact": services.contact(application, request.user, may=may),
        "views": services.views_of(application)[:20] if is_mine else (),
        "others": _others(application) if is_mine else (),
    }  # fmt: skip
    return render(request, "recruitment/application_detail.html", context, status=status)


def _offer(application):
    """The latest terms, where they stand."""
    return application.offers.select_related("mentor").first() if application.state in PLACED else None


def _others(application):
    """The student's other applications that still wait for an answer of somebody."""
    mine = Application.objects.filter(student=application.student).pending().exclude(pk=application.pk)
    return mine.select_related("position__enterprise")
