"""What must be there before a placement may start, and whose turn each thing is."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from internships.models import Insurance, PlanPartner, Signature
from internships.states import InsuranceKind, Party
from marketplace.states import Role

RELATED = (
    "student__user", "student__student_class", "student__guardian", "enterprise", "plan", "agreement", "consent",
    "safety",
)  # fmt: skip
READ = (
    "state", "due_at", "starts_on", "ends_on", "student__birth_date", "student__student_class__name",
    "enterprise__name", "enterprise__name_en",
    *(f"student__{role}__{name}" for role in ("user", "guardian") for name in ("name", "username")),
    *(f"{gate}__{name}" for gate in ("plan", "consent", "safety") for name in ("state", "state_at", "due_at")),
    "agreement__edition", "consent__placement", "safety__placement",
)  # fmt: skip
DONE, OPEN, FAILED = "done", "current", "failed"
DONE_STATES = {"signed", "given", "recorded", "passed", "confirmed"}
FAILED_STATES = {"declined", "refused", "exhausted"}


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing: `state` done, current (somebody's turn) or failed; `who` acts, `action` is the codename for it."""

    key: str
    label: str
    state: str
    who: str = ""
    at: object = None
    due: object = None
    note: str = ""
    path: str = ""
    codename: str = ""
    guard: object = None

    @property
    def by(self):
        return self.who

    @property
    def is_missing(self):
        return self.state != DONE


def with_gates(placements):
    """The placements with everything that `gates_of` reads, in a fixed number of queries."""
    rows = placements.select_related(*RELATED).only(*READ)
    return rows.prefetch_related(
        Prefetch("agreement__signatures", Signature.objects.current(), to_attr="current_signatures"),
        Prefetch("insurances", Insurance.objects.filter(kind=InsuranceKind.LIABILITY), to_attr="liability"),
        Prefetch("plan__partners", PlanPartner.objects.all(), to_attr="all_partners"),
    )  # fmt: skip


def gates_of(placement):
    """The gates of a placement that came from `with_gates`, in the order people usually pass them."""
    found = [_plan(placement), _partner(placement)]
    found += _signatures(placement)
    if placement.is_minor:
        found.append(_consent(placement))
    return [*found, _safety(placement), _insurance(placement)]


def missing(placement):
    return [gate for gate in gates_of(placement) if gate.is_missing]


def _state(value):
    return DONE if value in DONE_STATES else FAILED if value in FAILED_STATES else OPEN


def _plan(placement):
    label, office = _("Plan confirmed by the school"), str(Role.INTERNSHIP_OFFICE.label)
    plan = placement.plan
    if not plan:
        return Gate(
            "plan",
            _("A plan for this internship"),
            OPEN,
            office,
            due=placement.due_at,
            codename="manage_placement",
            note=_("No plan fits the major, the year and the dates."),
            path=placement.get_absolute_url() + "#plan",
        )
    state = _state(plan.state)
    return Gate(
        "plan",
        label,
        state,
        office,
        at=plan.state_at if state == DONE else None,
        due=plan.due_at,
        path=plan.get_absolute_url(),
        codename="confirm_internshipplan",
        guard=plan,
    )


def _partner(placement):
    label, hr = _("Plan confirmed by the enterprise"), str(Role.HR.label)
    partners = placement.plan.all_partners if placement.plan else []
    partner = next((each for each in partners if each.enterprise_id == placement.enterprise_id), None)
    if not partner:
        return Gate("partner", label, OPEN, hr)
    state = _state(partner.state)
    codename = "confirm_planpartner"
    if state == FAILED:
        hr, codename = str(Role.INTERNSHIP_OFFICE.label), "change_planpartner"
    return Gate(
        "partner",
        label,
        state,
        hr,
        at=partner.state_at if state == DONE else None,
        due=partner.due_at,
        path=partner.get_absolute_url(),
        codename=codename,
        guard=partner,
    )


def _signatures(placement):
    labels = {
        Party.SCHOOL: (_("Signed by the school"), str(Role.COORDINATOR.label)),
        Party.ENTERPRISE: (_("Signed by the enterprise"), str(Role.HR.label)),
        Party.STUDENT: (_("Signed by the student"), placement.student.user.display_name),
    }
    agreement = getattr(placement, "agreement", None)
    current = {row.party: row for row in agreement.current_signatures} if agreement else {}
    for party, (label, who) in labels.items():
        row = current.get(party)
        if not row:
            yield Gate(f"sign_{party}", label, OPEN, who)
            continue
        state = _state(row.state)
        yield Gate(
            f"sign_{party}",
            label,
            state,
            row.signed_name or who,
            at=row.state_at if state == DONE else None,
            due=row.due_at,
            path=row.get_absolute_url(),
            codename=f"sign_{party}",
            note=_("Declined: the school settles it and writes the agreement anew.") if state == FAILED else "",
        )


def _consent(placement):
    label, guardian = _("Consent of the guardian"), placement.student.guardian
    consent = getattr(placement, "consent", None)
    if not guardian:
        return Gate(
            "consent",
            label,
            OPEN,
            str(Role.COORDINATOR.label),
            codename="manage_placement",
            note=_("The student is under 18, and no guardian is known yet: the school names one."),
            path=reverse("internships:guardian_name", args=[placement.pk]),
        )
    if not consent:
        return Gate("consent", label, OPEN, guardian.display_name)
    state = _state(consent.state)
    return Gate(
        "consent",
        label,
        state,
        guardian.display_name,
        at=consent.state_at if state == DONE else None,
        due=consent.due_at,
        codename="give_consent",
        path=consent.get_absolute_url(),
        note=_("Refused by the guardian.") if state == FAILED else "",
    )


def _safety(placement):
    label, safety = _("Safety test passed"), getattr(placement, "safety", None)
    student = placement.student.user.display_name
    if not safety:
        return Gate("safety", label, OPEN, student)
    state = _state(safety.state)
    if state == FAILED:
        return Gate(
            "safety",
            label,
            state,
            str(Role.COORDINATOR.label),
            due=safety.due_at,
            codename="manage_placement",
            path=safety.get_absolute_url(),
            note=_("Every attempt was used: the school decides."),
        )
    return Gate(
        "safety",
        label,
        state,
        student,
        at=safety.state_at if state == DONE else None,
        due=safety.due_at,
        path=safety.get_absolute_url(),
        codename="keep_log",
    )


def _insurance(placement):
    label, row = _("Liability insurance for every day"), next(iter(placement.liability), None)
    who = str(Role.COORDINATOR.label)
    if not row:
        return Gate("insurance", label, OPEN, who)
    state = _state(row.state)
    if state == DONE and not row.covers(placement.starts_on, placement.ends_on):
        return Gate(
            "insurance",
            label,
            FAILED,
            who,
            note=_("It does not cover every day of the internship."),
            path=row.get_absolute_url(),
            codename="manage_placement",
        )
    return Gate(
        "insurance",
        label,
        state,
        who,
        at=row.state_at if state == DONE else None,
        due=row.due_at,
        path=row.get_absolute_url(),
        codename="manage_placement",
    )
