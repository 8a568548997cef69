"""What a student starts, and how the school answers."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from internships import services
from internships.forms import EarlyEndForm, IncidentForm, LeaveForm
from internships.models import EarlyEnd, Incident, Leave, Placement
from internships.views.answers import attempt, attempt_form, posted, story
from internships.views.looks import seen
from marketplace import transitions
from marketplace.once import once


def _new(request, pk, form_class, verb, words, initial):
    placement = get_object_or_404(Placement.objects.visible_to(request.user).with_people(), pk=pk)
    if not request.user.has_perm("keep_log", placement):
        raise PermissionDenied
    form, status = form_class(posted(request), initial=initial), 200
    if request.method == "POST":
        made = []
        status = attempt_form(form, lambda: made.append(verb(placement, by=request.user, **form.cleaned_data)))
        if not status:
            return redirect(made[0])
    return render(request, "internships/form.html", {"placement": placement, "form": form, **words}, status=status)


@login_required
@once
def incident_new(request, pk):
    words = {
        "title": _("Tell the school"), "button": _("Send"),
        "lead": _("Your supervisor, your coordinator and the internship office read this. The enterprise does not."),
    }  # fmt: skip
    return _new(request, pk, IncidentForm, services.report_incident, words, {"happened_on": timezone.localdate()})


@login_required
@once
def leave_new(request, pk):
    words = {"title": _("Ask for leave"), "button": _("Ask"), "lead": _("Your supervisor answers.")}
    return _new(request, pk, LeaveForm, services.request_leave, words, {})


@login_required
@once
def early_end_new(request, pk):
    words = {
        "title": _("End the internship early"), "button": _("Ask"),
        "lead": _("Your coordinator answers within three days. You can withdraw until then."),
    }  # fmt: skip
    return _new(request, pk, EarlyEndForm, services.request_early_end, words, {})


def _detail(request, model, pk, noun):
    obj = get_object_or_404(
        model.objects.visible_to(request.user).select_related("placement__student__user", "placement__enterprise"),
        pk=pk,
    )
    seen(request, obj, obj.placement, "leave")
    [(_obj, moves)] = transitions.available([obj], request.user)
    context = {"obj": obj, "placement": obj.placement, "moves": moves, "noun": noun, "history": story(obj)}
    return render(request, "internships/event_detail.html", context)


@login_required
@require_GET
def incident_detail(request, pk):
    return _detail(request, Incident, pk, "incident")


@login_required
@require_GET
def leave_detail(request, pk):
    return _detail(request, Leave, pk, "leave")


@login_required
@require_GET
def early_end_detail(request, pk):
    return _detail(request, EarlyEnd, pk, "early_end")


def _move(request, model, verb, pk, action):
    obj = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    if action not in obj.MOVES:
        raise Http404
    reason = request.POST.get("reason", "")
    return attempt(request, lambda: verb(obj, action, by=request.user, reason=reason), back=obj)


@login_required
@require_POST
def incident_move(request, pk, action):
    return _move(request, Incident, services.move_incident, pk, action)


@login_required
@require_POST
def leave_move(request, pk, action):
    return _move(request, Leave, services.move_leave, pk, action)


@login_required
@require_POST
def early_end_move(request, pk, action):
    return _move(request, EarlyEnd, services.move_early_end, pk, action)
