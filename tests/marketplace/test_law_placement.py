"""Every rule about a placement: at, just under and just over its threshold, and unknown."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.law import check
from tests.marketplace.law import PLACEMENT, RULES, TODAY, finding, on_placement

START = date(2026, 3, 1)
ADULT, MINOR = date(2008, 3, 1), date(2008, 3, 2)


def test_a_lawful_placement_meets_every_rule():
    findings = check.evaluate(PLACEMENT, RULES, on=TODAY)

    assert [(finding.code, finding.outcome) for finding in findings] == [
        (code, "pass")
        for code in ("L2", "L3", "L4", "L5", "L12", "L13", "L14", "L15", "L16", "L20", "L21", "L22", "L27")
    ]


@pytest.mark.parametrize(("year", "outcome"), [(0, "fail"), (1, "fail"), (2, "pass"), (3, "pass")])
def test_no_student_of_the_first_year(year, outcome):
    finding = on_placement("L2", year_of_study=year)

    assert (finding.outcome, finding.numbers) == (outcome, {"year_of_study": {"year": year, "limit": 2}})


def test_an_unknown_year_of_study_is_unknown():
    assert on_placement("L2", year_of_study=None).missing == ("year_of_study",)


@pytest.mark.parametrize("code", ["L2", "L3"])
def test_an_orientation_visit_is_open_to_the_first_year(code):
    assert on_placement(code, is_post_internship=False, year_of_study=1).outcome == "not_applicable"


@pytest.mark.parametrize(
    ("birth_date", "starts_on", "outcome", "birthday_on"),
    [
        (date(2010, 3, 1), START, "pass", "2026-03-01"),
        (date(2010, 3, 2), START, "fail", "2026-03-02"),
        (date(2010, 2, 28), START, "pass", "2026-02-28"),
        (date(2008, 2, 29), date(2024, 2, 28), "fail", "2024-02-29"),
        (date(2008, 2, 29), date(2024, 2, 29), "pass", "2024-02-29"),
    ],
)
def test_sixteen_on_the_first_day_is_old_enough(birth_date, starts_on, outcome, birthday_on):
    finding = on_placement("L3", birth_date=birth_date, starts_on=starts_on)

    numbers = {"starts_on": starts_on.isoformat(), "birthday_on": birthday_on, "limit": 16}
    assert (finding.outcome, finding.numbers) == (outcome, {"age": numbers})


@pytest.mark.parametrize("name", ["birth_date", "starts_on"])
def test_an_unknown_age_is_unknown(name):
    finding = on_placement("L3", **{name: None})

    assert (finding.outcome, finding.missing) == ("unknown", (name,))


def test_a_birthday_beyond_the_calendar_is_unknown():
    assert on_placement("L3", birth_date=date(9999, 1, 1)).outcome == "unknown"


@pytest.mark.parametrize(
    ("birth_date", "minor_taboo", "outcome"),
    [
        (ADULT, True, "pass"),
        (MINOR, True, "fail"),
        (MINOR, False, "pass"),
        (MINOR, None, "unknown"),
        (ADULT, None, "pass"),
        (None, True, "unknown"),
        (None, False, "pass"),
    ],
)
def test_forbidden_work_is_for_those_who_are_eighteen(birth_date, minor_taboo, outcome):
    assert on_placement("L4", birth_date=birth_date, minor_taboo=minor_taboo).outcome == outcome


@pytest.mark.parametrize(
    ("starts_on", "outcome"), [(date(2026, 2, 28), "fail"), (date(2026, 3, 1), "pass"), (date(2026, 2, 27), "fail")]
)
def test_who_is_born_on_29_february_is_eighteen_on_1_march(starts_on, outcome):
    finding = on_placement("L4", birth_date=date(2008, 2, 29), minor_taboo=True, starts_on=starts_on)

    assert finding.outcome == outcome


@pytest.mark.parametrize(
    ("sex", "female_taboo", "outcome"),
    [
        ("female", True, "fail"),
        ("female", False, "pass"),
        ("female", None, "unknown"),
        ("male", True, "not_applicable"),
        ("", True, "unknown"),
        (None, False, "pass"),
    ],
)
def test_work_restricted_for_women_warns_the_supervisor(sex, female_taboo, outcome):
    finding = on_placement("L5", student_sex=sex, female_taboo=female_taboo)

    assert (finding.outcome, finding.severity) == (outcome, "warn")


@pytest.mark.parametrize(("interns_now", "outcome"), [(8, "pass"), (9, "fail")])
def test_the_share_of_interns_is_asked_again_at_the_placement(interns_now, outcome):
    finding = on_placement("L12", interns_now=interns_now)

    assert (finding.outcome, finding.numbers["interns_per_staff_on_post"]["interns"]) == (outcome, interns_now + 2)


@pytest.mark.parametrize(
    ("majors", "outcome", "point"),
    [
        ({"460301"}, "pass", "major_same"),
        ({"460305", "510201"}, "pass", "major_same_class"),
        ({"460101"}, "fail", "major_same_category"),
        ({"510201"}, "fail", "major_other_category"),
        ({"46"}, "fail", "major_same_category"),
    ],
)
def test_the_work_fits_the_class_of_majors(majors, outcome, point):
    finding = on_placement("L14", position_major_codes=frozenset(majors))

    assert (finding.outcome, finding.severity, list(finding.numbers)) == (outcome, "warn", [point])


@pytest.mark.parametrize(
    ("majors", "outcome", "severity"),
    [({"510201"}, "fail", "block"), ({"460101"}, "fail", "warn"), ({"460305"}, "pass", "warn")],
)
def test_shaanxi_forbids_another_category(majors, outcome, severity):
    facts = replace(PLACEMENT, jurisdiction="CN-61", position_major_codes=frozenset(majors))

    found = finding("L14", facts, on=date(2026, 2, 1))

    assert (found.outcome, found.severity, found.jurisdiction) == (outcome, severity, "CN-61")


@pytest.mark.parametrize("name", ["student_major_code", "position_major_codes"])
def test_unknown_majors_are_unknown(name):
    assert on_placement("L14", **{name: None}).missing == (name,)


@pytest.mark.parametrize(
    ("signed", "signed_on", "outcome"),
    [
        (True, date(2026, 2, 28), "pass"),
        (True, START, "pass"),
        (True, date(2026, 3, 2), "fail"),
        (True, None, "pass"),
        (False, None, "fail"),
        (None, None, "unknown"),
    ],
)
def test_the_agreement_is_signed_before_the_start(signed, signed_on, outcome):
    finding = on_placement("L15", agreement_signed=signed, agreement_signed_on=signed_on)

    assert (finding.outcome, finding.severity, finding.override_roles) == (outcome, "block", ())


@pytest.mark.parametrize(
    ("birth_date", "student", "guardian", "outcome", "severity"),
    [
        (MINOR, True, True, "pass", "block"),
        (MINOR, True, False, "fail", "block"),
        (MINOR, False, True, "fail", "block"),
        (MINOR, True, None, "unknown", "block"),
        (ADULT, True, None, "pass", "warn"),
        (ADULT, False, None, "fail", "warn"),
        (ADULT, None, None, "unknown", "warn"),
        (None, True, True, "unknown", "block"),
    ],
)
def test_a_minor_needs_the_guardian_and_an_adult_agrees_alone(birth_date, student, guardian, outcome, severity):
    finding = on_placement("L16", birth_date=birth_date, student_consent=student, guardian_consent=guardian)

    assert (finding.outcome, finding.severity) == (outcome, severity)


def test_nobody_may_do_without_the_guardian_of_a_minor():
    finding = on_placement("L16", birth_date=MINOR, guardian_consent=False)

    assert finding.override_roles == ()


@pytest.mark.parametrize(("birth_date", "outcome"), [(ADULT, "not_applicable"), (MINOR, "fail")])
def test_who_found_the_place_alone_and_is_an_adult_has_consented(birth_date, outcome):
    finding = on_placement(
        "L16", birth_date=birth_date, self_sourced=True, student_consent=None, guardian_consent=False
    )

    assert finding.outcome == outcome


@pytest.mark.parametrize(
    ("cross_province", "filing_no", "outcome"),
    [
        (True, "浙教备2026-001", "pass"),
        (True, "", "fail"),
        (True, None, "fail"),
        (False, None, "pass"),
        (None, None, "unknown"),
    ],
)
def test_another_province_needs_a_filing_number(cross_province, filing_no, outcome):
    finding = on_placement("L20", cross_province=cross_province, filing_no=filing_no)

    assert (finding.outcome, finding.severity) == (outcome, "warn")


@pytest.mark.parametrize(("code", "name"), [("L21", "plan_signed"), ("L22", "safety_passed")])
@pytest.mark.parametrize(("value", "outcome"), [(True, "pass"), (False, "fail"), (None, "unknown")])
def test_the_plan_and_the_safety_education_come_first(code, name, value, outcome):
    finding = on_placement(code, **{name: value})

    assert (finding.outcome, finding.severity) == (outcome, "block")


@pytest.mark.parametrize(
    ("first", "last", "outcome"),
    [
        (date(2026, 3, 1), date(2026, 8, 31), "pass"),
        (date(2026, 2, 1), date(2026, 9, 30), "pass"),
        (date(2026, 3, 2), date(2026, 8, 31), "fail"),
        (date(2026, 3, 1), date(2026, 8, 30), "fail"),
        (None, None, "unknown"),
        (date(2026, 3, 1), None, "unknown"),
    ],
)
def test_the_insurance_covers_every_day(first, last, outcome):
    assert on_placement("L27", insurance_from=first, insurance_to=last).outcome == outcome


@pytest.mark.parametrize(("charged", "outcome"), [(True, "fail"), (None, "unknown")])
def test_the_insurance_is_free_for_the_student(charged, outcome):
    assert on_placement("L27", insurance_charged_to_student=charged).outcome == outcome
