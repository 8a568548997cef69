"""The agreement of three sides and the guardian's consent. Nobody signs for somebody else."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from internships import documents, notifications
from internships.invitations import invite
from internships.models import Agreement, Consent, Placement, Signature
from internships.states import (
    AWAITS,
    AgreementState,
    ConsentState,
    Party,
    PlacementState,
    SignatureState,
    SignMethod,
)
from marketplace import links, transitions
from marketplace.transitions import Via
from recruitment.services.moves import move

CONSENT_VERSION = "2026-1"


@transaction.atomic
def write_agreement(placement, *, by, at=None):
    """Freeze the terms of a placement in its first edition and ask the three sides to sign."""
    content = documents.agreement_terms(placement)
    agreement = Agreement.objects.create(
        placement=placement, version=placement.plan.agreement_version, content=content,
        sha256=documents.digest(content), written_at=at or timezone.now(),
    )  # fmt: skip
    transitions.begin(agreement, by=by)
    _ask_to_sign(agreement, by=by)
    return agreement


def _ask_to_sign(agreement, *, by):
    for party in Party:
        signature = Signature.objects.create(
            agreement=agreement, edition=agreement.edition, party=party, state=AWAITS[party]
        )
        transitions.begin(signature, by=by)
        invite(signature, f"sign_{party}", [f"sign_{party}", f"decline_{party}"], by=by)


@transaction.atomic
def renew_agreement(agreement, *, by, reason, at=None):
    """Freeze the terms anew as the next edition: every signature under the old one is void."""
    action = "repair" if agreement.state == AgreementState.DECLINED else "renew"
    placement = agreement.placement
    if placement.state not in (PlacementState.PLANNED, PlacementState.AGREED):
        raise ValidationError(_("The agreement of a running internship is not rewritten."), code="wrong_state")
    _lock(agreement)
    transitions.perform(agreement, action, by=by, reason=reason, at=at)
    for signature in agreement.signatures.exclude(state=SignatureState.VOID):
        transitions.perform(signature, "void", by=None, at=at)
    agreement.content = documents.agreement_terms(placement)
    agreement.sha256 = documents.digest(agreement.content)
    agreement.edition += 1
    agreement.written_at = at or timezone.now()
    agreement.save(update_fields=["content", "sha256", "edition", "written_at"])
    if placement.state == PlacementState.AGREED:
        transitions.perform(placement, "reopen", by=None, at=at)
    _ask_to_sign(agreement, by=by)


@transaction.atomic
def sign(signature, *, by, name, scan=None, sha256="", via=Via.ACCOUNT, at=None):
    """Sign in one's own name. `sha256` is of the terms the signatory saw: other terms raise (code changed).

    Raises ValidationError (code name) if `name` is not the name of `by`. A scan means: signed on paper.
    """
    _lock(signature.agreement)
    agreement = Agreement.objects.get(pk=signature.agreement_id)
    if sha256 and sha256 != agreement.sha256:
        raise ValidationError(_("The agreement was rewritten meanwhile. Please read it again."), code="changed")
    if name.strip() != by.display_name:
        raise ValidationError({"name": ValidationError(_("Please type your own name."), code="name")})
    data = {"sha256": agreement.sha256, "edition": agreement.edition}
    if not move(signature, f"sign_{signature.party}", by=by, via=via, data=data, at=at):
        return
    signature.signed_by, signature.signed_name = by, by.display_name
    signature.method = SignMethod.PAPER if scan else SignMethod.LINK if via == Via.LINK else SignMethod.ACCOUNT
    signature.content_sha256, signature.scan = agreement.sha256, scan or ""
    signature.save(update_fields=["signed_by", "signed_name", "method", "content_sha256", "scan"])
    _conclude(agreement, at)


def _lock(agreement):
    """The placement's lock first, always: of two last signatures at once, one sees the other, and nobody deadlocks."""
    Placement.objects.select_for_update(of=("self",)).get(pk=agreement.placement_id)


def _conclude(agreement, at):
    """The last of the three signatures concludes the agreement."""
    rows = agreement.signatures.filter(edition=agreement.edition)
    if any(row.state != SignatureState.SIGNED for row in rows):
        return
    transitions.perform(agreement, "conclude", by=None, at=at)
    placement = agreement.placement
    transitions.perform(placement, "agree", by=None, at=at)
    notifications.tell_student(placement, "agreement_signed")
    notifications.tell_holders(placement, "manage_placement", "agreement_signed")


@transaction.atomic
def decline_to_sign(signature, *, by, reason, via=Via.ACCOUNT):
    """Decline with a reason; the school settles it and writes the agreement anew."""
    _lock(signature.agreement)
    if move(signature, f"decline_{signature.party}", by=by, reason=reason, via=via):
        transitions.perform(signature.agreement, "fail", by=None)
        notifications.tell_holders(signature.agreement.placement, "manage_placement", "agreement_declined")


@transaction.atomic
def ask_consent(placement, *, by):
    """Ask the guardian of a minor by a link to the guardian's own address, and nowhere else."""
    consent, made = Consent.objects.get_or_create(placement=placement, defaults={"version": CONSENT_VERSION})
    if made:
        transitions.begin(consent, by=by)
    elif consent.state == ConsentState.REFUSED:
        transitions.perform(consent, "ask", by=by)
    _send_to_guardian(consent, by=by)
    return consent


def _send_to_guardian(consent, *, by):
    guardian = consent.placement.student.guardian
    if guardian and consent.state == ConsentState.AWAITED:
        links.issue(consent, ["give", "refuse"], guardian, by=by)


@transaction.atomic
def give_consent(consent, *, by, name, via=Via.LINK):
    """Consent as the guardian. Raises ValidationError (code name) if `name` is not the guardian's."""
    if name.strip() != by.display_name:
        raise ValidationError({"name": ValidationError(_("Please type your own name."), code="name")})
    agreement = getattr(consent.placement, "agreement", None)
    sha256 = agreement.sha256 if agreement else ""
    if move(consent, "give", by=by, via=via, data={"version": consent.version, "sha256": sha256}):
        consent.given_by, consent.given_name, consent.content_sha256 = by, by.display_name, sha256
        consent.save(update_fields=["given_by", "given_name", "content_sha256"])


@transaction.atomic
def refuse_consent(consent, *, by, reason, via=Via.LINK):
    if move(consent, "refuse", by=by, reason=reason, via=via):
        notifications.tell_holders(consent.placement, "manage_placement", "consent_refused")


@transaction.atomic
def remind_to_sign(signature, *, by):
    """Write again to everyone without an account who is awaited here."""
    if not by.has_perm("manage_placement", signature.agreement.placement):
        raise PermissionDenied
    invite(signature, f"sign_{signature.party}", [f"sign_{signature.party}", f"decline_{signature.party}"], by=by)
