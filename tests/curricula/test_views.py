import pytest
from django.urls import reverse

from curricula import services
from curricula.models import ProgrammeVersion, Proposal
from marketplace import evidence
from marketplace.states import EvidenceClass
from tests import curricula_factories as plans
from tests import factories


def url(name, *args):
    return reverse(f"curricula:{name}", args=args)


@pytest.fixture
def market(programme, course, skill):
    """`market(n)`: n open positions that ask for n skills at level 4, each rejected once for it."""

    def make(count):
        for number in range(count):
            asked = skill if number == 0 else factories.SkillFactory()
            position = factories.PositionFactory(majors=[programme.major])
            position.skill_standard.create(skill=asked, level=4)
            rejected = factories.ApplicationFactory(
                position=position,
                student__student_class__department=programme.department,
                state="rejected",
                reject_reason="skills",
            )
            rejected.missing_skills.add(asked)
            evidence.record(rejected.student, asked, 2, EvidenceClass.CONFIRMED)

    return make


QUERIES = {
    "gap_table": 6,
    "gap_posts": 8,
    "gap_positions": 7,
    "gap_students": 9,
    "gap_all_students": 7,
    "gap_all_rejections": 9,
    "version_matrix": 6,
}
PUBLIC = ["programme_detail", "version_detail", "version_matrix", "version_checks", "version_compare", "course_detail"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_plan_in_force_is_public(client, name, programme, version, course):
    pk = {"programme_detail": programme.pk, "course_detail": course.pk}.get(name, version.pk)

    assert client.get(url(name, pk)).status_code == 200


@pytest.mark.parametrize("name", PUBLIC[1:])
def test_a_draft_is_for_those_who_work_on_it(client, name, version, course, stranger, leader):
    ProgrammeVersion.objects.update(state="draft")
    address = url(name, course.pk if name == "course_detail" else version.pk)

    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(leader)
    assert client.get(address).status_code == 200


def test_the_gap_table_is_for_those_who_plan(client, programme, market, leader, members, stranger, student, supervisor):
    market(1)
    answers = {}
    for person in (leader, members[2].user, stranger, student.user, supervisor):
        client.force_login(person)
        answers[person] = client.get(url("gap_table", programme.pk)).status_code

    assert list(answers.values()) == [200, 200, 404, 404, 404]


def test_students_are_listed_for_staff_of_their_school_only(client, programme, market, leader, members, skill, student):
    market(1)
    address = url("gap_students", programme.pk, skill.code)

    client.force_login(members[2].user)
    assert client.get(address).status_code == 404
    client.force_login(leader)
    assert client.get(address).context["page"].paginator.count == 1


def test_the_number_of_students_leads_to_all_of_them(client, programme, leader, student):
    client.force_login(leader)

    shown = client.get(url("gap_all_students", programme.pk)).context["page"].object_list

    assert list(shown) == [student]


def test_a_rejection_shows_its_applicant_only_to_who_may_see_the_application(
    client, programme, market, leader, coordinator, skill
):
    market(1)
    shown = []
    for person in (leader, coordinator):
        client.force_login(person)
        [(rejection, visible)] = client.get(url("gap_rejections", programme.pk, skill.code)).context["rows"]
        shown.append(visible == rejection)

    assert shown == [False, True]


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("name", QUERIES)
def test_a_list_costs_the_same_for_one_row_and_for_many(
    client, programme, version, market, leader, skill, name, count, django_assert_num_queries
):
    market(count)
    if name == "version_matrix":
        for _ in range(count):
            plans.CoverageFactory(course=plans.CourseFactory(version=version), skill=factories.SkillFactory())
    client.force_login(leader)
    args = {
        "gap_posts": [programme.pk, skill.code],
        "gap_students": [programme.pk, skill.code],
        "version_matrix": [version.pk],
    }.get(name, [programme.pk])
    client.get(url(name, *args))

    with django_assert_num_queries(QUERIES[name]):
        client.get(url(name, *args))


def test_the_gap_table_is_read_once_in_ten_minutes(
    client, programme, version, market, leader, django_assert_num_queries
):
    market(1)
    client.force_login(leader)

    with django_assert_num_queries(15):
        first = client.get(url("gap_table", programme.pk)).context
    market(3)
    with django_assert_num_queries(6):
        again = client.get(url("gap_table", programme.pk)).context
    ProgrammeVersion.objects.update(state="draft")
    anew = client.get(url("gap_table", programme.pk)).context

    assert (again["read_at"], again["rows"]) == (first["read_at"], first["rows"])
    assert (first["table"].n_posts, anew["table"].n_posts) == (1, 4)


def test_one_click_from_a_gap_makes_one_draft(client, programme, market, leader, skill):
    market(1)
    client.force_login(leader)
    first = client.post(url("gap_propose", programme.pk, skill.code))
    again = client.post(url("gap_propose", programme.pk, skill.code))

    proposal = Proposal.objects.get()
    assert first.url == again.url == url("proposal_edit", proposal.pk)
    assert proposal.change["coverage"] == [
        {
            "op": "change",
            "course": "C1",
            "skill": "plc",
            "before": {"kind": "R", "level": 2},
            "after": {"kind": "M", "level": 4},
        }
    ]


def test_the_evidence_of_a_proposal_stays_when_the_data_change(client, programme, market, leader, skill):
    market(1)
    proposal = services.propose_from_gap(programme, skill, by=leader)
    before = dict(proposal.evidence)
    market(1)
    skill.zh = "换了名字"
    skill.save()

    proposal.refresh_from_db()
    assert proposal.evidence == before
    assert (before["n_posts"], before["n_openings"], before["required"], before["skill"]["zh"]) == (
        1,
        5,
        4.0,
        "可编程控制器",
    )
    assert (before["attained"], before["gap"]) == ({"mean": None, "class": 3, "n": 1}, None)


def test_a_student_sees_the_requirements_of_the_plan_of_the_cohort(client, student, course, version, skill, programme):
    plans.VersionFactory(programme=programme, effective_cohort=student.student_class.cohort + 1)
    evidence.record(student, skill, 1, EvidenceClass.ASSESSED)
    client.force_login(student.user)

    progress = client.get(url("my_requirements")).context["progress"]

    assert progress.version == version
    [requirement] = progress.requirements
    assert (requirement.skill, requirement.level, requirement.missing, requirement.attained.evidence_class) == (
        skill,
        2,
        1,
        EvidenceClass.ASSESSED,
    )


def test_a_student_without_a_plan_and_a_person_who_is_none(client, student, stranger):
    client.force_login(student.user)
    assert client.get(url("my_requirements")).context["progress"] is None
    client.force_login(stranger)
    assert client.get(url("my_requirements")).status_code == 404


@pytest.mark.parametrize("path", ["programme_list", "proposal_list"])
def test_lists_hold_only_what_is_granted(client, path, proposal, leader, stranger):
    counts = []
    for person in (leader, stranger):
        client.force_login(person)
        counts.append(client.get(url(path)).context["page"].paginator.count)

    assert counts == ([1, 1] if path == "programme_list" else [1, 0])


def test_academic_affairs_seats_a_committee(client, programme, affairs, hr):
    client.force_login(affairs)
    address = url("committee_edit", programme.pk)
    unknown = client.post(address, {"person": "nobody"})
    seated = client.post(address, {"person": hr.email, "is_enterprise": "on"})
    ruled = client.post(
        address, {"name": "机电专业建设委员会", "quorum_percent": "60", "enterprise_votes_min": "1", "vote_days": "5"}
    )

    programme.refresh_from_db()
    assert [unknown.status_code, seated.status_code, ruled.status_code] == [422, 302, 302]
    assert (programme.committee.quorum_percent, programme.committee.members.count()) == (60, 4)
