"""How our pages answer a click: done and back, or a refusal in words with the right status."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from internships.forms.fields import refuse
from marketplace import transitions

CONFLICTS = {"wrong_state", "conflict", "changed"}


def attempt(request, do, *, back, done=""):
    """Run `do()` and go `back`; what it refuses becomes a page that says why (409) with the way back."""
    try:
        do()
    except ValidationError as error:
        context = {"sentences": error.messages, "back": back}
        return render(request, "internships/refused.html", context, status=409)
    if done:
        messages.success(request, done)
    return redirect(back)


def attempt_form(form, do):
    """Run `do()` for a valid form and return 0; else leave the refusal in the form and return 422 or 409."""
    if not form.is_valid():
        return 422
    try:
        do()
    except ValidationError as error:
        refuse(form, error)
        return 409 if getattr(error, "code", None) in CONFLICTS else 422
    return 0


def posted(request):
    """What was posted, be it empty; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def ids(request, name):
    """The numbers posted as `name`, at most 200; what is not one is left out."""
    return [int(pk) for pk in request.POST.getlist(name) if pk.isascii() and pk.isdigit() and len(pk) < 19][:200]


def story(obj):
    """The log of `obj` with the words of its moves, newest first."""
    rows = list(transitions.history(obj))
    for row in rows:
        move = obj.MOVES.get(row.action)
        row.label = move.label if move else _("Created")
    return rows[::-1]
