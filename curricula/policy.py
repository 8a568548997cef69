"""Who may do what with programmes, their proposals and ballots."""

from curricula.models import Ballot, Programme
from marketplace.organisations import group_for
from marketplace.policy import grants
from marketplace.states import Role


@grants(Programme)
def programme(programme):
    department, school = programme.department, programme.school
    read = {"view_programme", "analyse_programme"}
    yield group_for(Role.PROGRAMME_LEADER, department), read | {"trace_programme", "propose_programme"}
    yield group_for(Role.COORDINATOR, department), read | {"trace_programme"}
    yield group_for(Role.SUPERVISOR, department), {"view_programme"}
    yield group_for(Role.ACADEMIC_AFFAIRS, school), read | {"trace_programme", "convene_programme", "review_programme"}
    yield group_for(Role.LEADERSHIP, school), read | {"trace_programme", "approve_programme"}
    if programme.committee_id:
        for member in programme.committee.members.select_related("user"):
            yield member.user, read | ({"convene_programme"} if member.is_chair else set())


@grants(Ballot)
def ballot(ballot):
    yield ballot.user, {"view_ballot", "cast_ballot"}
