"""What a student does in a placement round: wish, and answer what is recommended."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from internships.views.answers import attempt, attempt_form
from marketplace import transitions
from matching.models import Participant, Recommendation
from matching.rounds import services, tables
from matching.rounds.forms import AcceptForm, DeclineForm
from matching.states import RoundState

PER_PAGE = 10


@login_required
def round_wishes(request, pk):
    rows = Participant.objects.visible_to(request.user).select_related("round__plan", "student")
    participant = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        ranked = _ranked(participant.wishes, request.POST)
        here = request.get_full_path()
        return attempt(request, lambda: services.give_wishes(participant, ranked, by=request.user), back=here)
    placement_round, words = participant.round, request.GET.get("q", "").strip()[:80]
    is_open = placement_round.state == RoundState.COLLECTING and placement_round.wishes_until >= timezone.localdate()
    choices = tables.to_choose(participant, words) if is_open else []
    context = {
        "participant": participant, "round": placement_round, "is_open": is_open, "words": words,
        "wishes": tables.wished(participant), "most": services.MOST_WISHES,
        "page": Paginator(choices, PER_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "matching/round_wishes.html", context)


def _ranked(wishes, data):
    """The wishes after one button: `add` and `remove` carry a position, `to` carries `position:place` from 1."""
    ranked = list(wishes)
    add, remove = _number(data.get("add")), _number(data.get("remove"))
    moved, _colon, place = data.get("to", "").partition(":")
    moved, place = _number(moved), _number(place)
    if add and add not in ranked:
        ranked.append(add)
    if remove in ranked:
        ranked.remove(remove)
    if moved in ranked and place:
        ranked.remove(moved)
        ranked.insert(place - 1, moved)
    return ranked


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@login_required
def recommendation_detail(request, pk):
    rows = Recommendation.objects.visible_to(request.user)
    made = get_object_or_404(
        rows.select_related("round", "student__user", "position__enterprise", "application"), pk=pk
    )
    declines = "decline" in request.POST
    accept = AcceptForm(request.POST if request.method == "POST" and not declines else None)
    decline, status = DeclineForm(request.POST if declines else None), 200
    if request.method == "POST":
        form = decline if declines else accept
        verb = services.decline if declines else services.accept
        status = attempt_form(
            form, lambda: verb(made, by=request.user, **(form.values if form is accept else form.cleaned_data))
        )
        if not status:
            return redirect(made)
    [(_made, moves)] = transitions.available([made], request.user)
    context = {"made": made, "position": made.position, "moves": moves, "accept": accept, "decline": decline}
    return render(request, "matching/recommendation_detail.html", context, status=status)
