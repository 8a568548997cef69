"""The gap table read from positions, evidence, rejections and the matrix, on a market worked out by hand."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from curricula import gap
from curricula.indicators import Attainment, Share
from curricula.suggestion import suggest
from marketplace import evidence
from marketplace.states import EvidenceClass
from recruitment.models import Application
from tests import curricula_factories as plans
from tests import factories

TODAY = date(2026, 9, 1)


def post(programme, skill, level, days_ago=0, openings=1, must=True, **kwargs):
    at = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 9)) - timedelta(days=days_ago)
    position = factories.PositionFactory(majors=[programme.major], openings=openings, opened_at=at, **kwargs)
    position.skill_standard.create(skill=skill, level=level, must=must)
    return position


def student_of(programme, **kwargs):
    return factories.StudentFactory(
        student_class__department=programme.department, student_class__major=programme.major, **kwargs
    )


def reject(programme, position, *skills, on=TODAY):
    application = factories.ApplicationFactory(
        position=position, student=student_of(programme), state="rejected", reject_reason="skills"
    )
    application.missing_skills.set(skills)
    Application.objects.filter(pk=application.pk).update(
        state_at=timezone.make_aware(datetime(on.year, on.month, on.day, 9))
    )
    return application


def test_a_row_of_the_table_worked_out_by_hand(programme, course, skill):
    post(programme, skill, level=4, openings=6)
    post(programme, skill, level=2, openings=4, must=False)
    for _ in range(5):
        evidence.record(student_of(programme), skill, 3, EvidenceClass.CONFIRMED)

    [row] = gap.read(programme, at=TODAY).rows

    assert (row.demand, row.n_posts, row.n_openings) == (6 + 2, 2, 10)
    assert row.required == (6 * 4 + 2 * 2) / 8
    assert row.attained == Attainment(3.0, EvidenceClass.CONFIRMED, 5)
    assert row.gap == (6 * 0.25 + 2 * 0) / 8
    assert row.plan_gap == (6 * 0.5 + 2 * 0) / 8
    assert (row.kind, row.planned, row.is_uncovered, row.trend.percent) == ("R", 2, True, None)
    assert row.urgency == row.demand * row.gap


def test_the_percentages_vanish_under_five_students_and_rejections(programme, skill):
    position = post(programme, skill, level=4)
    for _ in range(4):
        evidence.record(reject(programme, position, skill).student, skill, 3, EvidenceClass.CONFIRMED)

    [row] = gap.read(programme, at=TODAY).rows

    assert (row.attained.mean, row.attained.n, row.gap_percent) == (None, 4, None)
    assert (row.rejections, row.rejections.percent) == (Share(4, 4), None)


@pytest.mark.parametrize(("posts", "percent"), [(4, None), (5, 25)])
def test_a_gap_is_a_percentage_only_with_five_posts_and_five_students(programme, skill, posts, percent):
    for _ in range(posts):
        post(programme, skill, level=4)
    for _ in range(5):
        evidence.record(student_of(programme), skill, 3, EvidenceClass.CONFIRMED)

    table = gap.read(programme, at=TODAY)

    assert (table.rows[0].gap, table.rows[0].gap_percent, table.overall_percent) == (0.25, percent, percent)


def test_the_rejection_signal_counts_what_enterprises_wrote_in_four_quarters(programme, skill):
    position, other = post(programme, skill, level=4), factories.SkillFactory()
    for cited in ([skill], [skill, other], [other], [], []):
        reject(programme, position, *cited)
    reject(programme, position, skill, on=TODAY - timedelta(days=400))

    [row] = gap.read(programme, at=TODAY).rows

    assert (row.rejections, row.rejections.percent) == (Share(2, 5), 40)


def test_only_posts_of_the_major_and_of_verified_enterprises_count(programme, skill):
    post(programme, skill, level=3)
    post(programme, skill, level=3, enterprise__state="suspended")
    elsewhere = factories.MajorFactory(code="510201", name="计算机应用技术")
    post(programme, skill, level=3).majors.set([elsewhere])
    post(programme, skill, level=3, days_ago=-1)

    table = gap.read(programme, at=TODAY)

    assert ([row.n_posts for row in table.rows], table.n_posts) == ([1], 1)
    assert gap.posts_behind(programme, skill, TODAY).count() == gap.positions_behind(programme, TODAY).count() == 1


def test_students_of_other_departments_and_cohorts_are_not_ours(programme, skill):
    post(programme, skill, level=3)
    own = student_of(programme)
    other = factories.StudentFactory(student_class__department=factories.DepartmentFactory(name="信息学院"))
    later = student_of(programme, student_class__name="机电2501", student_class__cohort=2025)
    for student in (own, other, later):
        evidence.record(student, skill, 3, EvidenceClass.CONFIRMED)

    counts = {cohort: gap.read(programme, cohort=cohort, at=TODAY).rows[0].attained.n for cohort in (None, 2025)}

    assert counts == {None: 2, 2025: 1}
    assert list(gap.students_behind(programme, skill, 2025)) == [later]


def test_every_number_is_as_long_as_the_list_behind_it(programme, course, skill):
    position = post(programme, skill, level=4, openings=3)
    post(programme, skill, level=3, days_ago=100)
    reject(programme, position, skill)
    evidence.record(student_of(programme), skill, 3, EvidenceClass.CLAIMED)

    [row] = gap.read(programme, at=TODAY).rows

    assert row.n_posts == gap.posts_behind(programme, skill, TODAY).count() == 2
    assert row.attained.n == gap.students_behind(programme, skill).count() == 1
    assert row.rejections.part == gap.rejections_behind(programme, TODAY, skill).count() == 1
    assert row.rejections.n == gap.rejections_behind(programme, TODAY).count() == 1


def test_mastery_that_a_known_market_never_asks_for_is_named(programme, course, skill):
    unwanted = factories.SkillFactory(zh="手工制图")
    plans.CoverageFactory(course=course, skill=unwanted, kind="M", level=3)
    for _ in range(5):
        post(programme, skill, level=3)

    table = gap.read(programme, at=TODAY)

    assert [row.skill for row in table.oversupplied] == [unwanted]
    assert [row.skill for row in table.rows] == [skill]


def row_for(programme, skill):
    return gap.read(programme, at=TODAY).row_of(skill)


def test_the_suggestion_raises_the_course_that_teaches_the_skill(programme, version, course, skill):
    post(programme, skill, level=4)

    assert suggest(version, row_for(programme, skill)) == ("C1", {"kind": "M", "level": 4})


def test_the_suggestion_for_a_new_skill_is_the_course_with_most_of_its_cluster(programme, version, course):
    kin = [factories.SkillFactory(cluster="robotics") for _ in range(3)]
    wanted = plans.CourseFactory(version=version, code="C9", category="extension")
    for taught in kin:
        plans.CoverageFactory(course=wanted, skill=taught)
    plans.CoverageFactory(course=course, skill=kin[0])
    new = factories.SkillFactory(cluster="robotics")
    post(programme, new, level=3)

    assert suggest(version, row_for(programme, new)) == ("C9", {"kind": "M", "level": 3})


@pytest.mark.parametrize(("kind", "level", "expected"), [("M", 4, None), ("M", 3, 4), ("R", 5, 5)])
def test_nothing_is_suggested_where_the_plan_aims_high_enough(programme, version, course, skill, kind, level, expected):
    course.coverage.update(kind=kind, level=level)
    post(programme, skill, level=4)

    found = suggest(version, row_for(programme, skill))
    assert (found and found[1]["level"]) == expected


def test_the_attained_level_follows_new_evidence_at_once(programme, skill):
    post(programme, skill, level=4)
    students = [student_of(programme) for _ in range(5)]
    for student in students:
        evidence.record(student, skill, 2, EvidenceClass.ASSESSED)
    before = gap.read(programme, at=TODAY).rows[0].attained
    for student in students:
        evidence.record(student, skill, 4, EvidenceClass.CONFIRMED)

    assert (before.mean, gap.read(programme, at=TODAY).rows[0].attained.mean) == (2.0, 4.0)
