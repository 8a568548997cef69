"""What the law looks at before a placement starts, read from the placement and its paperwork."""

from django.db.models import Count, Q
from django.utils import timezone

from internships.models import Placement, PlanPartner
from internships.states import (
    LIVE,
    AgreementState,
    ConsentState,
    InsuranceKind,
    InsuranceState,
    PartnerState,
    Party,
    PlanState,
    SafetyState,
    SignatureState,
    Source,
)
from marketplace.law import check as rules
from marketplace.law import releases, store
from marketplace.law.check import evaluate, unresolved
from marketplace.law.facts import PlacementFacts
from marketplace.states import Role
from recruitment.states import PositionKind


def facts_of(placement):
    """The `PlacementFacts` of a placement as it stands; what nobody has said yet is None."""
    student, position = placement.student, placement.position
    student_class = student.student_class
    return PlacementFacts(
        jurisdiction=placement.plan.law_of if placement.plan else "CN",
        is_post_internship=placement.kind == PositionKind.POST_INTERNSHIP,
        self_sourced=placement.source == Source.SELF_SOURCED,
        birth_date=student.birth_date,
        student_sex=student.sex or None,
        year_of_study=student_class.year_of_study(placement.starts_on),
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        student_major_code=student_class.major.code,
        position_major_codes=frozenset(major.code for major in position.majors.all()),
        minor_taboo=position.minor_taboo,
        female_taboo=position.female_taboo,
        plan_signed=plan_signed(placement),
        cross_province=placement.is_cross_province,
        filing_no=placement.filing_no or None,
        staff_on_post=position.staff_on_post,
        same_post_staff=position.same_post_staff,
        interns_elsewhere=position.interns_elsewhere,
        same_post_interns_elsewhere=position.same_post_interns_elsewhere,
        **_paperwork(placement),
        **_company(placement),
    )


def check(placement, *, at=None):
    """The findings of the rules that must be met before the start. Writes nothing."""
    on = timezone.localdate(at or timezone.now())
    return evaluate(facts_of(placement), store.all_rules(), on=on, stage=None)


def admit(placement, *, by, overrides=(), at=None):
    """Ask the law once about everything and keep its answer.

    Raises `ValidationError` (code against_law) if a rule stands in the way.
    """
    return store.admit(placement, facts_of(placement), by=by, overrides=overrides, at=at)


def releasable(placement, *, findings=None, at=None):
    """The open findings that only the internship office may let pass, and has not yet."""
    findings = check(placement, at=at) if findings is None else findings
    wanted = rules.releasable(findings, Role.COORDINATOR)
    return unresolved(wanted, releases.overrides(placement, wanted).get(placement.school.pk, []))


def plan_signed(placement):
    """Whether school and enterprise both stand behind the plan. Source: domain.md L21."""
    if not placement.plan or placement.plan.state != PlanState.CONFIRMED:
        return False
    return PlanPartner.objects.filter(
        plan=placement.plan, enterprise=placement.enterprise, state=PartnerState.CONFIRMED
    ).exists()


def _paperwork(placement):
    agreement = getattr(placement, "agreement", None)
    consent, safety = getattr(placement, "consent", None), getattr(placement, "safety", None)
    signed = (
        list(agreement.signatures.filter(edition=agreement.edition, state=SignatureState.SIGNED)) if agreement else []
    )
    liability = next((each for each in placement.insurances.all() if each.kind == InsuranceKind.LIABILITY), None)
    recorded = liability if liability and liability.state == InsuranceState.RECORDED else None
    return {
        "agreement_signed": bool(agreement) and agreement.state == AgreementState.SIGNED,
        "agreement_signed_on": max((timezone.localdate(each.state_at) for each in signed), default=None),
        "student_consent": any(each.party == Party.STUDENT for each in signed),
        "guardian_consent": bool(consent) and consent.state == ConsentState.GIVEN,
        "safety_passed": bool(safety) and safety.state == SafetyState.PASSED,
        "insurance_from": recorded and recorded.starts_on,
        "insurance_to": recorded and recorded.ends_on,
        "insurance_charged_to_student": recorded and recorded.charged_to_student,
    }


def _company(placement):
    ours, here = interns(placement.position, placement.starts_on, but=placement.pk)
    return {"interns_now": ours, "same_post_interns_now": here}


def interns(position, on, *, but=0):
    """The interns of the enterprise of `position` on day `on`, and those of them on this post."""
    there = Placement.objects.filter(enterprise=position.enterprise_id, state__in=LIVE, ends_on__gte=on).exclude(pk=but)
    counts = there.aggregate(ours=Count("pk"), here=Count("pk", filter=Q(position=position.pk or 0)))
    return counts["ours"], counts["here"]
