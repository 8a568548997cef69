from django.contrib.auth import get_user_model, login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from config.demo import mailbox
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


@require_GET
def mail_list(request):
    """The letters of the demo: what its people would find in their mail."""
    page = Paginator(mailbox.letters(), 25).get_page(request.GET.get("page"))
    return render(request, "demo/mail_list.html", {"page": page})


@require_GET
def mail_detail(request, name):
    letter = mailbox.letter(name)
    if not letter:
        raise Http404
    return render(request, "demo/mail_detail.html", {"letter": letter})
