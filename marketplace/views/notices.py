from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace import services
from marketplace.forms import NoticePreferencesForm
from marketplace.models import Notice
from marketplace.notices import text_of


@login_required
@require_GET
def notice_list(request):
    page = Paginator(Notice.objects.visible_to(request.user), 25).get_page(request.GET.get("page"))
    rows = [(notice, text_of(notice)) for notice in page]
    return render(request, "marketplace/notice_list.html", {"page": page, "rows": rows})


@login_required
@require_GET
def notice_bell(request):
    count = Notice.objects.visible_to(request.user).unread().count()
    return render(request, "marketplace/_notice_bell.html", {"count": count})


@login_required
@require_POST
def notice_read(request):
    services.read_notices(request.user)
    return redirect("marketplace:notice_list")


@login_required
def notice_preferences(request):
    form = NoticePreferencesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        services.prefer_mail(request.user, form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
        return redirect("marketplace:notice_preferences")
    status = 422 if request.method == "POST" else 200
    return render(request, "marketplace/notice_preferences.html", {"form": form}, status=status)
