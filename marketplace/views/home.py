from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
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
        "panels": navigation.panels_for(request, role_of(request)),
    }
    return render(request, "marketplace/home.html", context)


@login_required
@require_GET
def todo_list(request):
    page = Paginator(todo.waiting_for(request.user), 25).get_page(request.GET.get("page"))
    return render(request, "marketplace/todo_list.html", {"page": page, "items": todo.items(page, request.user)})


@login_required
@require_GET
def todo_badge(request):
    return render(request, "marketplace/_todo_badge.html", {"count": todo.count(request.user)})


@login_required
@require_POST
def role_switch(request):
    membership = get_object_or_404(request.user.memberships, pk=request.POST.get("membership") or 0)
    request.session["membership"] = membership.pk
    return redirect("marketplace:home")


def back(request, fallback):
    """Where the person came from if it is ours, else `fallback` (a URL name)."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if safe else reverse(fallback))
