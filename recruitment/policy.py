"""Who may do what with positions and applications."""

from marketplace.models import LawRelease, School
from marketplace.organisations import group_for, groups_for
from marketplace.policy import grants
from marketplace.states import Role
from recruitment.models import Application, Position


@grants(Position)
def position(position):
    yield group_for(Role.HR, position.enterprise), {"view_position", "change_position"}
    yield group_for(Role.OPERATOR), {"view_position"}
    yield position.mentor, {"view_position"}
    asked = LawRelease.objects.about(position).order_by().values("school")
    for school in School.objects.filter(pk__in=asked):
        yield group_for(Role.INTERNSHIP_OFFICE, school), {"view_position"}


@grants(Application)
def application(application):
    department = application.student.student_class.department
    hr, coordinators, office = groups_for(
        (Role.HR, application.position.enterprise),
        (Role.COORDINATOR, department),
        (Role.INTERNSHIP_OFFICE, department.school),
    )
    yield application.student.user, {"view_application", "answer_application"}
    yield hr, {"view_application", "decide_application"}
    yield coordinators, {"view_application"}
    yield office, {"view_application"}
    yield application.student.supervisor, {"view_application"}
