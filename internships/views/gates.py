"""The gates: signatures, consent, insurance."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from internships import documents, services
from internships.forms import InsuranceForm, SignForm
from internships.models import Agreement, Consent, Insurance, Signature
from internships.views.answers import attempt, attempt_form, posted
from internships.views.looks import seen
from internships.views.placements import managed
from marketplace import links
from marketplace.once import once


@login_required
def signature_sign(request, pk):
    signature = get_object_or_404(
        Signature.objects.visible_to(request.user).select_related("agreement__placement__student__user"), pk=pk
    )
    agreement = signature.agreement
    seen(request, agreement, agreement.placement, "agreement")
    may_sign = request.user.has_perm(f"sign_{signature.party}", agreement.placement)
    if request.method == "POST" and not may_sign:
        raise PermissionDenied
    if request.method == "POST" and "decline" in request.POST:
        reason = request.POST.get("reason", "")
        back = agreement.placement.get_absolute_url()
        return attempt(request, lambda: services.decline_to_sign(signature, by=request.user, reason=reason), back=back)
    form, status = SignForm(initial={"sha256": agreement.sha256}), 200
    if request.method == "POST":
        form = SignForm(request.POST, request.FILES)
        status = attempt_form(form, lambda: services.sign(signature, by=request.user, **signed(form)))
        if not status:
            return redirect(agreement.placement)
    context = {
        "signature": signature, "agreement": agreement, "terms": agreement.content, "form": form, "may_sign": may_sign,
        "signatures": documents.signatures(agreement),
        "letters": links.links_to(signature) if request.user.has_perm("manage_placement", agreement.placement) else [],
    }  # fmt: skip
    return render(request, "internships/signature_sign.html", context, status=status)


def signed(form):
    """What `services.sign` takes from a valid `SignForm`."""
    scan = form.cleaned_data["scan"]
    return {
        "name": form.cleaned_data["name"], "sha256": form.cleaned_data["sha256"], "scan": scan.content if scan else None
    }  # fmt: skip


@login_required
@require_POST
@once
def signature_remind(request, pk):
    signature = get_object_or_404(Signature.objects.visible_to(request.user).current(), pk=pk)
    back = signature.agreement.placement.get_absolute_url()
    return attempt(
        request,
        lambda: services.remind_to_sign(signature, by=request.user),
        back=back,
        done=_("The link was sent again."),
    )


@login_required
@require_GET
def agreement_pdf(request, pk):
    agreement = get_object_or_404(
        Agreement.objects.visible_to(request.user).prefetch_related("signatures"), placement=pk
    )
    seen(request, agreement, agreement.placement, "agreement")
    response = HttpResponse(documents.agreement_pdf(agreement), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="agreement-{agreement.placement_id}-{agreement.edition}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
@once
def agreement_renew(request, pk):
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    return attempt(
        request, lambda: services.renew_agreement(agreement, by=request.user, reason=reason),
        back=agreement.placement.get_absolute_url(),
        done=_("The agreement was written anew. All three sides sign again."),
    )  # fmt: skip


@login_required
def consent_give(request, pk):
    """A guardian with an account; without one, the link shows the same."""
    consent = get_object_or_404(Consent.objects.visible_to(request.user).select_related("placement"), pk=pk)
    form, status = SignForm(), 200
    if request.method == "POST":
        if "refuse" in request.POST:
            reason = request.POST.get("reason", "")
            return attempt(
                request,
                lambda: services.refuse_consent(consent, by=request.user, reason=reason, via="account"),
                back=consent.get_absolute_url(),
            )
        form = SignForm(request.POST)
        status = attempt_form(
            form,
            lambda: services.give_consent(consent, by=request.user, name=form.cleaned_data["name"], via="account"),
        )
        if not status:
            return redirect(consent)
    context = {"consent": consent, "placement": consent.placement, "form": form, "terms": _terms(consent)}
    return render(request, "internships/consent_give.html", context, status=status)


def _terms(consent):
    agreement = getattr(consent.placement, "agreement", None)
    return agreement.content if agreement else documents.agreement_terms(consent.placement)


@login_required
@require_POST
@once
def consent_ask(request, pk):
    placement = managed(request, pk)
    return attempt(
        request,
        lambda: services.ask_consent(placement, by=request.user),
        back=placement,
        done=_("The link was sent to the guardian."),
    )


@login_required
@once
def insurance_record(request, pk):
    insurance = get_object_or_404(Insurance.objects.visible_to(request.user).select_related("placement"), pk=pk)
    if not request.user.has_perm("manage_placement", insurance.placement):
        raise PermissionDenied
    placement = insurance.placement
    initial = {
        "insurer": insurance.insurer, "policy_no": insurance.policy_no,
        "starts_on": insurance.starts_on or placement.starts_on, "ends_on": insurance.ends_on or placement.ends_on,
    }  # fmt: skip
    form, status = InsuranceForm(posted(request), request.FILES or None, initial=initial), 200
    if request.method == "POST":
        status = attempt_form(form, lambda: services.record_insurance(insurance, by=request.user, **_recorded(form)))
        if not status:
            return redirect(placement)
    context = {
        "placement": placement, "form": form, "title": insurance.get_kind_display(), "button": _("Record"),
        "has_file": True,
        "lead": _("It has to cover every day of the internship, and the student must not pay for it."),
    }  # fmt: skip
    return render(request, "internships/form.html", context, status=status)


def _recorded(form):
    document = form.cleaned_data["document"]
    return {**form.cleaned_data, "document": document.content if document else None}


@login_required
@require_POST
def insurance_add(request, pk):
    placement = managed(request, pk)
    return redirect(services.add_accident_insurance(placement, by=request.user))
