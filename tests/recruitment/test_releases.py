"""A position that breaks a releasable rule: who may let it pass, with what, and what is kept of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from marketplace import policy, todo
from marketplace.law import releases, store
from marketplace.models import LawCheck, LawRelease, Notice
from marketplace.states import ReleaseState
from recruitment import services
from recruitment.models import Position
from tests import factories
from tests.factories import Role

NIGHT = {"L9": ("护理专业需夜班见习", "")}
# What breaks the rule, and what happens when HR publishes: with its own reason, and with a release.
MATRIX = {
    "L4": ({"minor_taboo": None}, "law_blocks", None),
    "L5": ({"female_taboo": None}, "law_release", ""),
    "L6": ({"title": "酒吧服务实习"}, "law_release", ""),
    "L7": ({"agency": True}, "law_blocks", None),
    "L8": ({"labour_grade": 3}, "law_blocks", None),
    "L9": ({"night_shift": True}, "law_release", "filing"),
    "L9 without facts": ({"night_shift": None}, "law_blocks", None),
    "L10": ({"pay_cny_per_month": 3999}, "open", None),
    "L10 in goods": ({"pay_in_kind": True}, "law_blocks", None),
    "L11": ({"fees_cny": 1}, "law_blocks", None),
    "L12": ({"interns_elsewhere": 100}, "law_release", ""),
    "L13": ({"ends_on": timedelta(days=250)}, "open", None),
}


def broken(draft, hr, name):
    """The draft with what breaks rule `name`, and the code of the rule."""
    fields = dict(MATRIX[name][0])
    if "ends_on" in fields:
        fields["ends_on"] = draft.starts_on + fields["ends_on"]
    services.change_position(draft, by=hr, **fields)
    return name.split()[0]


def elsewhere(student):
    """A student of the same major at another school."""
    school = factories.SchoolFactory(code="S2", name="他校")
    place = {"student_class__department__school": school, "student_class__major": student.student_class.major}
    return factories.StudentFactory(**place)


def refusal(do):
    with pytest.raises((ValidationError, PermissionDenied)) as caught:
        do()
    error = caught.value
    if isinstance(error, PermissionDenied):
        return "forbidden"
    return error.code if hasattr(error, "code") else error.error_dict["filing_no"][0].code


@pytest.fixture
def asked(night, hr, school, internship_office):
    services.ask_release(night, by=hr, schools=[school], reasons=NIGHT)
    return LawRelease.objects.get()


def grant(release, by, filing_no="苏教备〔2026〕17号"):
    return releases.grant(release, by=by, reason="专业教学标准要求夜班见习", filing_no=filing_no)


@pytest.mark.parametrize("name", MATRIX)
def test_hr_alone_opens_only_what_its_own_reason_may_answer(draft, hr, name):
    code, expected = broken(draft, hr, name), MATRIX[name][1]

    def publish():
        services.publish(draft, by=hr, reasons={code: ("生产安排", "苏教备1")})

    assert (publish() or "open") == "open" if expected == "open" else refusal(publish) == expected
    assert Position.objects.get().state == ("open" if expected == "open" else "draft")


@pytest.mark.parametrize("name", [name for name, row in MATRIX.items() if row[1] != "law_release"])
def test_no_office_is_asked_where_no_release_helps(draft, hr, school, name):
    code = broken(draft, hr, name)

    ask = {"by": hr, "schools": [school], "reasons": {code: ("生产安排", "")}}
    assert refusal(lambda: services.ask_release(draft, **ask)) in {"law_blocks", "no_release"}


@pytest.mark.parametrize("name", [name for name, row in MATRIX.items() if row[1] == "law_release"])
@pytest.mark.parametrize("role", ["internship_office", "coordinator", "supervisor", "hr", "operator", "stranger"])
def test_only_the_internship_office_releases(request, draft, hr, school, name, role):
    code = broken(draft, hr, name)
    services.ask_release(draft, by=hr, schools=[school], reasons={code: ("生产安排", "")})
    release, user = LawRelease.objects.get(), request.getfixturevalue(role)
    needs_filing = MATRIX[name][2] == "filing"

    if role != "internship_office":
        assert refusal(lambda: grant(release, user)) == "forbidden"
        assert refusal(lambda: releases.refuse(release, by=user, reason="不同意")) == "forbidden"
        return
    if needs_filing:
        assert refusal(lambda: grant(release, user, filing_no=" ")) == "filing_required"
    grant(release, user, filing_no="苏教备1" if needs_filing else "")
    services.publish(draft, by=hr)
    assert Position.objects.get().state == "open"


def test_what_is_asked_waits_for_the_office_with_a_date_and_for_nobody_else(asked, internship_office, hr, operator):
    [item] = todo.items(todo.waiting_for(internship_office)[:10], internship_office)

    assert (item.object, list(item.moves), item.path) == (asked, ["grant"], asked.get_absolute_url())
    assert item.due_at == asked.state_at + timedelta(days=7)
    assert [todo.count(user) for user in (hr, operator)] == [0, 0]
    assert Notice.objects.get(user=internship_office).kind == "release_asked"


def test_the_office_sees_the_draft_it_is_asked_about(night, hr, internship_office, school):
    assert not Position.objects.visible_to(internship_office).exists()

    services.ask_release(night, by=hr, schools=[school], reasons=NIGHT)

    assert list(Position.objects.visible_to(internship_office)) == [night]
    assert policy.stored(night) == policy.wanted(night)


def test_after_the_release_the_position_opens_and_the_record_says_everything(
    asked, night, hr, internship_office, school
):
    grant(asked, internship_office)
    services.publish(night, by=hr)

    record = store.kept(night)
    assert record.overrides == [
        {
            "code": "L9", "role": "internship_office", "reason": "专业教学标准要求夜班见习",
            "filing_no": "苏教备〔2026〕17号", "by": internship_office.pk, "by_name": internship_office.display_name,
            "school": school.pk,
        }
    ]  # fmt: skip
    assert next(found for found in store.findings_of(record) if found.code == "L9").outcome == "fail"
    assert Notice.objects.get(user=hr).kind == "release_granted"


def test_a_refusal_is_told_with_its_reason_and_keeps_the_position_closed(asked, night, hr, internship_office):
    releases.refuse(asked, by=internship_office, reason="本专业无夜班要求")

    notice = Notice.objects.get(user=hr)
    assert (notice.kind, notice.params["answer"]) == ("release_refused", "本专业无夜班要求")
    assert refusal(lambda: services.publish(night, by=hr)) == "law_release"


def test_a_refusal_wants_a_reason(asked, internship_office):
    assert refusal(lambda: releases.refuse(asked, by=internship_office, reason=" ")) == "reason_required"
    assert refusal(lambda: releases.grant(asked, by=internship_office, reason="", filing_no="1")) == "reason_required"


def test_after_a_refusal_it_may_be_asked_again(asked, night, hr, school, internship_office):
    releases.refuse(asked, by=internship_office, reason="请补充教学标准")
    services.ask_release(night, by=hr, schools=[school], reasons=NIGHT)

    assert list(LawRelease.objects.values_list("state", flat=True)) == [ReleaseState.PENDING, ReleaseState.REFUSED]


def test_asking_and_deciding_twice_is_one_effect(asked, night, hr, school, internship_office):
    services.ask_release(night, by=hr, schools=[school], reasons=NIGHT)
    for _again in range(2):
        grant(LawRelease.objects.get(), internship_office)
        services.publish(night, by=hr)

    assert LawRelease.objects.count() == 1
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["release_asked", "release_granted"]
    assert LawCheck.objects.count() == 1


def test_of_two_decisions_the_first_counts(asked, internship_office, school):
    colleague = factories.member(Role.INTERNSHIP_OFFICE, school)
    grant(asked, internship_office)

    assert refusal(lambda: releases.refuse(asked, by=colleague, reason="不同意")) == "wrong_state"
    assert LawRelease.objects.get().state == ReleaseState.APPROVED


def test_hr_takes_back_what_it_asked(asked, hr, internship_office, stranger):
    assert refusal(lambda: releases.withdraw(asked, by=stranger)) == "forbidden"
    releases.withdraw(asked, by=hr)
    releases.withdraw(asked, by=hr)

    assert (LawRelease.objects.get().state, todo.count(internship_office)) == (ReleaseState.WITHDRAWN, 0)


def test_a_release_covers_the_numbers_it_was_given_for_and_no_others(asked, night, hr, internship_office):
    grant(asked, internship_office)
    services.change_position(night, by=hr, hours_per_day=9)

    assert LawRelease.objects.get().state == ReleaseState.LAPSED
    assert refusal(lambda: services.publish(night, by=hr)) == "law_release"
    assert Notice.objects.filter(user=hr, kind="release_lapsed").count() == 1


def test_another_change_leaves_the_release_alone(asked, night, hr, internship_office):
    grant(asked, internship_office)
    services.change_position(night, by=hr, title="夜班护理见习")
    services.publish(night, by=hr)

    services.change_position(night, by=hr, title="夜班护理见习（市区）")

    assert (LawRelease.objects.get().state, Position.objects.get().state) == (ReleaseState.APPROVED, "open")
    assert [row["code"] for row in store.kept(night).overrides] == ["L9"]


def test_only_students_of_a_school_that_released_it_may_apply(asked, night, hr, internship_office, student):
    other = elsewhere(student)
    grant(asked, internship_office)
    services.publish(night, by=hr)

    def apply(who):
        return services.apply(night, who, by=who.user, consent_version=services.CONSENT_VERSION)

    assert refusal(lambda: apply(other)) == "not_released"
    assert apply(student).pk


def test_one_school_has_to_release_everything(asked, night, hr, internship_office, student):
    services.change_position(night, by=hr, interns_elsewhere=100)
    other = elsewhere(student)
    theirs = other.student_class.department.school
    services.ask_release(night, by=hr, schools=[theirs], reasons={**NIGHT, "L12": ("分组带教", "")})
    grant(LawRelease.objects.get(school=theirs, code="L12"), factories.member(Role.INTERNSHIP_OFFICE, theirs))
    grant(asked, internship_office)

    assert refusal(lambda: services.publish(night, by=hr)) == "law_release"


def test_only_schools_that_teach_the_majors_are_asked(night, hr):
    strange = factories.SchoolFactory(code="S3", name="无此专业")

    for schools in ([strange], []):
        ask = {"by": hr, "schools": schools, "reasons": NIGHT}
        assert refusal(lambda ask=ask: services.ask_release(night, **ask)) == "schools"


def test_asking_wants_a_reason_and_the_right(night, hr, stranger, school):
    ask = {"schools": [school], "reasons": {"L9": (" ", "")}}

    assert refusal(lambda: services.ask_release(night, by=hr, **ask)) == "law_reasons"
    assert refusal(lambda: services.ask_release(night, by=stranger, **ask)) == "forbidden"
    assert not LawRelease.objects.exists()
