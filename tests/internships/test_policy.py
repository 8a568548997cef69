"""Who holds what: whole tables by equality."""

import pytest

from marketplace import policy
from marketplace.organisations import group_for
from marketplace.states import Role
from tests.factories import member

PREPARES = {
    "view_placement", "manage_placement", "sign_school", "follow_incident", "handle_incident", "publish_grade",
    "moderate_grade",
}  # fmt: skip


def held(obj):
    """`{holder: codenames}` as stored."""
    table = {}
    for model, pk, codename in policy.stored(obj):
        table.setdefault(model.objects.get(pk=pk), set()).add(codename)
    return table


def test_grants_of_a_placement(guardian, placement, student, mentor, supervisor):
    department = student.student_class.department

    assert held(placement) == {
        student.user: {"view_placement", "sign_student", "keep_log", "appeal_grade", "follow_incident"},
        guardian: {"give_consent"},
        mentor: {"view_placement", "mentor_placement"},
        supervisor: {"view_placement", "supervise_placement", "follow_incident", "handle_incident"},
        group_for(Role.HR, placement.enterprise): {"view_placement", "sign_enterprise"},
        group_for(Role.COORDINATOR, department): PREPARES,
        group_for(Role.INTERNSHIP_OFFICE, department.school): PREPARES,
    }


def test_grants_follow_the_supervisor(placement, supervisor):
    placement.supervisor = member(Role.SUPERVISOR, placement.student.student_class.department)

    policy.sync(placement)

    assert not supervisor.has_perm("view_placement", placement)
    assert policy.stored(placement) == policy.wanted(placement)


def test_grants_of_a_plan_of_the_whole_school(plan, student):
    department = student.student_class.department
    policy.sync(plan)

    assert held(plan) == {
        group_for(Role.INTERNSHIP_OFFICE, plan.school): {
            "view_internshipplan", "change_internshipplan", "confirm_internshipplan",
        },
        group_for(Role.COORDINATOR, department): {"view_internshipplan", "change_internshipplan"},
    }  # fmt: skip


def test_grants_of_a_plan_partner(partner, student):
    assert held(partner) == {
        group_for(Role.HR, partner.enterprise): {"view_planpartner", "confirm_planpartner"},
        group_for(Role.INTERNSHIP_OFFICE, partner.plan.school): {"view_planpartner", "change_planpartner"},
        group_for(Role.COORDINATOR, student.student_class.department): {"view_planpartner", "change_planpartner"},
    }


@pytest.mark.parametrize("codename", sorted(PREPARES | {"keep_log", "mentor_placement", "sign_student"}))
def test_a_stranger_holds_nothing(placement, stranger, codename):
    assert not stranger.has_perm(codename, placement)
