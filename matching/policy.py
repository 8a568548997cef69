"""Who may do what with the objects of the matcher."""

from marketplace.models import School
from marketplace.organisations import group_for
from marketplace.policy import grants
from marketplace.states import Role
from matching.models import Invitation, Participant, Recommendation, Round, Version


@grants(Invitation)
def invitation(invitation):
    """The enterprise holds nothing on it: it sees the state through its position, and never who it is."""
    yield invitation.student.user, {"view_invitation", "answer_invitation"}


@grants(Round)
def placement_round(placement_round):
    yield group_for(Role.INTERNSHIP_OFFICE, placement_round.plan.school), {"view_round", "run_round"}


@grants(Participant)
def participant(participant):
    """The office reads the wishes through its round."""
    yield participant.student.user, {"view_participant", "give_wishes"}


@grants(Recommendation)
def recommendation(recommendation):
    """The enterprise holds nothing: it hears of a student when the student applies."""
    yield recommendation.student.user, {"view_recommendation", "answer_recommendation"}


@grants(Version)
def version(version):
    """The weights are those of all schools: the office and the leadership of each may go back."""
    for school in School.objects.order_by("pk"):
        yield group_for(Role.INTERNSHIP_OFFICE, school), {"view_version", "serve_version"}
        yield group_for(Role.LEADERSHIP, school), {"view_version", "serve_version"}
