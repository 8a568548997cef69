"""Proposals: the list, one proposal with its evidence and votes, its change while it is a draft, its moves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curricula import changes, display, services
from curricula.forms import CourseForm, CoverageForm, ProposalForm, ReasonForm
from curricula.models import Course, Proposal, Vote
from curricula.plans import plan_of
from curricula.states import EDITABLE, FINAL, UNDER_WAY, BallotState, ProposalState
from marketplace import todo, transitions

PER_PAGE = 25
TABS = {"": None, "mine": EDITABLE, "under_way": UNDER_WAY, "final": FINAL}
OWN = {"submit": services.submit, "convene": services.convene, "approve": services.approve}


@login_required
@require_GET
def proposal_list(request):
    visible = Proposal.objects.visible_to(request.user).select_related("programme__major", "created_by")
    tab = request.GET.get("tab", "")
    shown = visible.filter(state__in=TABS[tab]) if TABS.get(tab) else visible
    page = Paginator(shown.order_by("-state_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "curricula/proposal_list.html", {"page": page, "tabs": display.proposal_tabs(tab)})


@login_required
@require_GET
def proposal_detail(request, pk):
    return _detail(request, _proposal(request, pk), ReasonForm())


@login_required
@require_POST
def proposal_move(request, pk, action):
    proposal = _proposal(request, pk)
    if action not in proposal.MOVES or proposal.MOVES[action].by_clock:
        raise Http404
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        if action in OWN:
            OWN[action](proposal, by=request.user)
        else:
            services.decide(proposal, action, by=request.user, reason=form.cleaned_data.get("reason", ""))
    except ValidationError as error:
        form.add_error("reason" if error.code == "reason_required" else None, error)
        proposal = _proposal(request, pk)
        return _detail(request, proposal, form, status=409 if error.code in ("wrong_state", "conflict") else 422)
    return redirect(proposal)


@login_required
def proposal_edit(request, pk):
    """The words and the change of a draft; a returned one is edited in the same way."""
    proposal = _editable(request, pk)
    form = ProposalForm(request.POST or None, instance=proposal)
    if request.method == "POST" and form.is_valid():
        services.change_proposal(proposal, by=request.user, **form.cleaned_data)
        return redirect(proposal)
    return _edit(request, proposal, form=form, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def proposal_coverage(request, pk):
    proposal = _editable(request, pk)
    form = _coverage_form(proposal, request.POST)
    if not form.is_valid():
        return _edit(request, proposal, coverage=form, status=422)
    services.change_coverage(proposal, by=request.user, **form.values)
    return redirect("curricula:proposal_edit", pk=pk)


@login_required
def proposal_course(request, pk):
    """A new course, or with `?code=` another shape of a course the plan has."""
    proposal = _editable(request, pk)
    code = request.GET.get("code", "")
    wished = changes.apply(plan_of(proposal.base), proposal.change)
    known = wished["courses"].get(code)
    form = CourseForm(request.POST or None, initial={"code": code, **known} if known else {}, is_new=not known)
    if request.method == "POST" and form.is_valid():
        services.change_course(proposal, form.cleaned_data["code"], form.values, by=request.user)
        return redirect("curricula:proposal_edit", pk=pk)
    context = {"proposal": proposal, "form": form, "code": code if known else ""}
    return render(request, "curricula/proposal_course.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def proposal_course_remove(request, pk):
    proposal = _editable(request, pk)
    try:
        services.change_course(proposal, request.POST.get("code", ""), None, by=request.user)
    except ValidationError as error:
        return _edit(request, proposal, error=error.messages[0], status=422)
    return redirect("curricula:proposal_edit", pk=pk)


@login_required
@require_POST
def proposal_rebase(request, pk):
    """Start from the plan in force now, and say which wishes fell away."""
    proposal = _editable(request, pk)
    left_over = services.rebase(proposal, by=request.user)
    if left_over:
        messages.warning(request, _("Wishes that no longer fit and were left out: %(n)s") % {"n": len(left_over)})
    return redirect("curricula:proposal_edit", pk=pk)


def _proposal(request, pk):
    found = Proposal.objects.visible_to(request.user).select_related(
        "programme__major",
        "programme__department",
        "programme__school",
        "programme__committee",
        "base",
        "skill",
        "created_by",
        "result",
    )
    return get_object_or_404(found, pk=pk)


def _editable(request, pk):
    proposal = _proposal(request, pk)
    if proposal.state not in EDITABLE or not request.user.has_perm("propose_programme", proposal.programme):
        raise Http404
    return proposal


def _detail(request, proposal, form, status=200):
    [(_proposal, moves)] = transitions.available([proposal], request.user)
    history = list(transitions.history(proposal))
    votes = (
        Vote.objects.filter(ballot__proposal=proposal).select_related("ballot__user").order_by("-ballot__round", "at")
    )
    ballots = proposal.ballots.filter(round=proposal.round).select_related("user")
    context = {
        "proposal": proposal,
        "moves": moves,
        "form": form,
        "crumbs": display.crumbs(proposal.programme),
        "lines": display.change_lines(proposal.change, proposal.base),
        "stages": display.stages(proposal, history),
        "history": display.with_labels(history, proposal),
        "votes": votes,
        "tally": services.tally(proposal),
        "own_ballot": next((b for b in ballots if b.user_id == request.user.pk and b.state == BallotState.OPEN), None),
        "awaited": display.awaited(proposal, ballots, todo.awaited_of(proposal)),
        "may_edit": "submit" in moves,
        "is_voting": proposal.state == ProposalState.COMMITTEE,
    }
    return render(request, "curricula/proposal_detail.html", context, status=status)


def _edit(request, proposal, *, form=None, coverage=None, error="", status=200):
    courses = changes.apply(plan_of(proposal.base), proposal.change)["courses"]
    current = proposal.programme.versions.current().first()
    context = {
        "proposal": proposal,
        "newer": current if current != proposal.base else None,
        "form": form or ProposalForm(instance=proposal),
        "error": error,
        "coverage": coverage or _coverage_form(proposal),
        "courses": sorted(courses.items()),
        "lines": display.change_lines(proposal.change, proposal.base),
        "crumbs": display.crumbs(proposal.programme),
    }
    return render(request, "curricula/proposal_edit.html", context, status=status)


def _coverage_form(proposal, data=None):
    courses = changes.apply(plan_of(proposal.base), proposal.change)["courses"]
    names = [(code, f"{code} {Course(zh=fields['zh'], en=fields['en'])}") for code, fields in sorted(courses.items())]
    return CoverageForm(data, courses=names, initial={"skill": proposal.skill or ""})
