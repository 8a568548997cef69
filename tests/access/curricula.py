"""Training plans: what is in force is public, the work on it is for the department, the school and the committee."""

from curricula import services
from marketplace import policy
from tests import curricula_factories as plans
from tests import factories
from tests.access.table import ACTORS, Row
from tests.factories import Role


def everyone(status, **others):
    return {**dict.fromkeys(ACTORS, status), **others}


def programme(fixture):
    """The programme of the student's department, with a plan in force and `mentor` on its committee."""
    student_class = fixture("student").student_class
    found = plans.ProgrammeFactory(department=student_class.department, major=student_class.major)
    if not found.committee_id:
        plans.committee_of(found)
        plans.CommitteeMemberFactory(committee=found.committee, user=fixture("mentor"), is_enterprise=True)
        policy.sync(found)
        plans.VersionFactory(programme=found)
    return found


def programme_pk(fixture):
    return programme(fixture).pk


def version_pk(fixture):
    return programme(fixture).versions.get(state="published").pk


def draft_pk(fixture):
    return plans.VersionFactory(programme=programme(fixture), state="draft").pk


def course_pk(fixture):
    return plans.CourseFactory(version=programme(fixture).versions.get(state="published")).pk


def skill_code(fixture):
    fixture("db")
    return factories.SkillFactory().code


def draft_proposal_pk(fixture):
    found = programme(fixture)
    return plans.ProposalFactory(
        programme=found, base=found.versions.get(state="published"), created_by=fixture("faculty")
    ).pk


def proposal_pk(fixture):
    found = programme(fixture)
    proposal = plans.ProposalFactory(
        programme=found, base=found.versions.get(state="published"), created_by=fixture("faculty")
    )
    services.submit(proposal, by=fixture("faculty"))
    return proposal.pk


def ballot_pk(fixture):
    found = programme(fixture)
    proposal = plans.ProposalFactory(
        programme=found, base=found.versions.get(state="published"), created_by=fixture("faculty")
    )
    services.submit(proposal, by=fixture("faculty"))
    services.convene(proposal, by=factories.member(Role.ACADEMIC_AFFAIRS, found.school))
    return proposal.ballots.get(user=fixture("mentor")).pk


PLANNING = everyone(404, visitor=302, mentor=200, coordinator=200, faculty=200)
DEPARTMENT = everyone(404, visitor=302, coordinator=200, faculty=200)
LEADER = everyone(404, visitor=302, faculty=200)
GAP = {"pk": programme_pk, "code": skill_code}

ROWS = [
    Row("curricula:programme_list", everyone(200, visitor=302)),
    Row("curricula:programme_create", LEADER),
    Row("curricula:programme_detail", everyone(200), kwargs={"pk": programme_pk}),
    Row("curricula:committee_edit", everyone(404, visitor=302), kwargs={"pk": programme_pk}),
    Row(
        "curricula:committee_member_remove",
        everyone(404, visitor=302),
        kwargs={"pk": programme_pk, "member_pk": 1},
        method="post",
    ),
    Row("curricula:plan_import", LEADER, kwargs={"pk": programme_pk}),
    Row("curricula:gap_table", PLANNING, kwargs={"pk": programme_pk}),
    Row("curricula:gap_positions", PLANNING, kwargs={"pk": programme_pk}),
    Row("curricula:gap_all_rejections", PLANNING, kwargs={"pk": programme_pk}),
    Row("curricula:gap_posts", PLANNING, kwargs=GAP),
    Row("curricula:gap_rejections", PLANNING, kwargs=GAP),
    Row("curricula:gap_students", DEPARTMENT, kwargs=GAP),
    Row("curricula:gap_all_students", DEPARTMENT, kwargs={"pk": programme_pk}),
    Row(
        "curricula:gap_propose",
        everyone(404, visitor=302, mentor=403, coordinator=403, faculty=409),
        kwargs=GAP,
        method="post",
    ),
    Row("curricula:version_detail", everyone(200), kwargs={"pk": version_pk}),
    Row(
        "curricula:version_detail",
        everyone(404, mentor=200, coordinator=200, faculty=200),
        kwargs={"pk": draft_pk},
    ),
    Row("curricula:version_matrix", everyone(200), kwargs={"pk": version_pk}),
    Row("curricula:version_checks", everyone(200), kwargs={"pk": version_pk}),
    Row("curricula:version_compare", everyone(200), kwargs={"pk": version_pk}),
    Row("curricula:version_edit", LEADER, kwargs={"pk": draft_pk}),
    Row(
        "curricula:version_propose",
        everyone(404, visitor=302, mentor=403, coordinator=403, faculty=302),
        kwargs={"pk": draft_pk},
        method="post",
    ),
    Row(
        "curricula:version_move",
        everyone(404, visitor=302, mentor=403, coordinator=403, faculty=302),
        kwargs={"pk": draft_pk, "action": "discard"},
        method="post",
    ),
    Row("curricula:course_detail", everyone(200), kwargs={"pk": course_pk}),
    Row("curricula:proposal_list", everyone(200, visitor=302)),
    Row("curricula:proposal_detail", PLANNING, kwargs={"pk": proposal_pk}),
    Row("curricula:proposal_detail", LEADER, kwargs={"pk": draft_proposal_pk}),
    Row("curricula:proposal_edit", LEADER, kwargs={"pk": draft_proposal_pk}),
    Row("curricula:proposal_course", LEADER, kwargs={"pk": draft_proposal_pk}),
    Row(
        "curricula:proposal_coverage",
        everyone(404, visitor=302, faculty=422),
        kwargs={"pk": draft_proposal_pk},
        method="post",
    ),
    Row(
        "curricula:proposal_course_remove",
        everyone(404, visitor=302, faculty=422),
        kwargs={"pk": draft_proposal_pk},
        method="post",
    ),
    Row(
        "curricula:proposal_rebase",
        everyone(404, visitor=302, faculty=302),
        kwargs={"pk": draft_proposal_pk},
        method="post",
    ),
    Row(
        "curricula:proposal_move",
        everyone(404, visitor=302, mentor=403, coordinator=403, faculty=302),
        kwargs={"pk": proposal_pk, "action": "withdraw"},
        method="post",
    ),
    Row("curricula:ballot_detail", everyone(404, visitor=302, mentor=200), kwargs={"pk": ballot_pk}),
    Row("curricula:my_requirements", everyone(404, visitor=302, student=200)),
]
