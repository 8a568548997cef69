from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from marketplace import navigation, todo
from marketplace.context import role_of

SHOWN_ON_HOME = 8


@login_required
@require_GET
def home(request):
    """What do I do now: the first things that wait, then the panels of the active role."""
    rows = list(todo.waiting_for(request.user)[: SHOWN_ON_HOME + 1])
    context = {
        "items": todo.items(rows[:SHOWN_ON_HOME], request.user),
        "more": len(rows) > SHOWN_ON_HOME,
        "panels": [
            render_to_string(template, {"panel": panel, **panel}, request)
            for template, panel in navigation.panels_for(request, role_of(request))
        ],
    }
    return render(request, "marketplace/home.html", context)


@login_required
@require_GET
def todo_list(request):
    page = todo.waiting_for(request.user).page(request.GET.get("page", ""), 25)
    return render(request, "marketplace/todo_list.html", {"page": page, "items": todo.items(page, request.user)})


@login_required
@require_GET
def todo_badge(request):
    return render(request, "marketplace/_todo_badge.html", {"count": todo.count(request.user)})


@login_required
@require_POST
def role_switch(request):
    chosen = request.POST.get("membership", "")
    membership = get_object_or_404(request.user.memberships, pk=chosen if chosen.isdecimal() else 0)
    request.session["membership"] = membership.pk
    return redirect("marketplace:home")
