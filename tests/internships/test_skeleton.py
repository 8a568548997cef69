"""One student from the accepted offer to a completed, graded placement, through services alone."""

from datetime import timedelta

from django.utils import timezone

from internships import services
from internships.models import Placement
from internships.services.clock import run_clock
from marketplace import evidence, policy
from marketplace.states import EvidenceClass
from recruitment.services import NewMentor, accept, offer
from tests import internship_factories as f


def test_an_accepted_offer_becomes_a_completed_placement(
    application, hr, student, supervisor, coordinator, internship_office
):
    f.PlanFactory(safety_pass_mark=80, required_logs=1)
    f.SafetyQuestionFactory.create_batch(10)
    today = timezone.localdate()
    first, last = today + timedelta(days=1), today + timedelta(days=100)
    services_application(application, hr)
    offer(
        application,
        by=hr,
        pay_cny_per_month=4000,
        starts_on=first,
        ends_on=last,
        mentor=NewMentor(name="王师傅", email="wang@example.org"),
    )
    application.refresh_from_db()
    accept(application, by=student.user)

    placement = Placement.objects.get(application=application)
    assert placement.state == "planned"
    signers = {"school": coordinator, "enterprise": hr, "student": student.user}
    for signature in placement.agreement.signatures.all():
        who = signers[signature.party]
        services.sign(signature, by=who, name=who.display_name)
    services.record_insurance(
        placement.insurances.get(), by=internship_office, insurer="人保", policy_no="P1", starts_on=first, ends_on=last
    )
    attempt = services.begin_attempt(placement.safety, by=student.user)
    services.finish_attempt(attempt, answers=[1] * 10, commitment=True, by=student.user)
    services.confirm_partner(placement.plan.partners.get(), by=hr)

    at = timezone.now() + timedelta(days=2)
    placement.refresh_from_db()
    assert placement.state == "agreed"
    assert run_clock(at)["started"] == 1

    placement.refresh_from_db()
    week_on = services.monday(timezone.localdate(at))
    skill = placement.plan.rubric.criteria.first().skill
    entries = [
        {
            "position": 0,
            "on": timezone.localdate(at),
            "task": "换接头",
            "skill": skill,
            "difficulty": "",
            "next_step": "",
        }
    ]
    log = services.save_log(
        placement, week_on, by=student.user, version=0, days_worked=3, note="", entries=entries, at=at
    )
    services.submit_log(log, by=student.user, at=at)
    services.confirm_log(log.confirmation, by=placement.mentor, rows={log.entries.get().pk: (True, 3)}, at=at)
    services.approve_log(log, by=supervisor, at=at)
    assert evidence.level_of(student, skill).level == 3
    assert evidence.level_of(student, skill).evidence_class == EvidenceClass.CONFIRMED

    later = timezone.now() + timedelta(days=95)
    assert run_clock(later)["sheets"] == 1
    placement.refresh_from_db()
    sheet = placement.sheet
    for score, who in [
        (sheet.scores.get(side="school"), supervisor),
        (sheet.scores.get(side="enterprise"), placement.mentor),
    ]:
        services.submit_score(score, by=who, version=0, rows=f.marks(sheet, 90, 4))
    sheet.refresh_from_db()
    assert sheet.state == "scored"
    services.publish_grade(sheet, by=coordinator, at=later)
    assert sheet.current.grade == "excellent"

    assert run_clock(timezone.now() + timedelta(days=120))["completed"] == 1
    placement.refresh_from_db()
    assert placement.state == "completed"
    assert policy.stored(placement) == policy.wanted(placement)


def services_application(application, hr):
    from recruitment.services import shortlist

    shortlist(application, by=hr)
