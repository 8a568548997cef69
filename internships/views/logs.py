"""Weekly logs: the student's page, and one log for everyone who may read it."""

from contextlib import suppress
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from internships import risk, services
from internships.forms import LogForm, entry_formset
from internships.forms.fields import refuse
from internships.models import Criterion, Placement, WeeklyLog
from internships.views.answers import story
from internships.views.detail import find
from internships.views.looks import seen
from marketplace import links, permissions, transitions
from marketplace.models import Skill
from recruitment.models import SkillRequirement


def _kept(request, pk, rows=None):
    placement, may = find(request.user, pk, rows)
    if not may("keep_log", placement):
        raise PermissionDenied
    return placement, may


@login_required
def log_week(request, pk):
    """Write a week: on the phone, in a few minutes. Saves, or saves and submits."""
    placement, may = _kept(request, pk)
    if request.method == "POST":
        return _write(request, placement, may)
    week_on = _asked_week(request, placement)
    log = _read(placement, week_on)
    if log and not log.is_editable:
        return redirect(log)
    return _page(request, placement, *_forms(placement, log, week_on=week_on), log=log)


def _read(placement, week_on):
    """The week with its entries as they are now; None if there is none."""
    return next(iter(WeeklyLog.objects.with_entries().filter(placement=placement, week_on=week_on)), None)


def _asked_week(request, placement):
    """The week of the address if it can be written, else the last one that can."""
    with suppress(ValueError, ValidationError):
        asked = services.monday(parse_date(request.GET.get("week", "")) or timezone.localdate())
        services.check_week(placement, asked)
        return asked
    return services.monday(min(timezone.localdate(), placement.last_day))


def _forms(placement, log, *, week_on, data=None, files=None):
    initial = {"week_on": week_on, "version": log.version if log else 0}
    form = LogForm(data, instance=log, initial=initial)
    rows = entry_formset(data, files, log=log, week_on=week_on, skills=skills_of(placement), extra=0 if data else 1)
    return form, rows


def skills_of(placement):
    """The skills of the post and of the rubric: what this internship is about."""
    required = SkillRequirement.objects.filter(position=placement.position_id)
    graded = Criterion.objects.filter(rubric__plan=placement.plan_id, skill__isnull=False)
    return Skill.objects.filter(
        Q(pk__in=required.order_by().values("skill")) | Q(pk__in=graded.order_by().values("skill"))
    )


def _posted_week(request):
    try:
        return services.monday(parse_date(request.POST.get("week_on", "")) or timezone.localdate())
    except ValueError:
        return services.monday(timezone.localdate())


def _write(request, placement, may):
    week_on = _posted_week(request)
    log = _read(placement, week_on)
    form, rows = _forms(placement, log, week_on=week_on, data=request.POST, files=request.FILES)
    keep = services.hand_in_log if "submit" in request.POST else services.save_log
    status = _kept_with(keep, placement, form, rows, by=request.user, may=may, read=log)
    if status:
        return _page(request, placement, form, rows, log=log, status=status)
    if "submit" in request.POST:
        messages.success(request, _("Submitted. The mentor was asked to confirm it."))
        return redirect(placement)
    messages.success(request, _("Saved."))
    return redirect(f"{request.path}?week={week_on}")


def _kept_with(keep, placement, form, rows, **said):
    """Call the service `keep`; 0, or the status of the refusal that now stands in the forms."""
    if not (form.is_valid() & rows.is_valid()):
        return 422
    try:
        keep(placement, **_week(form, rows), **said)
    except ValidationError as error:
        refuse(form, error)
        return 409 if getattr(error, "code", "") in ("conflict", "wrong_state") else 422
    return 0


def _week(form, rows):
    names = ("week_on", "version", "days_worked", "note")
    return {name: form.cleaned_data[name] for name in names} | {"entries": rows.entries()}


def _page(request, placement, form, rows, *, log, status=200):
    stored = WeeklyLog.objects.with_entries().filter(pk=log.pk).first() if log and status == 409 else None
    context = {
        "placement": placement, "form": form, "rows": rows, "log": log, "stored": stored,
        "returned": _returned(log),
        "weeks": _weeks(placement), "week_on": rows.week_on, "week_end": rows.week_on + timedelta(days=6),
    }  # fmt: skip
    return render(request, "internships/log_week.html", context, status=status)


def _returned(log):
    """Why a returned week came back: the last such row of its log."""
    return transitions.history(log).filter(action="return").last() if log and log.state == "returned" else None


def _weeks(placement):
    """The weeks that are still open: this one and those behind, newest first, with what is there."""
    done = set(placement.logs.exclude(state__in=["draft", "returned"]).values_list("week_on", flat=True))
    begun = services.monday(placement.started_on or placement.starts_on)
    last = services.monday(min(timezone.localdate(), placement.last_day))
    days = range(last.toordinal(), begun.toordinal() - 1, -7)
    return [day for day in map(date.fromordinal, days) if day not in done][:12]


@login_required
@require_POST
def log_autosave(request, pk):
    """Keep what is typed, without files and without a word; answers with the new version of the week."""
    placement, may = _kept(request, pk, Placement.objects.all())
    week_on = _posted_week(request)
    read = _read(placement, week_on)
    form, rows = _forms(placement, read, week_on=week_on, data=request.POST)
    if not (form.is_valid() & rows.is_valid()):
        return HttpResponse(status=204)
    try:
        log = services.save_log(placement, **_week(form, rows), by=request.user, may=may, read=read, prune=False)
    except ValidationError:
        return HttpResponse(status=204)
    return HttpResponse(render_to_string("internships/_log_version.html", {"log": log}))


@login_required
@require_GET
def log_detail(request, pk):
    log = get_object_or_404(
        WeeklyLog.objects.visible_to(request.user).select_related(
            "placement__student__user", "placement__enterprise", "confirmation"
        ),
        pk=pk,
    )
    seen(request, log, log.placement, "log")
    return render(request, "internships/log_detail.html", log_context(log, request.user))


def log_context(log, user):
    confirmation = getattr(log, "confirmation", None)
    seen = {row.entry_id: row for row in confirmation.rows.all()} if confirmation else {}
    may = permissions.of(user, [log.placement])
    [(_log, moves)] = transitions.available([log], user, may)
    is_school = may("supervise_placement", log.placement) or may("manage_placement", log.placement)
    return {
        "log": log, "placement": log.placement, "confirmation": confirmation, "moves": moves, "is_school": is_school,
        "entries": [{"entry": e, "seen": seen.get(e.pk)} for e in log.entries.select_related("skill")],
        "questions": questions(log) if is_school else [],
        "letters": links.links_to(confirmation) if confirmation and is_school else [],
        "may_remind": may("supervise_placement", log.placement), "history": story(log),
        "may_confirm": bool(confirmation) and confirmation.state == "awaited"
        and may("mentor_placement", log.placement),
    }  # fmt: skip


def questions(log):
    """The parts of a week's risk in words, with the week that reads alike."""
    return [{"text": risk.sentence(part), "log": part["numbers"].get("log")} for part in log.questions]
