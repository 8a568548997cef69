"""From the accepted offer to the first day: the plan, the signatures, the consent, the insurance, the test."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from internships import gates, law, services
from internships.models import Placement
from internships.states import PlacementState
from marketplace import links, todo
from marketplace.law.codes import Outcome
from tests import internship_factories as f


def refused(do):
    with pytest.raises(ValidationError) as caught:
        do()
    error = caught.value
    return error.code if hasattr(error, "code") else {name: e[0].code for name, e in error.error_dict.items()}


def missing(placement):
    found = gates.with_gates(Placement.objects.filter(pk=placement.pk)).get()
    return [gate.key for gate in gates.missing(found)]


def sign_all(placement, **signers):
    for signature in placement.agreement.signatures.current():
        services.sign(signature, by=signers[signature.party], name=signers[signature.party].display_name)
    placement.refresh_from_db()


@pytest.fixture
def signers(coordinator, hr, student):
    return {"school": coordinator, "enterprise": hr, "student": student.user}


@pytest.fixture
def offer(application, mentor, hr):
    today = timezone.localdate()
    return application.offers.create(
        pay_cny_per_month=4000, starts_on=today, ends_on=today + timedelta(days=150), mentor=mentor,
        reply_by=today, created_by=hr,
    )  # fmt: skip


def test_an_accepted_offer_finds_its_plan_and_opens_every_gate(application, offer, plan, student):
    placement = services.arrange(application, offer=offer, by=student.user)

    assert (placement.state, placement.plan) == (PlacementState.PLANNED, plan)
    assert missing(placement) == ["partner", "sign_school", "sign_enterprise", "sign_student", "safety", "insurance"]


def test_arranging_twice_makes_one_placement(application, offer, plan, student):
    first = services.arrange(application, offer=offer, by=student.user)

    assert services.arrange(application, offer=offer, by=student.user) == first
    assert Placement.objects.count() == 1


def test_the_plan_of_the_own_department_wins(application, offer, plan, student):
    department = student.student_class.department
    ours = f.PlanFactory(name="ours", department=department)

    assert services.arrange(application, offer=offer, by=student.user).plan == ours


@pytest.mark.parametrize("change", [{"cohort": 2001}, {"ends_on": date(2020, 1, 1), "starts_on": date(2019, 1, 1)}])
def test_without_a_fitting_plan_the_office_is_asked(application, offer, plan, student, internship_office, change):
    type(plan).objects.update(**change)

    placement = services.arrange(application, offer=offer, by=student.user)

    assert placement.state == PlacementState.DRAFT
    [item] = todo.items(todo.waiting_for(internship_office), internship_office)
    assert (item.object, list(item.moves)) == (placement, ["plan"])


def test_the_office_puts_a_draft_into_a_plan_once(application, offer, plan, student, internship_office):
    type(plan).objects.update(cohort=2001)
    placement = services.arrange(application, offer=offer, by=student.user)

    services.assign_plan(placement, plan, by=internship_office)
    services.assign_plan(placement, plan, by=internship_office)

    placement.refresh_from_db()
    assert (placement.state, placement.agreement.signatures.count()) == (PlacementState.PLANNED, 3)


def test_three_signatures_conclude_the_agreement(prepared, signers):
    sign_all(prepared, **signers)

    assert (prepared.state, prepared.agreement.state) == ("agreed", "signed")
    assert {s.signed_name for s in prepared.agreement.signatures.all()} == {u.display_name for u in signers.values()}


@pytest.mark.parametrize("party", ["school", "enterprise", "student"])
def test_nobody_signs_for_somebody_else(prepared, signers, party, stranger, supervisor, mentor):
    signature = prepared.agreement.signatures.get(party=party)
    others = [user for side, user in signers.items() if side != party]

    for other in [*others, stranger, supervisor, mentor]:
        with pytest.raises(PermissionDenied):
            services.sign(signature, by=other, name=other.display_name)


def test_a_signature_is_the_own_name(signature, student):
    assert refused(lambda: services.sign(signature, by=student.user, name="别人")) == {"name": "name"}


def test_signing_twice_is_signing_once(signature, student):
    services.sign(signature, by=student.user, name=student.user.display_name)
    services.sign(signature, by=student.user, name=student.user.display_name)

    signature.refresh_from_db()
    assert signature.state == "signed"


def test_terms_that_were_rewritten_are_read_again(signature, student):
    assert refused(lambda: services.sign(signature, by=student.user, name=student.user.display_name, sha256="old")) == (
        "changed"
    )


def test_a_renewed_agreement_is_signed_by_all_again(prepared, signers, coordinator):
    sign_all(prepared, **signers)
    prepared.pay_cny_per_month = 4500
    prepared.save()

    services.renew_agreement(prepared.agreement, by=coordinator, reason="pay")

    prepared.refresh_from_db()
    current = prepared.agreement.signatures.current()
    assert (prepared.state, prepared.agreement.edition) == ("planned", 2)
    assert {row.state for row in current} == {"awaits_school", "awaits_enterprise", "awaits_student"}
    assert prepared.agreement.content["work"]["pay_cny_per_month"] == 4500


def test_a_declined_signature_is_the_schools_turn(signature, student, coordinator, internship_office):
    services.decline_to_sign(signature, by=student.user, reason="工作内容不符")

    signature.agreement.refresh_from_db()
    assert signature.agreement.state == "declined"
    assert set(todo.awaited_of(signature.agreement)["repair"]) == {coordinator, internship_office}


def test_a_minor_needs_the_guardian_and_the_link_goes_to_the_guardian_alone(
    student, application, offer, plan, mailoutbox
):
    guardian = f.guardian_of(student)
    student.birth_date = timezone.localdate() - timedelta(days=17 * 365)
    student.save()

    placement = services.arrange(application, offer=offer, by=student.user)

    assert "consent" in missing(placement)
    assert [link.holder for link in links.links_to(placement.consent)] == [guardian]
    assert [mail.to for mail in mailoutbox] == [[guardian.email]]


def test_an_adult_needs_no_guardian(prepared):
    assert "consent" not in missing(prepared)


def test_the_school_names_a_guardian_at_their_own_address(prepared, coordinator, student):
    make = {"by": coordinator, "name": "李母"}

    assert refused(lambda: services.name_guardian(prepared, email=student.user.email, **make)) == {"email": "own"}
    guardian = services.name_guardian(prepared, email="mother@example.org", **make)

    assert guardian.has_perm("give_consent", prepared)
    assert not guardian.has_perm("view_placement", prepared)


@pytest.mark.parametrize(
    ("before", "after", "charged", "faults"),
    [
        (0, 0, False, None), (1, 1, False, None), (-1, 0, False, {"starts_on": "cover"}),
        (0, -1, False, {"ends_on": "cover"}), (0, 0, True, {"charged_to_student": "charged"}),
    ],
)  # fmt: skip
def test_the_insurance_covers_every_day_and_is_free(insurance, coordinator, before, after, charged, faults):
    placement = insurance.placement
    terms = {
        "starts_on": placement.starts_on - timedelta(days=before), "ends_on": placement.ends_on + timedelta(days=after),
        "charged_to_student": charged, "insurer": "人保", "policy_no": "P1",
    }  # fmt: skip

    if faults:
        assert refused(lambda: services.record_insurance(insurance, by=coordinator, **terms)) == faults
    else:
        services.record_insurance(insurance, by=coordinator, **terms)
    assert ("insurance" in missing(placement)) is bool(faults)


def attempt(safety, student, *, right):
    made = services.begin_attempt(safety, by=student.user)
    answers = [1] * right + [0] * (10 - right)
    return services.finish_attempt(made, answers=answers, commitment=True, by=student.user)


@pytest.mark.parametrize(("right", "passed"), [(7, False), (8, True), (10, True)])
def test_the_safety_test_is_passed_from_its_mark_on(safety, student, right, passed):
    f.SafetyQuestionFactory.create_batch(12)

    made = attempt(safety, student, right=right)

    assert (made.score, made.passed) == (right * 10, passed)


def test_three_failed_attempts_are_the_schools_turn(safety, student, coordinator):
    f.SafetyQuestionFactory.create_batch(10)
    for _ in range(3):
        attempt(safety, student, right=2)
        safety.refresh_from_db()

    assert safety.state == "exhausted"
    assert refused(lambda: services.begin_attempt(safety, by=student.user)) == "wrong_state"
    services.allow_attempts(safety, by=coordinator, reason="谈过话")
    assert attempt(safety, student, right=10).passed


def test_an_open_attempt_is_given_back_and_counted_once(safety, student):
    f.SafetyQuestionFactory.create_batch(10)
    made = services.begin_attempt(safety, by=student.user)

    assert services.begin_attempt(safety, by=student.user) == made
    services.finish_attempt(made, answers=[1] * 10, commitment=True, by=student.user)
    again = services.finish_attempt(made, answers=[0] * 10, commitment=True, by=student.user)
    assert again.score == 100


def all_gates(placement, signers):
    f.SafetyQuestionFactory.create_batch(10)
    sign_all(placement, **signers)
    attempt(placement.safety, placement.student, right=10)
    services.record_insurance(
        placement.insurances.get(), by=signers["school"], insurer="人保", policy_no="P1",
        starts_on=placement.starts_on, ends_on=placement.ends_on,
    )  # fmt: skip
    return Placement.objects.get(pk=placement.pk)


@pytest.fixture
def future(prepared):
    """`prepared`, from tomorrow on: the agreement is signed before the first day."""
    type(prepared).objects.update(starts_on=timezone.localdate() + timedelta(days=1))
    prepared.refresh_from_db()
    return prepared


def test_with_every_gate_passed_it_begins_by_itself_on_its_day(future, signers):
    placement = all_gates(future, signers)
    on_the_day = timezone.now() + timedelta(days=1)

    assert (services.start_due(), services.start_due(on_the_day), services.start_due(on_the_day)) == (0, 1, 0)

    placement.refresh_from_db()
    assert (placement.state, placement.logs.count()) == ("active", 1)


@pytest.mark.parametrize(
    ("undo", "code"),
    [
        (lambda p: p.insurances.update(ends_on=p.ends_on - timedelta(days=1)), "L27"),
        (lambda p: type(p.safety).objects.update(state="awaited"), "L22"),
        (lambda p: p.plan.partners.update(state="awaited"), "L21"),
        (lambda p: type(p.student).objects.update(birth_date=timezone.localdate() - timedelta(days=15 * 365)), "L3"),
    ],
)
def test_a_hard_rule_of_law_stops_the_start(future, signers, coordinator, undo, code):
    placement = all_gates(future, signers)
    undo(placement)
    on_the_day = timezone.now() + timedelta(days=1)
    placement = Placement.objects.get(pk=placement.pk)

    failed = {finding.code for finding in law.check(placement) if finding.outcome == Outcome.FAIL}

    assert code in failed
    assert services.start_due(on_the_day) == 0
    assert refused(lambda: services.start(placement, by=coordinator, at=on_the_day)) == "against_law"


def test_it_does_not_begin_before_its_day(future, signers, coordinator):
    placement = all_gates(future, signers)

    assert refused(lambda: services.start(placement, by=coordinator)) == "early"


def test_an_early_end_voids_what_still_waits(prepared, coordinator):
    services.terminate(prepared, by=coordinator, reason="企业停产")

    assert prepared.state == "terminated"
    assert {row.state for row in prepared.agreement.signatures.all()} == {"void"}
    assert (prepared.insurances.get().state, prepared.safety.state) == ("void", "void")
    assert todo.count(prepared.student.user) == 0
