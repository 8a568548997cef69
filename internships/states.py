"""The machines of a placement and its paperwork: states, and who may move them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.states import Move


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "draft")
    CONFIRMED = "confirmed", pgettext_lazy("plan", "confirmed by the school")


PLAN_MOVES = {
    "confirm": Move(
        frozenset({PlanState.DRAFT}),
        PlanState.CONFIRMED,
        "confirm_internshipplan",
        _("Confirm for the school"),
        awaited=True,
        due_days=7,
        tone="primary",
    ),
    "reopen": Move(
        frozenset({PlanState.CONFIRMED}),
        PlanState.DRAFT,
        "confirm_internshipplan",
        _("Open for changes"),
        needs_reason=True,
    ),
}


class PartnerState(TextChoices):
    AWAITED = "awaited", pgettext_lazy("plan partner", "not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("plan partner", "confirmed by the enterprise")
    DECLINED = "declined", pgettext_lazy("plan partner", "declined by the enterprise")


PARTNER_MOVES = {
    "confirm": Move(
        frozenset({PartnerState.AWAITED}),
        PartnerState.CONFIRMED,
        "confirm_planpartner",
        _("Confirm the plan"),
        awaited=True,
        due_days=5,
        tone="primary",
    ),
    "decline": Move(
        frozenset({PartnerState.AWAITED}),
        PartnerState.DECLINED,
        "confirm_planpartner",
        _("Decline the plan"),
        needs_reason=True,
        tone="danger",
    ),
    "ask": Move(
        frozenset({PartnerState.DECLINED, PartnerState.CONFIRMED}),
        PartnerState.AWAITED,
        "change_planpartner",
        _("Ask again"),
    ),
}


class PlacementState(TextChoices):
    DRAFT = "draft", pgettext_lazy("placement", "without a plan")
    PLANNED = "planned", pgettext_lazy("placement", "being prepared")
    AGREED = "agreed", pgettext_lazy("placement", "agreement signed")
    ACTIVE = "active", pgettext_lazy("placement", "at work")
    COMPLETED = "completed", pgettext_lazy("placement", "completed")
    TERMINATED = "terminated", pgettext_lazy("placement", "ended early")


P = PlacementState
BEFORE_START = frozenset({P.DRAFT, P.PLANNED, P.AGREED})
LIVE = BEFORE_START | {P.ACTIVE}

PLACEMENT_MOVES = {
    "plan": Move(
        frozenset({P.DRAFT}),
        P.PLANNED,
        "manage_placement",
        _("Put into a plan"),
        awaited=True,
        due_days=3,
        tone="primary",
    ),
    "join": Move(frozenset({P.DRAFT}), P.PLANNED, "", _("Put into its plan"), by_clock=True),
    "agree": Move(frozenset({P.PLANNED}), P.AGREED, "", _("Signed by all"), by_clock=True),
    "reopen": Move(frozenset({P.AGREED}), P.PLANNED, "", _("The agreement is signed anew"), by_clock=True),
    "start": Move(frozenset({P.AGREED}), P.ACTIVE, "manage_placement", _("Start the internship"), tone="primary"),
    "begin": Move(frozenset({P.AGREED}), P.ACTIVE, "", _("Started on its day"), by_clock=True),
    "complete": Move(
        frozenset({P.ACTIVE}), P.COMPLETED, "manage_placement", _("Complete the internship"), tone="primary"
    ),
    "close": Move(frozenset({P.ACTIVE}), P.COMPLETED, "", _("Completed with its grade"), by_clock=True),
    "terminate": Move(
        LIVE, P.TERMINATED, "manage_placement", _("End the internship"), needs_reason=True, tone="danger"
    ),
}


class Source(TextChoices):
    ARRANGED = "arranged", _("arranged by the school")
    SELF_SOURCED = "self_sourced", _("found by the student")


class Mode(TextChoices):
    ON_SITE = "on_site", _("at the enterprise")
    REMOTE = "remote", _("remote")
    MIXED = "mixed", _("partly remote")


class AgreementState(TextChoices):
    SIGNING = "signing", pgettext_lazy("agreement", "being signed")
    SIGNED = "signed", pgettext_lazy("agreement", "signed by all")
    DECLINED = "declined", pgettext_lazy("agreement", "declined")
    VOID = "void", pgettext_lazy("agreement", "void")


AGREEMENT_MOVES = {
    "conclude": Move(frozenset({AgreementState.SIGNING}), AgreementState.SIGNED, "", _("Signed by all"), by_clock=True),
    "fail": Move(
        frozenset({AgreementState.SIGNING}), AgreementState.DECLINED, "", _("Declined by a party"), by_clock=True
    ),
    "renew": Move(
        frozenset({AgreementState.SIGNING, AgreementState.SIGNED}),
        AgreementState.SIGNING,
        "manage_placement",
        _("Write the agreement anew"),
        needs_reason=True,
    ),
    "repair": Move(
        frozenset({AgreementState.DECLINED}),
        AgreementState.SIGNING,
        "manage_placement",
        _("Settle and sign anew"),
        awaited=True,
        due_days=3,
        needs_reason=True,
    ),
    "void": Move(
        frozenset({AgreementState.SIGNING, AgreementState.DECLINED}),
        AgreementState.VOID,
        "",
        _("No longer needed"),
        by_clock=True,
    ),
}


class Party(TextChoices):
    SCHOOL = "school", pgettext_lazy("party", "school")
    ENTERPRISE = "enterprise", pgettext_lazy("party", "enterprise")
    STUDENT = "student", pgettext_lazy("party", "student")


class SignatureState(TextChoices):
    """Whose turn it is stands in the state, so that the table lets nobody sign for somebody else."""

    AWAITS_SCHOOL = "awaits_school", pgettext_lazy("signature", "waits for the school")
    AWAITS_ENTERPRISE = "awaits_enterprise", pgettext_lazy("signature", "waits for the enterprise")
    AWAITS_STUDENT = "awaits_student", pgettext_lazy("signature", "waits for the student")
    SIGNED = "signed", pgettext_lazy("signature", "signed")
    DECLINED = "declined", pgettext_lazy("signature", "declined")
    VOID = "void", pgettext_lazy("signature", "void")


S = SignatureState
AWAITS = {Party.SCHOOL: S.AWAITS_SCHOOL, Party.ENTERPRISE: S.AWAITS_ENTERPRISE, Party.STUDENT: S.AWAITS_STUDENT}
UNSIGNED = frozenset(AWAITS.values())

SIGNATURE_MOVES = {
    **{
        f"sign_{party}": Move(
            frozenset({waits}), S.SIGNED, f"sign_{party}", _("Sign"), awaited=True, due_days=5, tone="primary"
        )
        for party, waits in AWAITS.items()
    },
    **{
        f"decline_{party}": Move(
            frozenset({waits}), S.DECLINED, f"sign_{party}", _("Decline to sign"), needs_reason=True, tone="danger"
        )
        for party, waits in AWAITS.items()
    },
    "void": Move(UNSIGNED | {S.SIGNED, S.DECLINED}, S.VOID, "", _("No longer needed"), by_clock=True),
}


class SignMethod(TextChoices):
    ACCOUNT = "account", _("in the own account")
    LINK = "link", _("by the own link")
    PAPER = "paper", _("on paper, scanned")


class ConsentState(TextChoices):
    AWAITED = "awaited", pgettext_lazy("consent", "waits for the guardian")
    GIVEN = "given", pgettext_lazy("consent", "given")
    REFUSED = "refused", pgettext_lazy("consent", "refused")
    VOID = "void", pgettext_lazy("consent", "void")


CONSENT_MOVES = {
    "give": Move(
        frozenset({ConsentState.AWAITED}),
        ConsentState.GIVEN,
        "give_consent",
        _("I consent"),
        awaited=True,
        due_days=5,
        tone="primary",
    ),
    "refuse": Move(
        frozenset({ConsentState.AWAITED}),
        ConsentState.REFUSED,
        "give_consent",
        _("I do not consent"),
        needs_reason=True,
        tone="danger",
    ),
    "ask": Move(
        frozenset({ConsentState.REFUSED}),
        ConsentState.AWAITED,
        "manage_placement",
        _("Ask the guardian again"),
        awaited=True,
        due_days=3,
    ),
    "void": Move(frozenset({ConsentState.AWAITED}), ConsentState.VOID, "", _("No longer needed"), by_clock=True),
}


class InsuranceKind(TextChoices):
    LIABILITY = "liability", _("internship liability insurance")
    ACCIDENT = "accident", _("personal accident insurance")


class InsuranceState(TextChoices):
    AWAITED = "awaited", pgettext_lazy("insurance", "not recorded yet")
    RECORDED = "recorded", pgettext_lazy("insurance", "recorded")
    VOID = "void", pgettext_lazy("insurance", "void")


INSURANCE_MOVES = {
    "record": Move(
        frozenset({InsuranceState.AWAITED}),
        InsuranceState.RECORDED,
        "manage_placement",
        _("Record the insurance"),
        awaited=True,
        due_days=7,
        tone="primary",
    ),
    "correct": Move(
        frozenset({InsuranceState.RECORDED}), InsuranceState.RECORDED, "manage_placement", _("Correct the insurance")
    ),
    "void": Move(frozenset({InsuranceState.AWAITED}), InsuranceState.VOID, "", _("No longer needed"), by_clock=True),
}


class SafetyState(TextChoices):
    AWAITED = "awaited", pgettext_lazy("safety", "not passed yet")
    PASSED = "passed", pgettext_lazy("safety", "passed")
    EXHAUSTED = "exhausted", pgettext_lazy("safety", "no attempt left")
    VOID = "void", pgettext_lazy("safety", "void")


SAFETY_MOVES = {
    "pass": Move(
        frozenset({SafetyState.AWAITED}),
        SafetyState.PASSED,
        "keep_log",
        _("Take the safety test"),
        awaited=True,
        due_days=7,
        tone="primary",
    ),
    "exhaust": Move(
        frozenset({SafetyState.AWAITED}), SafetyState.EXHAUSTED, "", _("Every attempt was used"), by_clock=True
    ),
    "allow": Move(
        frozenset({SafetyState.EXHAUSTED}),
        SafetyState.AWAITED,
        "manage_placement",
        _("Allow another round of attempts"),
        awaited=True,
        due_days=3,
        needs_reason=True,
    ),
    "void": Move(
        frozenset({SafetyState.AWAITED, SafetyState.EXHAUSTED}),
        SafetyState.VOID,
        "",
        _("No longer needed"),
        by_clock=True,
    ),
}
