"""Each norm at, just under and just over its threshold."""

from decimal import Decimal

import pytest

from curricula import norms
from curricula.norms import CourseFacts, PlanFacts, Verdict


def course(category="core", theory=0, practice=0, credits="0", elective=False, weeks=0, term=1):
    return CourseFacts("课", category, term, theory, practice, Decimal(credits), elective, weeks)


def verdict(code, courses, level="higher", years=3, **rest):
    [found] = [f for f in norms.check(PlanFacts(level, years, tuple(courses), **rest)) if f.code == code]
    return found.verdict


@pytest.mark.parametrize(
    ("level", "hours", "expected"),
    [
        ("higher", 2499, "broken"),
        ("higher", 2500, "met"),
        ("higher", 2501, "met"),
        ("secondary", 2999, "broken"),
        ("secondary", 3000, "met"),
        ("secondary", 3001, "met"),
    ],
)
def test_hours_in_all(level, hours, expected):
    assert verdict("hours_total", [course(theory=hours)], level) == expected


def test_hours_of_another_duration_are_left_to_people():
    assert verdict("hours_total", [course(theory=2000)], years=2) == Verdict.UNSURE


@pytest.mark.parametrize(
    ("level", "basic", "expected"),
    [
        ("higher", 249, "broken"),
        ("higher", 250, "met"),
        ("higher", 251, "met"),
        ("secondary", 299, "unsure"),
        ("secondary", 300, "met"),
        ("secondary", 370, "met"),
        ("secondary", 371, "unsure"),
    ],
)
def test_the_share_of_public_basic_courses(level, basic, expected):
    courses = [course("public_basic", theory=basic), course(theory=1000 - basic)]

    assert verdict("public_basic", courses, level) == expected


@pytest.mark.parametrize(("practice", "expected"), [(499, "broken"), (500, "met"), (501, "met")])
def test_the_share_of_practice(practice, expected):
    assert verdict("practice", [course(theory=1000 - practice, practice=practice)]) == expected


@pytest.mark.parametrize(("elective", "expected"), [(99, "broken"), (100, "met"), (101, "met")])
def test_the_share_of_electives(elective, expected):
    courses = [course(theory=elective, elective=True), course(theory=1000 - elective)]

    assert verdict("electives", courses) == expected


@pytest.mark.parametrize(("hours", "expected"), [(159, "broken"), (160, "met"), (180, "met"), (181, "broken")])
def test_class_hours_to_one_credit(hours, expected):
    by_the_week = course(practice=600, credits="20", weeks=20)

    assert verdict("credit_hours", [course(theory=hours, credits="10"), by_the_week]) == expected


@pytest.mark.parametrize(("count", "expected"), [(5, "broken"), (6, "met"), (8, "met"), (9, "broken")])
def test_the_number_of_core_courses(count, expected):
    assert verdict("core_courses", [course()] * count) == expected


@pytest.mark.parametrize(
    ("weeks", "expected"), [(23, "unsure"), (24, "met"), (28, "met"), (29, "unsure"), (0, "unsure")]
)
def test_the_post_internship_lasts_about_six_months(weeks, expected):
    assert verdict("internship", [course("internship", weeks=weeks)]) == expected


def test_a_plan_without_courses_meets_no_share():
    assert {verdict(code, []) for code in ("public_basic", "practice", "electives", "credit_hours")} == {Verdict.BROKEN}


def test_missing_parts_late_courses_and_unmastered_skills_are_named():
    plan = PlanFacts("higher", 3, (course(term=6), course(term=7)), (("aims", True), ("support", False)), ("PLC",))

    found = {f.code: (f.verdict, f.names) for f in norms.check(plan)[-3:]}

    assert found == {
        "parts": ("broken", ("support",)),
        "terms": ("broken", ("课",)),
        "mastery": ("unsure", ("PLC",)),
    }


def test_a_finding_says_the_numbers_it_used():
    found = norms.check(PlanFacts("higher", 3, (course(theory=600, practice=400),)))

    practice = next(f for f in found if f.code == "practice")
    assert (practice.value, practice.least, practice.most, practice.source) == (
        Decimal("0.4"),
        Decimal("0.50"),
        None,
        "教职成〔2019〕13号",
    )
