"""The supervisor's queue: what needs a person on top, the quiet rest in one action."""

from functools import cache, partial

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from internships import risk, services
from internships.models import WeeklyLog
from internships.views.answers import attempt, ids
from marketplace.compiled import compiled
from marketplace.paths import path_to
from recruitment import names

PER_PAGE = 25
AT_ONCE = 100  # quiet weeks


@login_required
@require_GET
def log_queue(request):
    """The order of all that waits is read without what is shown of it: so nothing has to be counted."""
    waiting = _waiting(request.user)
    page = Paginator([pk for pk, risk in waiting if risk], PER_PAGE).get_page(request.GET.get("page"))
    quiet = [pk for pk, risk in waiting if not risk][:AT_ONCE]
    rows = _rows([*page, *quiet])
    context = {"page": page, "rows": [rows[pk] for pk in page], "quiet": [rows[pk] for pk in quiet if pk in rows]}
    return render(request, "internships/log_queue.html", context)


@compiled
def _waiting(user):
    return WeeklyLog.objects.supervised_by(user).waiting().by_risk().values_list("pk", "risk")


@compiled
def _logs(pks):
    columns = ("pk", "week_on", "due_at", "questions")
    told = {"student": names.person("placement__student__user"), "enterprise": names.column("placement__enterprise")}
    return WeeklyLog.objects.filter(pk__in=pks).order_by().annotate(**told).values_list(*columns, *told, named=True)


def _rows(pks):
    """`{key: what the queue shows of that week}`."""
    path, day = path_to("internships:log_detail"), cache(partial(date_format, format="n/j"))
    title = _("%(name)s, week of %(week)s")
    return {
        log.pk: {
            "pk": log.pk,
            "path": path(log.pk),
            "title": title % {"name": log.student, "week": day(log.week_on)},
            "enterprise": log.enterprise,
            "due_at": log.due_at,
            "questions": [risk.sentence(part) for part in log.questions],
        }
        for log in _logs(pks)
    }


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
