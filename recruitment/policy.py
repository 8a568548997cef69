"""Who may do what with positions and applications."""

from marketplace.models import LawRelease, School
from marketplace.organisations import group_for
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
    student_class = application.student.student_class
    yield application.student.user, {"view_application", "answer_application"}
    yield group_for(Role.HR, application.position.enterprise), {"view_application", "decide_application"}
    yield group_for(Role.COORDINATOR, student_class.department), {"view_application"}
    yield group_for(Role.INTERNSHIP_OFFICE, student_class.department.school), {"view_application"}
    yield application.student.supervisor, {"view_application"}
