"""From a posted position to a changed training plan: the whole loop, through the pages alone."""

import pytest
from django.utils import translation

from tests.e2e import world as worlds
from tests.e2e.people import faculty, hr, links, school, student

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TITLE = "产线设备维护实习生"
TASK = "独立编写输送线启停程序并通过联调"
WORDS = "基础扎实,请补上可编程控制器。"
SEEN_BY_SCHOOL = "每周按时提交,能说清楚原因。"
SEEN_BY_MENTOR = "会处理异常,带过新人。"


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def world(db):
    return worlds.made()


@pytest.fixture
def page_of(log_in, language):
    """`page_of(user)`: the one page on which `user` is signed in; `page_of(None)` is a phone without an account."""
    pages = {}

    def page(user, **options):
        if user not in pages:
            pages[user] = log_in(user, language=language, **options)
        return pages[user]

    return page


def test_the_loop(world, page_of, phone, letter_to):
    page_of(world.student.user, **phone)
    page_of(None, **phone)
    hire(world, page_of)
    prepare(world, page_of, letter_to)
    work(world, page_of, letter_to)
    grade(world, page_of, letter_to)
    change_the_plan(world, page_of)


def hire(world, page_of):
    """HR posts, two apply, one is offered the place and accepts, the other learns why not."""
    people = page_of(world.hr)
    hr.writes_a_position(people, TITLE, world.major, [(world.plc, 3), (world.drawing, 2)])
    hr.publishes(people)
    student.finds_and_applies(page_of(world.student.user), "设备维护", TITLE)
    student.finds_and_applies(page_of(world.rival.user), "设备维护", TITLE)
    hr.reads_the_ranked_list(people, TITLE, [world.name, world.rival.user.name])
    hr.shortlists_and_invites(people, world.name)
    hr.offers(people, world.name, world.mentor)
    hr.rejects(people, world.rival.user.name, world.plc, WORDS)
    student.reads_why_not(page_of(world.rival.user), TITLE, world.plc)
    student.accepts_the_offer(page_of(world.student.user), TITLE)


def prepare(world, page_of, letter_to):
    """Three sides sign, each in its own name; consent, insurance and safety; then it begins."""
    coordinator = page_of(world.coordinator)
    hr.confirms_the_plan(page_of(world.hr), "2026届机电一体化岗位实习方案")
    school.signs(coordinator, world.name, world.coordinator.name)
    links.signs_for_the_enterprise(page_of(None), letter_to(world.signatory.email), world.signatory.name)
    student.signs(page_of(world.student.user), world.name)
    school.names_the_guardian(coordinator, world.name, world.guardian)
    links.consents_as_guardian(page_of(None), letter_to(world.guardian["email"]), world.guardian["name"])
    school.records_the_insurance(coordinator, world.name)
    student.passes_the_safety_test(page_of(world.student.user), world.name)
    school.starts_the_internship(coordinator, world.name)


def work(world, page_of, letter_to):
    """A week on the phone, confirmed from a letter, approved by the school: a level that is confirmed."""
    student.writes_the_week(page_of(world.student.user), TASK, world.plc)
    level = translation.gettext("handles the unusual")
    links.confirms_the_week(page_of(None), letter_to(world.mentor["email"]), TASK, world.plc, level)
    school.approves_the_quiet_week(page_of(world.supervisor))
    student.sees_the_skill(page_of(world.student.user), world.plc, level)


def grade(world, page_of, letter_to):
    """Two blind scores, one published grade with the reasons of both."""
    school.opens_the_grading(page_of(world.coordinator), world.name)
    school.scores_as_supervisor(page_of(world.supervisor), world.name, "88", SEEN_BY_SCHOOL)
    links.scores_as_mentor(page_of(None), letter_to(world.mentor["email"]), "92", SEEN_BY_MENTOR)
    school.publishes_the_grade(page_of(world.coordinator), world.name)
    reasons = [SEEN_BY_SCHOOL, SEEN_BY_MENTOR]
    student.reads_the_grade(page_of(world.student.user), world.enterprise.name, "92.0", reasons)


def change_the_plan(world, page_of):
    """The rejection has become a gap, the gap a proposal, the proposal the next version of the plan."""
    faculty.proposes_from_the_gap(page_of(world.leader), world.major, world.plc)
    faculty.opens_the_vote(page_of(world.chair), world.plc)
    for member in (world.chair, world.teacher, world.hr):
        faculty.votes(page_of(member), world.plc, f"同意 {member.name}")
    faculty.passes_it_on(page_of(world.affairs), world.plc)
    faculty.approves(page_of(world.president), world.plc)
