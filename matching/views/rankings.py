"""Where an enterprise ranks whom it interviewed, for a round in which both sides rank each other."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from internships.views.answers import attempt_form, posted
from marketplace import privacy
from marketplace.states import Role
from matching.models import RoundPosition
from matching.rounds import rankings
from matching.rounds.forms import RankingForm

PER_PAGE = 25


@login_required
@require_GET
def ranking_list(request):
    if not any(each.role == Role.HR for each in request.memberships):
        raise Http404
    rows = RoundPosition.objects.to_rank(request.user).select_related("round", "position")
    page = Paginator(rows.order_by("round__wishes_until", "position__title", "pk"), PER_PAGE)
    return render(request, "matching/ranking_list.html", {"page": page.get_page(request.GET.get("page"))})


@login_required
def ranking_give(request, pk):
    rows = RoundPosition.objects.to_rank(request.user).select_related("round", "position")
    row = get_object_or_404(rows, pk=pk)
    form, status = RankingForm(posted(request), applications=rankings.interviewed(row), ranked=row.ranked), 200
    listed = [(each, each.student_id) for each in form.applications]
    privacy.look(request.user, listed, what="application_list", memberships=request.memberships)
    if request.method == "POST":
        status = attempt_form(form, lambda: rankings.rank(row, form.ranked, by=request.user))
        if not status:
            messages.success(request, _("Saved."))
            return redirect("matching:ranking_give", row.pk)
    return render(request, "matching/ranking_give.html", {"row": row, "form": form}, status=status)
