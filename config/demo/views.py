from django.contrib.auth import get_user_model, login
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from config.demo.personas import PERSONAS


@require_GET
def persona_list(request):
    """Who one can be here. Only wired in demo mode."""
    users = get_user_model().objects.in_bulk([persona.username for persona in PERSONAS], field_name="username")
    people = [(persona, users[persona.username]) for persona in PERSONAS if persona.username in users]
    return render(request, "demo/persona_list.html", {"people": people})


@require_POST
def persona_sign_in(request):
    known = [persona.username for persona in PERSONAS]
    user = get_object_or_404(
        get_user_model(), username=request.POST.get("username"), username__in=known, is_active=True
    )
    login(request, user, backend="marketplace.authentication.AnyNumberBackend")
    return redirect("marketplace:home")
