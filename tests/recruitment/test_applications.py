from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from marketplace import transitions
from marketplace.models import LawCheck, Membership, Notice
from recruitment import services
from recruitment.models import Application, Offer
from recruitment.services import NewMentor
from recruitment.signals import offer_accepted
from recruitment.states import ApplicationState as A
from tests import factories


def actions(application):
    return [log.action for log in transitions.history(application)]


def apply(position, student, **kwargs):
    kwargs.setdefault("consent_version", services.CONSENT_VERSION)
    return services.apply(position, student, by=student.user, **kwargs)


def terms(mentor, **kwargs):
    today = timezone.localdate()
    return {
        "pay_cny_per_month": 4200, "starts_on": today + timedelta(days=30), "ends_on": today + timedelta(days=200),
        "mentor": mentor, **kwargs,
    }  # fmt: skip


@pytest.fixture
def offered(applied, hr, mentor):
    services.shortlist(applied, by=hr)
    services.offer(applied, by=hr, **terms(mentor))
    return applied


def test_applying_freezes_the_resume_records_consent_and_tells_hr(open_position, student, hr):
    application = apply(open_position, student, message="我学过可编程控制器。")

    assert application.resume["name"] == student.user.display_name
    assert set(application.resume).isdisjoint({"phone", "email", "sex", "birth_date", "home_region"})
    assert (application.consent_version, application.consented_at is not None) == (services.CONSENT_VERSION, True)
    assert Notice.objects.filter(user=hr, kind="application_submitted").count() == 1
    assert LawCheck.objects.filter(object_id=application.pk, content_type__model="application").exists()


def test_applying_twice_is_one_application(applied, student):
    assert apply(applied.position, student) == applied
    assert Application.objects.count() == 1


def test_one_may_apply_again_after_withdrawing(applied, student):
    services.withdraw(applied, by=student.user)

    assert apply(applied.position, student) != applied


def test_nobody_applies_for_another(open_position, student, hr, stranger):
    for other in (hr, stranger):
        with pytest.raises(PermissionDenied):
            services.apply(open_position, student, by=other, consent_version=services.CONSENT_VERSION)


def test_without_consent_nothing_is_sent(open_position, student):
    with pytest.raises(ValidationError) as caught:
        apply(open_position, student, consent_version="")

    assert (caught.value.code, Application.objects.count()) == ("consent", 0)


@pytest.mark.parametrize(
    ("born", "cohort_years", "code"),
    [(date(timezone.localdate().year - 14, 1, 1), 3, "L3"), (date(2004, 3, 5), 0, "L2"), (None, 3, "L3")],
)
def test_the_law_stands_before_an_application(open_position, student, born, cohort_years, code):
    student.birth_date = born
    student.student_class.cohort = open_position.starts_on.year - cohort_years

    with pytest.raises(ValidationError) as caught:
        apply(open_position, student)

    assert (caught.value.code, caught.value.params["findings"][0].code) == ("law_blocks", code)


def test_a_closed_position_takes_no_applications(open_position, student, hr):
    services.close(open_position, by=hr)

    with pytest.raises(ValidationError) as caught:
        apply(open_position, student)

    assert caught.value.code == "not_open"


def test_a_second_click_is_no_second_effect(applied, hr, student):
    services.shortlist(applied, by=hr)
    services.shortlist(applied, by=hr)

    assert actions(applied) == ["create", "shortlist"]
    assert Notice.objects.filter(user=student.user, kind="application_shortlisted").count() == 1


def test_a_lost_race_is_refused(applied, hr, student):
    services.withdraw(Application.objects.get(), by=student.user)

    with pytest.raises(ValidationError) as caught:
        services.shortlist(applied, by=hr)

    assert caught.value.code == "wrong_state"


def test_a_rejection_keeps_its_reason_words_and_missing_skills(applied, hr, skill, student):
    services.reject(applied, by=hr, reason="skills", words="请先练习梯形图。", missing_skills=[skill])
    services.reject(applied, by=hr, reason="skills", words="请先练习梯形图。", missing_skills=[skill])

    applied.refresh_from_db()
    assert (applied.state, applied.reject_reason, applied.reject_words) == (A.REJECTED, "skills", "请先练习梯形图。")
    assert list(applied.missing_skills.all()) == [skill]
    assert transitions.history(applied).last().data == {"reason": "skills", "missing_skills": ["plc"]}
    assert Notice.objects.filter(user=student.user, kind="application_rejected").count() == 1


