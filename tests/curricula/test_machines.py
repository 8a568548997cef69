"""Who may move a proposal, a ballot and a version from which state: every combination."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from curricula.models import Ballot, ProgrammeVersion, Proposal
from curricula.states import BALLOT_MOVES, PROPOSAL_MOVES, VERSION_MOVES
from curricula.states import BallotState as B
from curricula.states import ProposalState as P
from curricula.states import VersionState as V
from marketplace import policy, transitions
from tests import curricula_factories as plans

ACTORS = [
    "leader",
    "chair",
    "member",
    "affairs",
    "leadership",
    "coordinator",
    "supervisor",
    "student",
    "stranger",
    "count",
]

PROPOSAL = {
    ("leader", "submit", P.DRAFT): P.SUBMITTED,
    ("leader", "submit", P.RETURNED): P.SUBMITTED,
    ("leader", "withdraw", P.DRAFT): P.WITHDRAWN,
    ("leader", "withdraw", P.RETURNED): P.WITHDRAWN,
    ("leader", "withdraw", P.SUBMITTED): P.WITHDRAWN,
    ("leader", "withdraw", P.COMMITTEE): P.WITHDRAWN,
    ("leader", "withdraw", P.ACADEMIC_AFFAIRS): P.WITHDRAWN,
    ("chair", "convene", P.SUBMITTED): P.COMMITTEE,
    ("chair", "return_early", P.SUBMITTED): P.RETURNED,
    ("affairs", "convene", P.SUBMITTED): P.COMMITTEE,
    ("affairs", "return_early", P.SUBMITTED): P.RETURNED,
    ("count", "pass", P.COMMITTEE): P.ACADEMIC_AFFAIRS,
    ("count", "defeat", P.COMMITTEE): P.REJECTED,
    ("count", "tie", P.COMMITTEE): P.RETURNED,
    ("affairs", "endorse", P.ACADEMIC_AFFAIRS): P.FINAL_APPROVAL,
    ("affairs", "return", P.ACADEMIC_AFFAIRS): P.RETURNED,
    ("leadership", "approve", P.FINAL_APPROVAL): P.PUBLISHED,
    ("leadership", "return_late", P.FINAL_APPROVAL): P.RETURNED,
    ("leadership", "reject", P.FINAL_APPROVAL): P.REJECTED,
}
BALLOT = {("member", "cast", B.OPEN): B.CAST, ("count", "lapse", B.OPEN): B.LAPSED}
VERSION = {
    ("affairs", "adopt", V.DRAFT): V.PUBLISHED,
    ("leader", "discard", V.DRAFT): V.RETIRED,
    ("count", "replace", V.PUBLISHED): V.RETIRED,
}


@pytest.fixture
def actors(student, coordinator, supervisor, stranger, leader, affairs, leadership, members):
    return {
        "leader": leader,
        "chair": members[0].user,
        "member": members[1].user,
        "affairs": affairs,
        "leadership": leadership,
        "coordinator": coordinator,
        "supervisor": supervisor,
        "student": student.user,
        "stranger": stranger,
        "count": None,
    }


@pytest.fixture
def ballot(proposal, members):
    ballot = Ballot.objects.create(proposal=proposal, member=members[1], user=members[1].user, round=1)
    policy.sync(ballot)
    transitions.begin(ballot, by=members[0].user)
    return ballot


def walk(obj, model, moves, states, allowed, actors):
    """Try every actor × action × state; the table says what happens, everything else is refused."""
    for state in states:
        for action in moves:
            for actor in ACTORS:
                model.objects.filter(pk=obj.pk).update(state=state)
                obj.refresh_from_db()
                expected = allowed.get((actor, action, state))
                try:
                    transitions.perform(obj, action, by=actors[actor], reason="因为")
                    happened = True
                except (PermissionDenied, ValidationError):
                    happened = False
                obj.refresh_from_db()
                assert (happened, obj.state) == (expected is not None, expected or state), (actor, action, state)


def test_a_proposal_moves_only_as_the_table_says(proposal, actors):
    walk(proposal, Proposal, PROPOSAL_MOVES, P, PROPOSAL, actors)


def test_a_ballot_moves_only_as_the_table_says(ballot, actors):
    walk(ballot, Ballot, BALLOT_MOVES, B, BALLOT, actors)


def test_a_version_moves_only_as_the_table_says(version, actors):
    walk(version, ProgrammeVersion, VERSION_MOVES, V, VERSION, actors)


@pytest.mark.parametrize("action", ["return_early", "return", "return_late", "reject"])
def test_whoever_refuses_a_proposal_must_say_why(proposal, actors, action):
    [actor, state] = next((actor, state) for actor, move, state in PROPOSAL if move == action)
    Proposal.objects.update(state=state)

    with pytest.raises(ValidationError) as error:
        transitions.perform(proposal, action, by=actors[actor], reason=" ")

    assert error.value.code == "reason_required"


def held(obj, actors, codenames):
    return {
        name: {codename for codename in codenames if user.has_perm(codename, obj)}
        for name, user in actors.items()
        if user
    }


def test_grants_of_a_programme(programme, actors):
    codenames = {name for name, _ in programme._meta.permissions} | {"view_programme"}
    read = {"view_programme", "analyse_programme"}

    assert held(programme, actors, codenames) == {
        "leader": read | {"trace_programme", "propose_programme"},
        "chair": read | {"convene_programme"},
        "member": read,
        "affairs": read | {"trace_programme", "convene_programme", "review_programme"},
        "leadership": read | {"trace_programme", "approve_programme"},
        "coordinator": read | {"trace_programme"},
        "supervisor": {"view_programme"},
        "student": set(),
        "stranger": set(),
    }
    assert policy.stored(programme) == policy.wanted(programme)


def test_grants_of_a_ballot_are_its_member_s_alone(ballot, actors):
    found = held(ballot, actors, {"view_ballot", "cast_ballot"})

    assert {name for name, codenames in found.items() if codenames} == {"member"}
    assert policy.stored(ballot) == policy.wanted(ballot)


def test_a_member_who_leaves_the_committee_loses_the_programme(programme, members, affairs):
    from curricula import services

    services.remove_committee_member(programme, members[1], by=affairs)

    assert not members[1].user.has_perm("view_programme", programme)
    assert policy.stored(programme) == policy.wanted(programme)


def test_the_factories_make_what_the_rules_say(programme):
    other = plans.ProgrammeFactory(major__code="510201", major__name="计算机应用技术")

    assert policy.stored(other) == policy.wanted(other)
