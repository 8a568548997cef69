"""What students learn: why not, what would raise them, and where that is taught."""

import pytest
from django.urls import reverse

from marketplace.states import EvidenceClass
from matching import lists, services, wording
from matching.constraints import blocked
from recruitment.models import SkillRequirement
from tests import curricula_factories as curricula
from tests import factories
from tests.matching.markets import candidates
from tests.matching.markets import position as market_position


def explanation(position, student):
    return reverse("matching:explanation", args=[position.pk, student.pk])


def why_not(position):
    return reverse("matching:why_not", args=[position.pk])


@pytest.fixture
def course(student, skills):
    """A course of the student's own plan in force that brings the second skill to level 2."""
    student_class = student.student_class
    programme = curricula.ProgrammeFactory(department=student_class.department, major=student_class.major)
    course = curricula.CourseFactory(version=curricula.VersionFactory(programme=programme), code="C1", zh="电气制图课")
    curricula.CoverageFactory(course=course, skill=skills[1], kind="M", level=2)
    return course


def steps(client, position, student):
    client.force_login(student.user)
    return client.get(explanation(position, student)).context["raises"]


def test_a_step_names_the_course_of_the_own_plan_that_teaches_it(client, scored, student, course):
    [drawing] = [step for step in steps(client, scored, student) if "Drawing" in step["text"]]

    assert drawing["courses"] == [course]


def test_a_course_that_ends_below_the_step_is_not_named(client, scored, student, course):
    course.coverage.update(level=1)

    assert {len(step["courses"]) for step in steps(client, scored, student)} == {0}


def test_a_course_of_another_major_is_not_named(client, scored, student, course):
    course.version.programme.major = factories.MajorFactory(code="460399")
    course.version.programme.save()

    assert {len(step["courses"]) for step in steps(client, scored, student)} == {0}


def test_a_step_names_an_open_position_in_whose_work_the_skill_is(client, scored, student, skills):
    other = factories.PositionFactory()
    SkillRequirement.objects.create(position=other, skill=skills[1], level=2)
    services.rescore_student(student.pk)

    [drawing] = [step for step in steps(client, scored, student) if "Drawing" in step["text"]]

    assert drawing["taught_at"] == [other]


def test_hr_does_not_see_where_a_student_could_learn(client, hr, scored, student, course):
    factories.ApplicationFactory(position=scored, student=student)
    client.force_login(hr)

    assert "courses" not in client.get(explanation(scored, student)).context["raises"][0]


def test_recommendations_say_where_it_is_taught(client, scored, student, course):
    client.force_login(student.user)

    assert str(course) in client.get(reverse("matching:for_student")).content.decode()


def test_the_page_of_a_position_leads_to_why_not(client, scored, student, hr):
    page = reverse("recruitment:position_detail", args=[scored.pk])
    found = [why_not(scored) in client.get(page).content.decode()]
    for user in (hr, student.user):
        client.force_login(user)
        found.append(why_not(scored) in client.get(page).content.decode())

    assert found == [False, False, True]


def test_why_not_is_short_inside_the_page_and_whole_alone(client, scored, student):
    client.force_login(student.user)

    part = client.get(why_not(scored), headers={"hx-request": "true"}).content.decode()

    assert ("How I fit" in part, "<html" in part) == (True, False)
    assert client.get(why_not(scored)).url == explanation(scored, student)


def test_who_is_not_eligible_reads_the_reason_and_what_to_do(client, scored, student):
    scored.majors.set([factories.MajorFactory(code="520201")])
    services.rescore_position(scored.pk)
    client.force_login(student.user)

    page = client.get(explanation(scored, student)).content.decode()

    assert "yours is of another category" in page
    assert "would have to name a major of your category" in page


def test_every_hard_constraint_is_said_to_students():
    assert set(blocked(market_position(), candidates(1))) == set(wording.MY_CONSTRAINTS) == set(wording.CONSTRAINTS)


def test_why_not_of_a_position_that_is_not_to_be_seen_is_not_found(client, student, draft_position, stranger):
    client.force_login(student.user)
    hidden = client.get(why_not(draft_position), headers={"hx-request": "true"}).status_code
    client.force_login(stranger)

    assert (hidden, client.get(why_not(draft_position)).status_code) == (404, 404)


def test_opting_out_costs_no_invitation_and_no_reason(client, scored, student, hr):
    services.invite(scored, student, by=hr)
    client.force_login(student.user)
    client.post(reverse("matching:opt_out"), {"out": "1"})

    assert [card for _invitation, card in lists.invitations_of(student)] == [None]
    assert client.get(explanation(scored, student)).status_code == 200


@pytest.mark.parametrize("count", [1, 8])
def test_the_explanation_costs_the_same_for_one_skill_and_for_many(
    client, position, student, attest, django_assert_num_queries, count
):
    for skill in factories.SkillFactory.create_batch(count):
        SkillRequirement.objects.create(position=position, skill=skill, level=3)
        attest(student, skill, 2, EvidenceClass.ASSESSED)
    services.rescore_position(position.pk)
    client.force_login(student.user)
    client.get(explanation(position, student))

    with django_assert_num_queries(9):
        client.get(explanation(position, student))


def test_the_words_about_data_name_what_counts_and_what_does_not(client):
    page = client.get(reverse("matching:why")).content.decode()

    said = (
        "skill levels",
        "major",
        "résumé",
        "cities",
        "Sex, name, photo",
        "invites you",
        "half a year",
        "five people",
    )
    assert [words for words in said if words not in page] == []
