"""Which weights serve, what is known about them, and the way back."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from internships.views.answers import attempt, story
from marketplace import transitions
from matching.models import Version
from matching.outcomes import cards, services, training
from matching.outcomes.judged import judged
from matching.states import VersionState

PER_PAGE = 25


@login_required
@require_GET
def model(request):
    """The version that serves, how many decisions are missing for the first one, and all there were."""
    _check_reader(request)
    page = Paginator(Version.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    current = {each.state: each for each in Version.objects.filter(state__in=("serving", "training"))}
    serving, pending = current.get(VersionState.SERVING), current.get(VersionState.TRAINING)
    context = {
        "page": page, "serving": serving, "pending": pending, "weights": cards.weights(serving),
        "is_lost": bool(pending) and services.is_lost(pending),
        "missing": [] if page.object_list else cards.missing(training.missing(judged())),
        "figures": cards.figures(serving) if serving else [],
        "moves": dict(transitions.available([serving], request.user)[0][1]) if serving else {},
    }  # fmt: skip
    return render(request, "matching/model.html", context)


@login_required
@require_GET
def model_version(request, pk):
    _check_reader(request)
    version = get_object_or_404(Version.objects.select_related("created_by"), pk=pk)
    [(_version, moves)] = transitions.available([version], request.user)
    context = {
        "version": version, "moves": moves, "weights": cards.weights(version), "figures": cards.figures(version),
        "audit": cards.audit(version), "missing": cards.missing(version.card.get("missing", {})),
        "history": story(version), "widest": training.WIDEST_GAP,
    }  # fmt: skip
    return render(request, "matching/model_version.html", context)


@login_required
@require_POST
def model_train(request):
    _check_reader(request)
    return attempt(request, lambda: services.request_training(by=request.user), back="matching:model")


@login_required
@require_POST
def model_serve(request, pk):
    _check_reader(request)
    version = get_object_or_404(Version, pk=pk)
    done = _("This version serves from now on. Everything is being ranked again.")
    return attempt(request, lambda: services.serve(version, by=request.user), back="matching:model", done=done)


@login_required
@require_POST
def model_rule(request):
    _check_reader(request)
    done = _("The rule serves from now on. Everything is being ranked again.")
    if not Version.objects.serving():
        done = ""
    return attempt(request, lambda: services.go_back_to_rule(by=request.user), back="matching:model", done=done)


def _check_reader(request):
    if not any(membership.role in services.READERS for membership in request.memberships):
        raise Http404