def test_the_same_invitation_twice_is_one_and_another_time_is_a_new_one(applied, hr):
    at = timezone.now() + timedelta(days=3)

    services.invite(applied, by=hr, at=at, place="会议室")
    services.invite(applied, by=hr, at=at, place="会议室")
    services.invite(applied, by=hr, at=at + timedelta(hours=1), place="会议室")

    assert (applied.interviews.count(), actions(applied)) == (2, ["create", "invite", "invite"])


def test_an_interview_is_somewhere_and_in_the_future(applied, hr):
    soon = timezone.now() + timedelta(days=1)

    for kwargs in ({"at": soon}, {"at": soon - timedelta(days=2), "place": "会议室"}):
        with pytest.raises(ValidationError):
            services.invite(applied, by=hr, **kwargs)

    assert Application.objects.get().state == A.SUBMITTED


def test_an_offer_waits_for_the_student_until_the_end_of_its_last_day(offered, mentor):
    offer = offered.offers.get()

    assert (offered.state, offer.mentor) == (A.OFFERED, mentor)
    assert timezone.localtime(offered.due_at).strftime("%Y-%m-%d %H:%M") == f"{offer.reply_by:%Y-%m-%d} 23:59"


def test_offering_twice_is_one_offer(offered, hr, mentor):
    services.offer(offered, by=hr, **terms(mentor))

    assert Offer.objects.count() == 1


def test_a_new_mentor_becomes_a_user_without_password(applied, hr, enterprise):
    services.shortlist(applied, by=hr)
    person = NewMentor(name="韩师傅", email="han@example.com")
    mentor = services.offer(applied, by=hr, **terms(person)).mentor

    assert (mentor.name, mentor.has_usable_password()) == ("韩师傅", False)
    assert Membership.objects.filter(user=mentor, role="mentor", enterprise=enterprise).count() == 1


@pytest.mark.parametrize("mentor", [NewMentor(name="韩师傅"), NewMentor(name=" ", email="han@example.com")])
def test_a_new_mentor_needs_a_name_and_an_address(applied, hr, mentor):
    services.shortlist(applied, by=hr)

    with pytest.raises(ValidationError):
        services.offer(applied, by=hr, **terms(mentor))

    assert Application.objects.get().state == A.SHORTLISTED


def test_no_more_offers_than_openings(offered, hr, mentor, open_position):
    services.change_position(open_position, by=hr, openings=1)
    other = apply(open_position, factories.StudentFactory())
    services.shortlist(other, by=hr)

    with pytest.raises(ValidationError) as caught:
        services.offer(other, by=hr, **terms(mentor))

    assert caught.value.code == "full"


def test_accepting_tells_the_packages_above_once(offered, student):
    heard = []

    def listen(sender, application, offer, **kwargs):
        heard.append((application, offer))

    offer_accepted.connect(listen)
    services.accept(offered, by=student.user)
    services.accept(offered, by=student.user)
    offer_accepted.disconnect(listen)

    assert heard == [(offered, offered.offers.get())]


def test_an_offer_may_be_declined(offered, student, hr):
    services.decline(offered, by=student.user, reason="离家太远")

    assert (offered.state, transitions.history(offered).last().reason) == (A.DECLINED, "离家太远")
    assert Notice.objects.filter(user=hr, kind="offer_declined").exists()


def test_an_offer_lapses_after_its_last_day_and_not_before(offered):
    assert services.lapse_offers(at=offered.due_at) == 0
    assert services.lapse_offers(at=offered.due_at + timedelta(seconds=1)) == 1

    offered.refresh_from_db()
    assert offered.state == A.LAPSED


def test_a_stranger_decides_nothing(offered, stranger):
    with pytest.raises(PermissionDenied):
        services.accept(offered, by=stranger)
    with pytest.raises(PermissionDenied):
        services.reject(offered, by=stranger, reason="other")
