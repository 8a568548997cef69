"""Who may do what with plans and placements; everything about a placement hangs on the placement's own grants."""

from internships.models import InternshipPlan, Placement, PlanPartner
from marketplace.organisations import group_for
from marketplace.policy import grants
from marketplace.states import Role

PREPARES = {
    "view_placement",
    "manage_placement",
    "sign_school",
    "follow_incident",
    "handle_incident",
    "publish_grade",
    "moderate_grade",
}


@grants(Placement)
def placement(placement):
    student_class = placement.student.student_class
    yield placement.student.user, {"view_placement", "sign_student", "keep_log", "appeal_grade", "follow_incident"}
    yield placement.student.guardian, {"give_consent"}
    yield placement.mentor, {"view_placement", "mentor_placement"}
    yield group_for(Role.HR, placement.enterprise), {"view_placement", "sign_enterprise"}
    yield placement.supervisor, {"view_placement", "supervise_placement", "follow_incident", "handle_incident"}
    yield group_for(Role.COORDINATOR, student_class.department), PREPARES
    yield group_for(Role.INTERNSHIP_OFFICE, student_class.department.school), PREPARES


@grants(InternshipPlan)
def internship_plan(plan):
    office = group_for(Role.INTERNSHIP_OFFICE, plan.school)
    yield office, {"view_internshipplan", "change_internshipplan", "confirm_internshipplan"}
    for department in [plan.department] if plan.department else plan.school.departments.all():
        yield group_for(Role.COORDINATOR, department), {"view_internshipplan", "change_internshipplan"}


@grants(PlanPartner)
def plan_partner(partner):
    yield group_for(Role.HR, partner.enterprise), {"view_planpartner", "confirm_planpartner"}
    yield group_for(Role.INTERNSHIP_OFFICE, partner.plan.school), {"view_planpartner", "change_planpartner"}
    departments = [partner.plan.department] if partner.plan.department else partner.plan.school.departments.all()
    for department in departments:
        yield group_for(Role.COORDINATOR, department), {"view_planpartner", "change_planpartner"}
