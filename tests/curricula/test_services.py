from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from curricula import services
from curricula.models import Coverage, Proposal, Vote
from curricula.plans import plan_of
from curricula.states import BallotState, ProposalState, VersionState
from marketplace import todo
from marketplace.models import Notice
from tests import curricula_factories as plans


@pytest.fixture
def voting(proposal, leader, affairs):
    """`proposal` before its committee: three members, quorum of all three, one of them from an enterprise."""
    services.submit(proposal, by=leader)
    services.convene(proposal, by=affairs)
    return proposal


def ballots(proposal):
    return list(proposal.ballots.filter(round=proposal.round))


def carry(proposal):
    for ballot in ballots(proposal):
        services.cast(ballot, "for", by=ballot.user)
    proposal.refresh_from_db()


@pytest.fixture
def approvable(voting, affairs):
    carry(voting)
    services.decide(voting, "endorse", by=affairs)
    return voting


def test_a_carried_proposal_becomes_the_next_version_from_its_cohort(approvable, leadership, version):
    made = services.approve(approvable, by=leadership)

    assert (made.number, made.effective_cohort, made.based_on, made.state) == (2, 2026, version, "published")
    assert list(Coverage.objects.filter(course__version=made).values_list("course__code", "kind", "level")) == [
        ("C1", "M", 3)
    ]
    approvable.refresh_from_db()
    assert (approvable.state, approvable.result) == (ProposalState.PUBLISHED, made)
    assert plan_of(version)["coverage"] == {"C1": {"plc": {"kind": "R", "level": 2}}}


def test_publishing_twice_gives_one_version(approvable, leadership, programme):
    made = services.approve(approvable, by=leadership)

    assert services.approve(Proposal.objects.get(pk=approvable.pk), by=leadership) == made
    assert programme.versions.count() == 2


def test_a_version_for_the_same_cohort_takes_the_place_of_the_old_one(approvable, leadership, version, programme):
    version.effective_cohort = 2026
    version.save()

    made = services.approve(approvable, by=leadership)

    version.refresh_from_db()
    assert (version.state, list(programme.versions.effective_for(2026))) == (VersionState.RETIRED, [made])


def test_the_cohorts_before_keep_their_version(approvable, leadership, version, programme):
    made = services.approve(approvable, by=leadership)

    first = {cohort: programme.versions.effective_for(cohort).first() for cohort in (2019, 2020, 2025, 2026)}
    assert first == {2019: None, 2020: version, 2025: version, 2026: made}


def test_a_change_that_no_longer_fits_publishes_nothing(approvable, leadership, programme, course):
    newer = plans.VersionFactory(programme=programme, number=2, effective_cohort=2025)
    plans.CoverageFactory(
        course=plans.CourseFactory(version=newer, code="C1"), skill=course.coverage.get().skill, kind="I", level=1
    )

    with pytest.raises(ValidationError) as error:
        services.approve(approvable, by=leadership)

    approvable.refresh_from_db()
    assert (error.value.code, approvable.state, programme.versions.count()) == ("conflict", "final_approval", 2)


def test_nobody_but_the_leadership_publishes(approvable, leader, affairs, members, stranger):
    for person in (leader, affairs, members[0].user, stranger):
        with pytest.raises(PermissionDenied):
            services.approve(approvable, by=person)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("reason", " ", "reason"), ("change", {}, "empty"), ("effective_cohort", 2019, "cohort")],
)
def test_what_keeps_a_proposal_from_being_submitted(proposal, leader, field, value, code):
    Proposal.objects.update(**{field: value})
    proposal.refresh_from_db()

    with pytest.raises(ValidationError) as error:
        services.submit(proposal, by=leader)

    assert (error.value.code, Proposal.objects.get().state) == (code, ProposalState.DRAFT)


def test_a_committee_without_enterprise_members_gets_no_proposal(proposal, leader, programme):
    programme.committee.members.update(is_enterprise=False)

    with pytest.raises(ValidationError) as error:
        services.submit(proposal, by=leader)

    assert error.value.code == "committee"


def test_every_member_gets_a_ballot_of_their_own(voting, members, stranger):
    waiting = {member.user: [row["pk"] for row in todo.waiting_for(member.user)] for member in members}

    assert waiting == {ballot.user: [ballot.pk] for ballot in ballots(voting)}
    assert Notice.objects.filter(kind="proposal_voting").count() == 3
    first = ballots(voting)[0]
    for person in (stranger, members[1].user):
        with pytest.raises(PermissionDenied):
            services.cast(first, "for", by=person)


def test_a_vote_is_cast_once_and_kept(voting):
    ballot = ballots(voting)[0]
    services.cast(ballot, "against", by=ballot.user, opinion="学时不够")

    with pytest.raises(ValidationError) as error:
        services.cast(ballot, "for", by=ballot.user)

    vote = Vote.objects.get()
    assert (error.value.code, vote.choice, vote.opinion) == ("wrong_state", "against", "学时不够")
    with pytest.raises(TypeError):
        Vote.objects.update(choice="for")


def test_a_vote_against_needs_words(voting):
    ballot = ballots(voting)[0]

    with pytest.raises(ValidationError) as error:
        services.cast(ballot, "against", by=ballot.user)

    ballot.refresh_from_db()
    assert (error.value.code, ballot.state, Vote.objects.count()) == ("opinion_required", "open", 0)


