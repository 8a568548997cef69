from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from internships.models import Placement
from marketplace.evidence import attained
from marketplace.models import SkillEvidence
from marketplace.states import EvidenceClass
from matching import adapter, levels
from matching.constraints import blocked
from matching.features import Candidates, Position
from matching.rule import RuleMatcher
from matching.text import TextModel
from recruitment.models import Position as PositionRow
from recruitment.models import Resume, ResumeEntry
from tests import factories
from tests.matching.markets import pieces

MATCHER = RuleMatcher(TextModel.fit(["设备 维护 PLC编程"], []))


def read(**kwargs):
    return adapter.candidates(adapter.students(), 0, MATCHER, **kwargs)


def read_positions():
    return adapter.positions(PositionRow.objects.all(), MATCHER.text)


def test_what_the_matcher_may_look_at_is_this_and_no_more():
    assert set(Candidates.__slots__) == {
        "ids", "skills", "levels", "majors", "cohorts", "cities", "words", "opted_out",
        "may_work_from", "adult_from", "available_from", "busy_from", "busy_until",
    }  # fmt: skip
    assert set(Position.__slots__) == {
        "id", "skills", "required", "weights", "must", "majors", "city", "starts_on", "ends_on", "words",
        "is_post_internship", "is_taboo_for_minors",
    }  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(EvidenceClass)), min_size=1, max_size=12))
@settings(max_examples=50)
def test_the_level_is_the_one_that_the_rest_of_the_product_shows(found):
    shown = attained(
        [
            SkillEvidence(pk=at, level=level, evidence_class=kind, on=date(2026, 1, 1) + timedelta(days=at))
            for at, (level, kind) in enumerate(found)
        ]
    )

    mine = levels.estimate(pieces([(0, 1, level, kind) for level, kind in found]), 1, 1)

    assert round(float(mine.level[0, 0]), 1) == shown.level
    assert (mine.kind[0, 0], mine.count[0, 0]) == (shown.evidence_class, shown.n)


def test_a_position_is_read_with_its_standard(position, skills):
    [found] = read_positions()

    assert (found.id, found.city, found.majors.tolist()) == (position.pk, "苏州", [460301])
    assert found.skills.tolist() == [skill.pk for skill in skills]
    assert (found.required.tolist(), found.must.tolist()) == ([3, 3], [True, False])
    assert found.starts_on == np.datetime64(position.starts_on)


def test_a_student_is_read_with_levels_and_dates(student, skills, attest):
    attest(student, skills[0], 4)
    student.preferred_cities = ["苏州", "无锡"]
    student.save()
    Resume.objects.create(student=student, available_from=date(2027, 1, 1))

    found = read()

    assert (found.ids.tolist(), found.majors.tolist()) == ([student.pk], [460301])
    assert (found.skills.tolist(), found.levels.level.tolist()) == ([skills[0].pk], [[4.0]])
    assert found.cities[0, :2].tolist() == ["苏州", "无锡"]
    assert found.available_from[0] == np.datetime64("2027-01-01")


@pytest.mark.parametrize(("state", "stopped"), [("draft", True), ("terminated", False)])
def test_a_placement_takes_the_days_until_it_ends(application, mentor, position, state, stopped):
    Placement.objects.create(
        application=application, student=application.student, enterprise=position.enterprise, position=position,
        mentor=mentor, starts_on=position.starts_on, ends_on=position.ends_on, pay_cny_per_month=4000, state=state,
    )  # fmt: skip

    [wanted] = read_positions()
    assert blocked(wanted, read())["dates"].tolist() == [stopped]


def test_who_turns_16_only_after_the_first_day_is_stopped(student, position):
    start = position.starts_on
    student.birth_date = start.replace(year=start.year - 16, day=1) + timedelta(days=40)
    student.save()

    [wanted] = read_positions()
    assert blocked(wanted, read())["age"].tolist() == [True]


def test_where_somebody_went_to_school_is_not_read(student):
    resume = Resume.objects.create(student=student, headline="设备维护", about="喜欢自动化")
    ResumeEntry.objects.create(resume=resume, section="education", title="湘西某中学")
    ResumeEntry.objects.create(resume=resume, section="project", title="产线改造", organisation="某公司", text="PLC")

    [(wrote, text)] = adapter.profile_texts(adapter.students()).values()

    assert wrote == text == "设备维护\n喜欢自动化\n产线改造\nPLC"


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    count, crowd, skills, attest, django_assert_num_queries
):
    for each in crowd(count):
        attest(each, skills[0], 2)
        factories.PositionFactory()

    with django_assert_num_queries(4):
        assert read().ids.size == count
    with django_assert_num_queries(3):
        assert len(read_positions()) == count


def test_an_empty_database_gives_empty_arrays(db):
    assert (read().ids.size, read_positions()) == (0, [])
