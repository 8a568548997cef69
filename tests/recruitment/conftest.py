from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment import services
from tests import factories
from tests.world import *  # noqa: F403

DECLARED = {
    "night_shift": False, "overtime": False, "rest_day_work": False, "labour_grade": 1, "hazards": [],
    "minor_taboo": False, "female_taboo": False, "pay_in_kind": False, "pay_through_third_party": False,
    "fees_cny": 0, "holds_documents": False, "agency": False, "signs_itself": True, "pay_cycle_days": 30,
    "interns_elsewhere": 0, "same_post_interns_elsewhere": 0,
}  # fmt: skip


def lawful(**fields):
    """The fields of a position that no rule of law has anything against."""
    today = timezone.localdate()
    return {
        "title": "设备维护实习生", "description": "点检、维护与故障排查。", "region": "320500", "city": "苏州",
        "openings": 2, "starts_on": today + timedelta(days=30), "ends_on": today + timedelta(days=200),
        "closes_on": today + timedelta(days=20), "hours_per_day": 8, "hours_per_week": 40,
        "pay_cny_per_month": 4000, "same_post_wage_cny_per_month": 5000, "staff_on_post": 200, "same_post_staff": 60,
        **DECLARED, **fields,
    }  # fmt: skip


@pytest.fixture
def enterprise(mine):
    enterprise = mine["enterprise"]
    enterprise.inspected_on = timezone.localdate()
    enterprise.save()
    return enterprise


@pytest.fixture
def major(student):
    return student.student_class.major


@pytest.fixture
def skill(db):
    return factories.SkillFactory(zh="可编程控制器编程", en="PLC programming", code="plc")


@pytest.fixture
def draft(enterprise, hr, major):
    return services.create_position(enterprise, by=hr, majors=[major], **lawful())


@pytest.fixture
def night(draft, hr):
    """A draft that lets interns work at night, which the law forbids without a release."""
    services.change_position(draft, by=hr, night_shift=True)
    return draft


@pytest.fixture
def open_position(draft, hr):
    return services.publish(draft, by=hr)


@pytest.fixture
def applied(open_position, student):
    return services.apply(open_position, student, by=student.user, consent_version=services.CONSENT_VERSION)
