"""Programmes: the list, one programme, its committee."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from curricula import display, services
from curricula.forms import CommitteeForm, MemberForm, ProgrammeForm
from curricula.models import Programme, ProgrammeVersion, Proposal
from curricula.states import FINAL
from marketplace import permissions
from marketplace.models import Department
from marketplace.states import Role

PER_PAGE = 25


@login_required
@require_GET
def programme_list(request):
    """The programmes of whoever works with them; for others, those with a plan in force."""
    own = Programme.objects.granted_to(request.user)
    words, show_all = request.GET.get("q", "").strip(), "all" in request.GET or not own.exists()
    found = Programme.objects.visible_to(request.user) if show_all else own
    if words:
        found = found.filter(
            Q(major__name__icontains=words) | Q(major__name_en__icontains=words) | Q(major__code__startswith=words)
        )
    rows = found.select_related("major", "department", "school").annotate(
        n_versions=Count("versions", filter=Q(versions__published_on__isnull=False), distinct=True),
        n_proposals=Count("proposals", filter=~Q(proposals__state__in=[*FINAL, "draft"]), distinct=True),
    )
    page = Paginator(rows.order_by("school__name", "department__name", "major__code"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "words": words,
        "show_all": show_all,
        "has_own": own.exists(),
        "may_create": _departments(request.user).exists(),
    }
    return render(request, "curricula/programme_list.html", context)


@login_required
def programme_create(request):
    departments = _departments(request.user)
    if not departments.exists():
        raise Http404
    form = ProgrammeForm(request.POST or None, departments=departments)
    if request.method == "POST" and form.is_valid():
        programme = services.create_programme(**form.cleaned_data, by=request.user)
        return redirect(programme)
    status = 422 if request.method == "POST" else 200
    return render(request, "curricula/programme_create.html", {"form": form}, status=status)


@require_GET
def programme_detail(request, pk):
    programme = get_object_or_404(_programmes(Programme.objects.visible_to(request.user)), pk=pk)
    versions = ProgrammeVersion.objects.visible_to(request.user).filter(programme=programme).order_by("-number")
    proposals = Proposal.objects.visible_to(request.user).filter(programme=programme).select_related("skill")
    current = programme.versions.current().first()
    may = permissions.of(request.user, [programme])
    context = {
        "programme": programme,
        "versions": versions,
        "current": current,
        "proposals": proposals[:5],
        "n_proposals": proposals.count(),
        "totals": display.totals(current.courses.all()) if current else None,
        "members": programme.committee.members.select_related("user") if programme.committee else [],
        "may_analyse": may("analyse_programme", programme),
        "may_propose": may("propose_programme", programme),
        "may_review": may("review_programme", programme),
    }
    return render(request, "curricula/programme_detail.html", context)


@login_required
def committee_edit(request, pk):
    """The rule and the seats of the committee; two forms, told apart by the field `person`."""
    programme = get_object_or_404(_programmes(Programme.objects.granted_to(request.user, "review_programme")), pk=pk)
    committee = programme.committee
    is_seat = "person" in request.POST
    initial = (
        {name: getattr(committee, name) for name in CommitteeForm.base_fields}
        if committee
        else {"name": _("%(major)s development committee") % {"major": programme.major.name}}
    )
    rule = CommitteeForm(None if is_seat else request.POST or None, initial=initial)
    seat = MemberForm(request.POST if is_seat else None)
    if request.method == "POST" and (seat if is_seat else rule).is_valid():
        _save_committee(programme, rule, seat, is_seat, request.user)
        return redirect("curricula:committee_edit", pk=pk)
    context = {
        "programme": programme,
        "rule": rule,
        "seat": seat,
        "crumbs": display.crumbs(programme),
        "members": committee.members.select_related("user") if committee else [],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "curricula/committee_edit.html", context, status=status)


@login_required
@require_POST
def committee_member_remove(request, pk, member_pk):
    programme = get_object_or_404(_programmes(Programme.objects.granted_to(request.user, "review_programme")), pk=pk)
    member = programme.committee and programme.committee.members.filter(pk=member_pk).first()
    if member:
        services.remove_committee_member(programme, member, by=request.user)
    return redirect("curricula:committee_edit", pk=pk)


def _save_committee(programme, rule, seat, is_seat, user):
    if is_seat:
        values = seat.cleaned_data
        services.add_committee_member(
            programme, values["person"], by=user, is_enterprise=values["is_enterprise"], is_chair=values["is_chair"]
        )
    else:
        services.set_committee(programme, by=user, **rule.cleaned_data)


def _programmes(queryset):
    return queryset.select_related("major", "department", "school", "committee")


def _departments(user):
    """The departments in which `user` may open programmes."""
    leads = user.memberships.filter(role=Role.PROGRAMME_LEADER).values("department")
    administers = user.memberships.filter(role=Role.ACADEMIC_AFFAIRS).values("school")
    return Department.objects.filter(Q(pk__in=leads) | Q(school__in=administers)).select_related("school")
