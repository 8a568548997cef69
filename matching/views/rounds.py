"""Placement rounds as the internship office runs them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from internships.views.answers import attempt, attempt_form, posted, story
from marketplace import transitions
from marketplace.once import once
from marketplace.states import Role
from matching import tasks
from matching.models import Participant, Round
from matching.rounds import services, tables
from matching.rounds.forms import RoundForm, SettingsForm
from matching.states import RoundState, WishState

PER_PAGE = 25
ENTERPRISES_PER_PAGE = 10
OPEN_STATES = {RoundState.DRAFT, RoundState.COLLECTING, RoundState.CLOSED}


@login_required
@require_GET
def round_list(request):
    """The rounds of the office; for students their own part in each."""
    if hasattr(request.user, "student"):
        rows = Participant.objects.visible_to(request.user).select_related("round").order_by("-round__pk")
        page = Paginator(rows.exclude(round__state=RoundState.CANCELLED), PER_PAGE).get_page(request.GET.get("page"))
        made = request.user.student.recommendations.filter(round__in=[row.round_id for row in page])
        found = {each.round_id: each for each in made.select_related("position__enterprise")}
        rows = [(row, found.get(row.round_id)) for row in page]
        return render(request, "matching/round_mine.html", {"page": page, "rows": rows})
    if not _is_office(request):
        raise Http404
    given = Count("participants", filter=Q(participants__state=WishState.GIVEN))
    rows = Round.objects.visible_to(request.user).select_related("plan").order_by("-created_at", "-pk")
    rows = rows.annotate(students=Count("participants"), given=given)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "matching/round_list.html", {"page": page})


@login_required
@once
def round_new(request):
    if not _is_office(request):
        raise PermissionDenied
    form, status, made = RoundForm(posted(request), user=request.user), 200, []
    if request.method == "POST":
        status = attempt_form(
            form,
            lambda: made.append(services.create_round(form.cleaned_data["plan"], by=request.user, **form.values)),
        )
        if not status:
            return redirect(made[0])
    return render(request, "matching/round_form.html", {"form": form}, status=status)


@login_required
@require_GET
def round_detail(request, pk):
    placement_round = _visible(request, pk)
    [(_round, moves)] = transitions.available([placement_round], request.user)
    context = {
        "round": placement_round, "moves": moves, "counts": tables.counts(placement_round),
        "comparison": tables.comparison(placement_round), "answers": tables.answers(placement_round),
        "history": story(placement_round), "may_set": placement_round.state in OPEN_STATES,
    }  # fmt: skip
    return render(request, "matching/round_detail.html", context)


@login_required
@require_POST
def round_move(request, pk, action):
    placement_round, by = _visible(request, pk), request.user
    verbs = {
        "open": lambda: services.open_round(placement_round, by=by),
        "close": lambda: services.close_round(placement_round, by=by),
        "publish": lambda: services.publish_round(placement_round, by=by, method=request.POST.get("method", "")),
        "cancel": lambda: services.cancel_round(placement_round, by=by, reason=request.POST.get("reason", "")),
    }
    if action not in verbs:
        raise Http404
    return attempt(request, verbs[action], back=placement_round)


@login_required
@require_POST
def round_again(request, pk):
    """Read the positions of a draft again; of a closed round compute the stored input again and compare."""
    placement_round = _visible(request, pk)
    if placement_round.state == RoundState.DRAFT:
        tasks.prepare_round.enqueue(placement_round.pk)
    elif not placement_round.input and placement_round.state == RoundState.CLOSED:
        tasks.freeze_round.enqueue(placement_round.pk)
    elif placement_round.input and all(services.is_reproducible(placement_round).values()):
        messages.success(request, _("Computed again from the stored input: both results are the same, bit for bit."))
    elif placement_round.input:
        messages.error(request, _("The stored input gives another result than the stored one. Tell the operator."))
    return redirect(placement_round)


@login_required
def round_settings(request, pk):
    placement_round = _visible(request, pk)
    rows = placement_round.enterprises.select_related("enterprise")
    page = Paginator(rows, ENTERPRISES_PER_PAGE).get_page(request.GET.get("page"))
    form, status = SettingsForm(posted(request), groups=tables.groups(placement_round, page)), 200
    if request.method == "POST":
        status = attempt_form(form, lambda: services.change_settings(placement_round, by=request.user, **form.values))
        if not status:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    context = {
        "round": placement_round, "page": page, "form": form, "may_set": placement_round.state in OPEN_STATES
    }  # fmt: skip
    return render(request, "matching/round_settings.html", context, status=status)


@login_required
@require_GET
def round_students(request, pk):
    placement_round, show = _visible(request, pk), request.GET.get("show", "")
    page = Paginator(tables.participants(placement_round, show), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": placement_round, "page": page, "rows": tables.with_results(placement_round, page),
        "previews": placement_round.previews.only("method"), "tabs": _tabs(show),
        "may_set": placement_round.state in OPEN_STATES,
    }  # fmt: skip
    return render(request, "matching/round_students.html", context)


@login_required
@require_POST
def round_must(request, pk, participant):
    placement_round = _visible(request, pk)
    row = get_object_or_404(placement_round.participants.select_related("round"), pk=participant)
    back = request.POST.get("back", "")
    path = f"{_students_path(placement_round)}?{back}" if back else _students_path(placement_round)
    must = request.POST.get("must") == "1"
    return attempt(request, lambda: services.set_must_place(row, by=request.user, must=must), back=path)


def _students_path(placement_round):
    return reverse("matching:round_students", args=[placement_round.pk])


def _tabs(show):
    labels = {
        "": _("All"), "must": pgettext("placement round", "Has to be placed"), "silent": _("No wishes"),
        "left-stable": _("Left by: stable"), "left-welfare": _("Left by: welfare"),
    }  # fmt: skip
    return [{"label": label, "url": f"?show={code}", "current": code == show} for code, label in labels.items()]


def _visible(request, pk):
    return get_object_or_404(Round.objects.visible_to(request.user).select_related("plan__school"), pk=pk)


def _is_office(request):
    return any(each.role == Role.INTERNSHIP_OFFICE for each in request.memberships)