@pytest.mark.parametrize(
    ("choices", "state"),
    [
        (["for", "for"], "committee"),
        (["for", "for", "against"], "academic_affairs"),
        (["against", "against", "for"], "rejected"),
        (["for", "against", "abstain"], "returned"),
    ],
)
def test_the_last_vote_that_matters_moves_the_proposal(voting, choices, state):
    for ballot, choice in zip(ballots(voting), choices, strict=False):
        services.cast(ballot, choice, by=ballot.user, opinion="因为")

    voting.refresh_from_db()
    assert voting.state == state


def test_votes_without_an_enterprise_member_decide_nothing(voting, programme):
    programme.committee.quorum_percent = 50
    programme.committee.save()
    for ballot in ballots(voting)[:2]:
        services.cast(ballot, "for", by=ballot.user)

    voting.refresh_from_db()
    assert (voting.state, services.close_votes(at=voting.due_at + timedelta(days=9))) == ("committee", 0)


def test_when_the_term_is_over_a_quorum_decides_and_the_rest_lapses(voting, programme):
    programme.committee.quorum_percent = 50
    programme.committee.save()
    first, _, last = ballots(voting)
    services.cast(first, "abstain", by=first.user)
    services.cast(last, "for", by=last.user)

    assert services.close_votes(at=timezone.now()) == 0
    assert services.close_votes(at=voting.due_at) == 1
    voting.refresh_from_db()
    assert (voting.state, [ballot.state for ballot in ballots(voting)]) == (
        "academic_affairs",
        [BallotState.CAST, BallotState.LAPSED, BallotState.CAST],
    )


def test_a_withdrawn_proposal_asks_nobody_any_more(voting, leader, members):
    services.decide(voting, "withdraw", by=leader)

    assert [todo.count(member.user) for member in members] == [0, 0, 0]


def test_a_returned_proposal_is_voted_on_anew(voting, leader, affairs):
    for ballot, choice in zip(ballots(voting), ["for", "against", "abstain"], strict=True):
        services.cast(ballot, choice, by=ballot.user, opinion="再议")
    voting.refresh_from_db()
    services.submit(voting, by=leader)
    services.convene(voting, by=affairs)

    assert (voting.round, services.tally(voting).cast, voting.ballots.count()) == (2, 0, 6)


def test_a_plan_is_taken_over_once_without_a_proposal(programme, leader, affairs):
    made = services.create_version(
        programme, {"parts": {}, "courses": {}, "coverage": {}}, by=leader, effective_cohort=2024
    )
    services.adopt(made, by=affairs)
    again = services.create_version(
        programme, {"parts": {}, "courses": {}, "coverage": {}}, by=leader, effective_cohort=2025
    )

    with pytest.raises(ValidationError) as error:
        services.adopt(again, by=affairs)

    assert (made.state, error.value.code) == (VersionState.PUBLISHED, "needs_proposal")


def test_a_draft_version_is_proposed_as_its_difference(programme, version, course, leader):
    plan = plan_of(version)
    plan["parts"]["aims"] = "新的目标"
    draft = services.create_version(programme, plan, by=leader, effective_cohort=2026)

    proposal = services.propose_from_version(draft, by=leader)

    assert proposal.change == {
        "parts": [{"part": "aims", "before": version.aims, "after": "新的目标"}],
        "courses": [],
        "coverage": [],
    }
    assert services.propose_from_version(draft, by=leader) == proposal


def test_the_change_of_a_draft_is_edited_course_by_course(proposal, leader, skill, course):
    fields = {
        "zh": "新课",
        "en": "",
        "category": "core",
        "term": 4,
        "hours_theory": 16,
        "hours_practice": 48,
        "weeks": 0,
        "credits": "4.0",
        "elective": False,
    }
    services.change_course(proposal, "N1", fields, by=leader)
    services.change_coverage(proposal, "N1", skill, by=leader, kind="I", level=2)
    services.change_coverage(proposal, "C1", skill, by=leader, kind="R", level=2)

    assert proposal.change == {
        "parts": [],
        "courses": [{"op": "add", "code": "N1", "before": None, "after": fields}],
        "coverage": [{"op": "add", "course": "N1", "skill": "plc", "before": None, "after": {"kind": "I", "level": 2}}],
    }


def test_a_submitted_proposal_can_no_longer_be_edited(proposal, leader):
    services.submit(proposal, by=leader)

    with pytest.raises(ValidationError) as error:
        services.change_proposal(proposal, by=leader, title="x", reason="x", effective_cohort=2027)

    assert error.value.code == "wrong_state"


def test_a_draft_overtaken_by_another_version_keeps_what_still_fits(proposal, leader, programme, version, skill):
    services.change_course(proposal, "C1", {**plan_of(version)["courses"]["C1"], "term": 5}, by=leader)
    newer = plans.VersionFactory(programme=programme, number=2, effective_cohort=2025, aims=version.aims)
    plans.CourseFactory(version=newer, code="C1", zh="可编程控制器应用", en="PLC application")

    left_over = services.rebase(proposal, by=leader)

    proposal.refresh_from_db()
    assert [step["skill"] for step in left_over] == ["plc"]
    assert (proposal.base, [step["after"] for step in proposal.change["courses"]]) == (newer, [{"term": 5}])
    assert proposal.change["coverage"] == []
