"""The mentor's word about a week, in an account or behind a link."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from internships import services
from internships.forms import ConfirmationForm
from internships.models import Confirmation
from internships.views.answers import attempt, attempt_form, posted
from internships.views.looks import seen_all
from marketplace import privacy
from marketplace.once import once

PER_PAGE = 25


@login_required
@require_GET
def confirmation_list(request):
    """The mentor's weeks that wait, all on one page."""
    waiting = (
        Confirmation.objects.mentored_by(request.user)
        .awaited()
        .select_related("log__placement__student__user", "log__placement__enterprise")
    )
    page = Paginator(waiting.order_by("due_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    if page.paginator.count == 1 and "all" not in request.GET:
        return redirect(page[0])
    seen_all(request, page, "log_list", lambda confirmation: confirmation.log.placement)
    return render(request, "internships/confirmation_list.html", {"page": page})


@login_required
def confirmation_answer(request, pk):
    """The mentor with an account; without one, the link shows the same."""
    confirmation = get_object_or_404(
        Confirmation.objects.mentored_by(request.user).select_related("log__placement__student__user"), pk=pk
    )
    return answer(request, confirmation, by=request.user, via="account", done=lambda action: redirect(confirmation.log))


def answer(request, confirmation, *, by, via, done, template="internships/confirmation_answer.html", **context):
    """One page, one tap per entry: confirm or question; `done(action)` answers when it is done."""
    if request.method == "GET":
        privacy.look(by, [(confirmation.log, confirmation.log.placement.student_id)], what="log")
    if request.method == "POST" and "question" in request.POST:
        return _question(request, confirmation, by=by, via=via, done=done)
    form, status = ConfirmationForm(posted(request), entries=confirmation.log.entries.select_related("skill")), 200
    if request.method == "POST":
        status = attempt_form(form, lambda: services.confirm_log(confirmation, by=by, via=via, **form.given))
        if not status:
            return done("confirm")
    context |= {
        "confirmation": confirmation, "log": confirmation.log, "placement": confirmation.log.placement, "form": form,
        "rows": form.entry_rows,
    }  # fmt: skip
    return render(request, template, context, status=status)


def _question(request, confirmation, *, by, via, done):
    reason = request.POST.get("reason", "")
    refused = attempt(
        request, lambda: services.question_log(confirmation, by=by, reason=reason, via=via), back=request.path
    )
    return refused if refused.status_code == 409 else done("question")


@login_required
@require_POST
@once
def confirmation_remind(request, pk):
    """The school writes to the mentor once more."""
    confirmation = get_object_or_404(Confirmation.objects.visible_to(request.user).awaited(), pk=pk)
    return attempt(
        request, lambda: services.remind_to_confirm(confirmation, by=request.user), back=confirmation.log,
        done=_("The link was sent again."),
    )  # fmt: skip
