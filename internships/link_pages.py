"""The pages behind action links: on a phone, without an account, through the same services."""

from django.shortcuts import render

from internships import documents, services
from internships.forms import SignForm
from internships.models import Confirmation, Consent, PlanPartner, Score, Signature
from internships.views.answers import attempt, attempt_form
from internships.views.confirmations import answer
from internships.views.files import shared_token
from internships.views.gates import signed
from internships.views.grading import scoring
from internships.views.plans import answer_plan, bars
from marketplace import links
from marketplace.transitions import Via


def _done(request, link, action):
    links.used(link, action)
    return render(request, "internships/link_done.html", {"link": link, "object": link.object})


def _open(link):
    """Whether the link still has something to do; what is done shows its result."""
    return bool(links.moves(link))


@links.page(Confirmation)
def confirmation(request, link):
    if not _open(link):
        return _over(request, link)
    obj = link.object
    shared = {entry.pk: shared_token(entry, link.holder) for entry in obj.log.entries.all() if entry.artifact}
    return answer(
        request,
        obj,
        by=link.holder,
        via=Via.LINK,
        done=lambda action: _done(request, link, action),
        link=link,
        shared=shared,
        template="internships/link_confirmation.html",
    )


@links.page(Score)
def score(request, link):
    if not _open(link):
        return _over(request, link)
    return scoring(
        request,
        link.object,
        by=link.holder,
        via=Via.LINK,
        done=lambda action: _done(request, link, action),
        link=link,
        template="internships/link_score.html",
    )


@links.page(Signature)
def signature(request, link):
    if not _open(link):
        return _over(request, link)
    obj = link.object
    form, status = SignForm(initial={"sha256": obj.agreement.sha256}), 200
    if request.method == "POST" and "decline" in request.POST:
        return _refuse(request, link, services.decline_to_sign, "decline")
    if request.method == "POST":
        form = SignForm(request.POST, request.FILES)
        status = attempt_form(form, lambda: services.sign(obj, by=link.holder, via=Via.LINK, **signed(form)))
        if not status:
            return _done(request, link, f"sign_{obj.party}")
    context = {
        "link": link, "signature": obj, "agreement": obj.agreement, "terms": obj.agreement.content, "form": form,
        "signatures": documents.signatures(obj.agreement),
    }  # fmt: skip
    return render(request, "internships/link_signature.html", context, status=status)


@links.page(Consent)
def consent(request, link):
    if not _open(link):
        return _over(request, link)
    obj = link.object
    form, status = SignForm(), 200
    if request.method == "POST" and "refuse" in request.POST:
        return _refuse(request, link, services.refuse_consent, "refuse")
    if request.method == "POST":
        form = SignForm(request.POST)
        status = attempt_form(
            form, lambda: services.give_consent(obj, by=link.holder, name=form.cleaned_data["name"], via=Via.LINK)
        )
        if not status:
            return _done(request, link, "give")
    terms = obj.placement.agreement.content
    context = {"link": link, "consent": obj, "placement": obj.placement, "terms": terms, "form": form}
    return render(request, "internships/link_consent.html", context, status=status)


@links.page(PlanPartner)
def plan_partner(request, link):
    if not _open(link):
        return _over(request, link)
    obj = link.object
    if request.method == "POST":
        refused = attempt(
            request, lambda: answer_plan(obj, request.POST, by=link.holder, via=Via.LINK), back=request.path
        )
        action = "decline" if "decline" in request.POST else "confirm"
        return refused if refused.status_code == 409 else _done(request, link, action)
    return render(
        request,
        "internships/link_partner.html",
        {"link": link, "partner": obj, "plan": obj.plan, "bars": bars(obj.plan)},
    )


def _refuse(request, link, verb, action):
    reason = request.POST.get("reason", "")
    refused = attempt(
        request, lambda: verb(link.object, by=link.holder, reason=reason, via=Via.LINK), back=request.path
    )
    return refused if refused.status_code == 409 else _done(request, link, action)


def _over(request, link):
    return render(request, "internships/link_over.html", {"link": link, "object": link.object})
