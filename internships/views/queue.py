"""The supervisor's queue: what needs a person on top, the quiet rest in one action."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from internships import services
from internships.models import WeeklyLog
from internships.views.answers import attempt, ids
from internships.views.logs import questions

PER_PAGE = 25


@login_required
@require_GET
def log_queue(request):
    mine = WeeklyLog.objects.supervised_by(request.user).waiting()
    loud = mine.filter(risk__gt=0).by_risk().for_queue()
    page = Paginator(loud, PER_PAGE).get_page(request.GET.get("page"))
    quiet = mine.quiet().by_risk().for_queue()[:100]
    context = {
        "page": page, "rows": [{"log": log, "questions": questions(log)} for log in page], "quiet": list(quiet),
    }  # fmt: skip
    return render(request, "internships/log_queue.html", context)


def _mine(request, pk):
    return get_object_or_404(
        WeeklyLog.objects.visible_to(request.user).select_related("placement__student__user"), pk=pk
    )


@login_required
@require_POST
def log_approve(request, pk):
    log = _mine(request, pk)
    return attempt(
        request, lambda: services.approve_log(log, by=request.user), back=_next(request, log), done=_("Approved.")
    )


@login_required
@require_POST
def log_return(request, pk):
    log = _mine(request, pk)
    reason = request.POST.get("reason", "")
    return attempt(
        request,
        lambda: services.return_log(log, by=request.user, reason=reason),
        back=_next(request, log),
        done=_("Returned for revision."),
    )


def _next(request, log):
    """Save and next: the riskiest week that still waits, else the queue."""
    if "next" not in request.POST:
        return "internships:log_queue"
    following = WeeklyLog.objects.supervised_by(request.user).waiting().exclude(pk=log.pk).by_risk().first()
    return following or "internships:log_queue"


@login_required
@require_POST
def log_approve_quiet(request):
    """Accept the weeks that were on the page, as far as they are still quiet."""
    count = services.approve_logs(WeeklyLog.objects.filter(pk__in=ids(request, "log")), by=request.user)
    words = ngettext("%(count)s week approved.", "%(count)s weeks approved.", count) % {"count": count}
    return attempt(request, lambda: None, back="internships:log_queue", done=words)
