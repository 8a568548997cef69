"""One student from the accepted offer to a completed, graded placement, through services alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from internships import services
from internships.models import Placement
from marketplace import evidence, policy
from marketplace.states import EvidenceClass
from recruitment.services import NewMentor, accept, offer, shortlist
from tests import internship_factories as f

DAYS = 100


def in_days(days):
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def accepted(application, hr, student):
    """The placement of an offer from tomorrow on, with a mentor nobody knew."""
    f.PlanFactory(required_logs=1)
    first = timezone.localdate() + timedelta(days=1)
    terms = {"starts_on": first, "ends_on": first + timedelta(days=DAYS), "pay_cny_per_month": 4000}
    shortlist(application, by=hr)
    offer(application, by=hr, mentor=NewMentor(name="王师傅", email="wang@example.org"), **terms)
    application.refresh_from_db()
    accept(application, by=student.user)
    return Placement.objects.get()


def prepare(placement, signers, office):
    f.SafetyQuestionFactory.create_batch(10)
    for signature in placement.agreement.signatures.all():
        services.sign(signature, by=signers[signature.party], name=signers[signature.party].display_name)
    cover = {"starts_on": placement.starts_on, "ends_on": placement.ends_on}
    services.record_insurance(placement.insurances.get(), by=office, insurer="人保", policy_no="P1", **cover)
    attempt = services.begin_attempt(placement.safety, by=placement.student.user)
    services.finish_attempt(attempt, answers=[1] * 10, commitment=True, by=placement.student.user)
    services.confirm_partner(placement.plan.partners.get(), by=signers["enterprise"])


def work_a_week(placement, supervisor, *, at):
    student, day = placement.student.user, timezone.localdate(at)
    skill = placement.plan.rubric.criteria.first().skill
    entry = {"position": 0, "on": day, "task": "换接头", "skill": skill, "difficulty": "", "next_step": ""}
    week = {"version": 0, "days_worked": 3, "note": "", "entries": [entry]}
    log = services.save_log(placement, services.monday(day), by=student, at=at, **week)
    services.submit_log(log, by=student, at=at)
    services.confirm_log(log.confirmation, by=placement.mentor, rows={log.entries.get().pk: (True, 3)}, at=at)
    services.approve_log(log, by=supervisor, at=at)
    return skill


def score(sheet, supervisor):
    for side, by in {"school": supervisor, "enterprise": sheet.placement.mentor}.items():
        services.submit_score(sheet.scores.get(side=side), by=by, version=0, rows=f.marks(sheet, 90, 4))
    sheet.refresh_from_db()


def test_an_accepted_offer_becomes_a_completed_placement(
    accepted, student, hr, supervisor, coordinator, internship_office
):
    prepare(accepted, {"school": coordinator, "enterprise": hr, "student": student.user}, internship_office)
    assert services.run_clock(in_days(1))["started"] == 1

    placement = Placement.objects.get()
    skill = work_a_week(placement, supervisor, at=in_days(2))
    level = evidence.level_of(student, skill)
    assert (level.level, level.evidence_class) == (3, EvidenceClass.CONFIRMED)

    assert services.run_clock(in_days(DAYS - 5))["sheets"] == 1
    sheet = Placement.objects.get().sheet
    score(sheet, supervisor)
    services.publish_grade(sheet, by=coordinator, at=in_days(DAYS - 4))
    assert (sheet.state, sheet.current.grade) == ("published", "excellent")

    assert services.run_clock(in_days(DAYS + 10))["completed"] == 1
    placement = Placement.objects.get()
    assert (placement.state, evidence.level_of(student, skill).n) == ("completed", 2)
    assert policy.stored(placement) == policy.wanted(placement)
