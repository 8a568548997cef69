"""Background work: what waits, who works, what the clock did, and what failed for good."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from marketplace import background
from marketplace.forms import DiscardForm
from marketplace.models import TaskDecision
from marketplace.states import Role

DECISIONS = 10


def for_operators(view):
    """For everybody else there is nothing here."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not any(membership.role == Role.OPERATOR for membership in request.memberships):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_operators
@require_GET
def task_list(request):
    return _page(request)


@for_operators
@require_POST
def task_retry(request, pk):
    """A second click finds the task queued already, or done: nothing happens, and the page says what is."""
    row = background.failed().filter(pk=pk).first()
    if row and background.retry(row, by=request.user):
        messages.success(request, _("The task is queued again."))
    return redirect("marketplace:task_list")


@for_operators
@require_POST
def task_retry_all(request):
    n = background.retry_all(request.POST.get("task", ""), by=request.user)
    if n:
        messages.success(
            request, ngettext("%(n)d task is queued again.", "%(n)d tasks are queued again.", n) % {"n": n}
        )
    return redirect("marketplace:task_list")


@for_operators
@require_POST
def task_discard(request, pk):
    row = background.failed().filter(pk=pk).first()
    if row is None:
        return redirect("marketplace:task_list")
    form = DiscardForm(request.POST, auto_id=f"id_{pk}_%s")
    if not form.is_valid():
        return _page(request, refused=(row, form), status=422)
    if background.discard(row, by=request.user, reason=form.cleaned_data["reason"]):
        messages.success(request, _("The task is discarded; the reason is kept below."))
    return redirect("marketplace:task_list")


def _page(request, refused=None, status=200):
    """The whole page; a refused form stands first, with what was typed."""
    queues, paginator = background.queues(), Paginator(background.failed(), 25)
    paginator.count = sum(queue.failed for queue in queues)  # counted already
    page = paginator.get_page(request.GET.get("page"))
    rows = [row for row in page if refused is None or row.pk != refused[0].pk]
    forms = [refused] if refused else []
    forms += [(row, DiscardForm(auto_id=f"id_{row.pk}_%s")) for row in rows]
    context = {
        "queues": queues, "workers": background.workers(), "jobs": background.jobs(), "page": page,
        "failed": [(background.Failed(row), form) for row, form in forms],
        "decisions": TaskDecision.objects.select_related("by")[:DECISIONS],
    }  # fmt: skip
    return render(request, "marketplace/task_list.html", context, status=status)
