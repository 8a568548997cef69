from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from internships.models.placement import Placement
from internships.states import (
    AGREEMENT_MOVES,
    CONSENT_MOVES,
    SIGNATURE_MOVES,
    UNSIGNED,
    AgreementState,
    ConsentState,
    Party,
    SignatureState,
    SignMethod,
)
from marketplace import policy
from marketplace.models import Stateful


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_placement")


class Agreement(Stateful):
    """The tripartite agreement: a frozen copy of its terms and their SHA-256; a renewal writes a new copy."""

    MOVES = AGREEMENT_MOVES
    GUARD = "placement"

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="agreement")
    version = models.CharField(_("template"), max_length=20)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=AgreementState, default=AgreementState.SIGNING)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="agreement_state_is_known")
        ]

    def __str__(self):
        return f"{self.placement} #{self.edition}"

    def get_absolute_url(self):
        return reverse("internships:placement_detail", args=[self.placement_id])


class SignatureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "view_placement")

    def current(self):
        return self.exclude(state=SignatureState.VOID)


class Signature(Stateful):
    """The name of one party under one edition. It is written by the party alone, never on its behalf."""

    MOVES = SIGNATURE_MOVES
    GUARD = "agreement__placement"

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    edition = models.PositiveSmallIntegerField(default=1)
    party = models.CharField(_("party"), max_length=20, choices=Party)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(_("name"), max_length=80, blank=True)
    method = models.CharField(_("way"), max_length=10, choices=SignMethod, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    scan = models.FileField(_("scan"), upload_to="internships/scans/", blank=True)
    state = models.CharField(max_length=20, choices=SignatureState, db_index=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "-edition", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SignatureState.values), name="signature_state_is_known"),
            models.UniqueConstraint(fields=["agreement", "edition", "party"], name="one_signature_per_party"),
        ]

    def __str__(self):
        return f"{self.agreement} {self.get_party_display()}"

    def get_absolute_url(self):
        return reverse("internships:signature_sign", args=[self.pk])

    @property
    def is_awaited(self):
        return self.state in UNSIGNED


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return policy.visible(self, user, "give_consent")


class Consent(Stateful):
    """The informed consent (知情同意书) of a minor's guardian, with the words that were agreed to."""

    MOVES = CONSENT_MOVES
    GUARD = "placement"

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="consent")
    version = models.CharField(max_length=20)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_name = models.CharField(_("name"), max_length=80, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=20, choices=ConsentState, default=ConsentState.AWAITED, db_index=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ConsentState.values), name="consent_state_is_known")
        ]

    def __str__(self):
        return f"{self.placement} {self.version}"

    def get_absolute_url(self):
        """Where the awaited person acts: the guardian on the consent, the school on the placement."""
        if self.state == ConsentState.REFUSED:
            return reverse("internships:placement_detail", args=[self.placement_id])
        return reverse("internships:consent_give", args=[self.pk])
