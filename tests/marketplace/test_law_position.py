"""Every rule about a post: at, just under and just over its threshold, and unknown."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace.law import check
from tests.marketplace.law import POSITION, RULES, TODAY, on_position


def test_a_lawful_post_meets_every_rule():
    findings = check.evaluate(POSITION, RULES, on=TODAY)

    assert [(finding.code, finding.outcome) for finding in findings] == [
        (code, "pass") for code in ("L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13", "L14", "L18")
    ]


@pytest.mark.parametrize("code", ["L4", "L5"])
@pytest.mark.parametrize(("value", "outcome"), [(True, "pass"), (False, "pass"), (None, "unknown")])
def test_a_post_says_whether_it_has_restricted_work(code, value, outcome):
    assert on_position(code, minor_taboo=value, female_taboo=value).outcome == outcome


@pytest.mark.parametrize(
    ("industry", "outcome"),
    [("9011", "fail"), ("6233", "fail"), ("6232", "pass"), ("9021", "pass"), ("", "unknown"), (None, "unknown")],
)
def test_entertainment_venues_are_known_by_their_industry(industry, outcome):
    assert on_position("L6", enterprise_industry_code=industry).outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome", "words"),
    [
        ("某KTV服务员", "fail", ["KTV"]),
        ("某ktv旁的网吧", "fail", ["KTV", "网吧"]),
        ("酒店前台", "pass", []),
    ],
)
def test_entertainment_venues_are_known_by_their_name(text, outcome, words):
    finding = on_position("L6", text=text)

    assert (finding.outcome, finding.numbers["venue_words"]) == (outcome, {"words": words})


def test_a_forbidden_word_fails_even_if_the_industry_is_unknown():
    finding = on_position("L6", text="网吧网管", enterprise_industry_code=None)

    assert (finding.outcome, finding.missing) == ("fail", ("enterprise_industry_code",))


@pytest.mark.parametrize(
    ("changes", "outcome", "roles"),
    [
        ({}, "pass", ()),
        ({"enterprise_industry_code": "7263"}, "fail", ("internship_office",)),
        ({"is_agency": True}, "fail", ()),
        ({"signatory_is_host": False}, "fail", ()),
        ({"enterprise_industry_code": "7262", "is_agency": True}, "fail", ()),
        ({"is_agency": None}, "unknown", ()),
        ({"signatory_is_host": None}, "unknown", ()),
    ],
)
def test_an_intermediary_is_refused_and_only_the_industry_code_may_be_overridden(changes, outcome, roles):
    finding = on_position("L7", **changes)

    assert (finding.outcome, finding.override_roles) == (outcome, roles)


@pytest.mark.parametrize(("grade", "outcome"), [(0, "pass"), (2, "pass"), (3, "fail"), (4, "fail")])
def test_labour_of_grade_three_is_too_heavy(grade, outcome):
    finding = on_position("L8", labour_grade=grade)

    assert (finding.outcome, finding.numbers) == (outcome, {"labour_grade": {"grade": grade, "limit": 3}})


@pytest.mark.parametrize("grade", [None, -1])
def test_labour_of_no_known_grade_is_unknown(grade):
    assert on_position("L8", labour_grade=grade).outcome == "unknown"


@pytest.mark.parametrize(
    ("hours", "outcome", "value"),
    [
        (8, "pass", 8),
        (Decimal("7.99"), "pass", "7.99"),
        (Decimal("8.01"), "fail", "8.01"),
        (8.5, "fail", "8.5"),
        (8.0, "pass", 8),
    ],
)
def test_a_day_has_eight_hours(hours, outcome, value):
    finding = on_position("L9", hours_per_day=hours)

    assert (finding.outcome, finding.numbers["hours_per_day"]) == (outcome, {"value": value, "limit": 8})


@pytest.mark.parametrize(
    ("hours", "outcome", "value"), [(40, "pass", 40), (39.5, "pass", "39.5"), (40.5, "fail", "40.5")]
)
def test_a_week_has_forty_hours(hours, outcome, value):
    finding = on_position("L9", hours_per_week=hours)

    assert (finding.outcome, finding.numbers["hours_per_week"]) == (outcome, {"value": value, "limit": 40})


@pytest.mark.parametrize("name", ["night_shift", "overtime", "rest_day_work"])
def test_nights_overtime_and_rest_days_fail_or_are_asked_for(name):
    assert on_position("L9", **{name: True}).outcome == "fail"
    assert (on_position("L9", **{name: None}).outcome, on_position("L9", **{name: None}).missing) == (
        "unknown",
        (name,),
    )


@pytest.mark.parametrize(
    ("hazards", "outcome", "found"),
    [({"height", "toxic"}, "fail", ["height", "toxic"]), ({"noise"}, "pass", []), (set(), "pass", [])],
)
def test_high_risk_work_fails(hazards, outcome, found):
    finding = on_position("L9", hazards=frozenset(hazards))

    assert (finding.outcome, finding.numbers["hazards"]) == (outcome, {"hazards": found})


@pytest.mark.parametrize("name", ["hazards", "hours_per_day", "hours_per_week"])
def test_nothing_said_about_danger_or_time_is_unknown(name):
    finding = on_position("L9", **{name: None})

    assert (finding.outcome, finding.missing) == ("unknown", (name,))


@pytest.mark.parametrize(
    ("pay", "wage", "outcome", "minimum"),
    [
        (2400, 3000, "pass", 2400),
        (Decimal("2399.99"), 3000, "fail", 2400),
        (Decimal("2400.01"), 3000, "pass", 2400),
        (2666.67, 3333.33, "pass", "2666.67"),
        (Decimal("2666.664"), Decimal("3333.33"), "pass", "2666.67"),
        (Decimal("2666.663"), Decimal("3333.33"), "fail", "2666.67"),
        (0.8, 1, "pass", "0.8"),
    ],
)
def test_pay_is_eighty_percent_of_the_wage_of_the_post(pay, wage, outcome, minimum):
    finding = on_position("L10", pay_cny_per_month=pay, same_post_wage_cny_per_month=wage)

    assert (finding.outcome, finding.severity, finding.numbers["pay_share"]["minimum"]) == (outcome, "warn", minimum)


@pytest.mark.parametrize(
    ("pay", "wage", "outcome", "code"),
    [
        (2000, 3000, "pass", "pay_lowest_grade"),
        (Decimal("1999.99"), 3000, "fail", "pay_share"),
        (2400, 3000, "pass", "pay_lowest_grade"),
        (2000, None, "pass", "pay_lowest_grade"),
        (1999, None, "fail", "pay_lowest_grade"),
    ],
)
def test_pay_may_be_the_lowest_grade_of_wages_instead(pay, wage, outcome, code):
    finding = on_position(
        "L10", pay_cny_per_month=pay, same_post_wage_cny_per_month=wage, lowest_grade_wage_cny_per_month=2000
    )

    assert (finding.outcome, code in finding.numbers) == (outcome, True)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"pay_cny_per_month": None}, ("pay_cny_per_month",)),
        (
            {"same_post_wage_cny_per_month": None},
            ("same_post_wage_cny_per_month", "lowest_grade_wage_cny_per_month"),
        ),
        ({"pay_cny_per_month": Decimal("NaN")}, ("pay_cny_per_month",)),
        ({"pay_cny_per_month": float("inf")}, ("pay_cny_per_month",)),
        ({"pay_in_kind": None, "pay_cycle_days": None}, ("pay_cycle_days", "pay_in_kind")),
    ],
)
def test_pay_that_cannot_be_compared_is_unknown(changes, missing):
    finding = on_position("L10", **changes)

    assert (finding.outcome, finding.missing) == ("unknown", missing)


@pytest.mark.parametrize(("days", "outcome"), [(30, "pass"), (31, "pass"), (32, "fail")])
def test_pay_comes_every_month(days, outcome):
    finding = on_position("L10", pay_cycle_days=days)

    assert (finding.outcome, finding.numbers["pay_cycle_days"]) == (outcome, {"value": days, "limit": 31})


@pytest.mark.parametrize("name", ["pay_in_kind", "pay_through_third_party"])
def test_pay_is_money_paid_directly(name):
    assert on_position("L10", **{name: True}).outcome == "fail"


def test_the_rule_on_pay_does_not_apply_where_students_only_assist():
    finding = on_position("L10", is_independent=False, pay_cny_per_month=None)

    assert finding.outcome == "not_applicable"


@pytest.mark.parametrize("name", ["fees_charged", "deposit_or_documents_kept"])
@pytest.mark.parametrize(("value", "outcome"), [(True, "fail"), (False, "pass"), (None, "unknown")])
def test_students_pay_nothing_and_leave_nothing(name, value, outcome):
    assert on_position("L11", **{name: value}).outcome == outcome


@pytest.mark.parametrize(
    ("staff", "openings", "outcome", "allowed"),
    [
        (100, 6, "pass", 10),
        (100, 7, "fail", 10),
        (109, 6, "pass", 10),
        (109, 7, "fail", 10),
        (110, 7, "pass", 11),
        (0, 1, "fail", 0),
    ],
)
def test_interns_are_a_tenth_of_the_staff_in_whole_people(staff, openings, outcome, allowed):
    finding = on_position("L12", staff_on_post=staff, openings=openings, same_post_staff=1000)

    assert (finding.outcome, finding.severity) == (outcome, "warn")
    assert finding.numbers["interns_per_staff_on_post"] == {
        "interns": 4 + openings,
        "staff": staff,
        "percent": 10,
        "allowed": allowed,
    }


@pytest.mark.parametrize(
    ("staff", "outcome", "allowed"), [(15, "pass", 3), (14, "fail", 2), (16, "pass", 3), (19, "pass", 3)]
)
def test_interns_are_a_fifth_of_those_on_the_same_post(staff, outcome, allowed):
    finding = on_position("L12", same_post_staff=staff)

    numbers = {"interns": 3, "staff": staff, "percent": 20, "allowed": allowed}
    assert (finding.outcome, finding.numbers["interns_per_same_post_staff"]) == (outcome, numbers)


def test_interns_of_other_schools_count():
    assert on_position("L12", interns_elsewhere=5).outcome == "pass"
    assert on_position("L12", interns_elsewhere=6).outcome == "fail"


@pytest.mark.parametrize(
    ("changes", "outcome", "missing"),
    [
        ({"staff_on_post": None}, "unknown", ("staff_on_post",)),
        ({"interns_elsewhere": None}, "unknown", ("interns_elsewhere",)),
        ({"interns_elsewhere": None, "openings": 8}, "fail", ()),
    ],
)
def test_unknown_counts_are_unknown_unless_the_known_ones_are_too_many(changes, outcome, missing):
    finding = on_position("L12", **changes)

    assert (finding.outcome, finding.missing) == (outcome, missing)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "outcome", "latest_on"),
    [
        (date(2026, 3, 1), date(2026, 8, 31), "pass", "2026-08-31"),
        (date(2026, 3, 1), date(2026, 8, 30), "pass", "2026-08-31"),
        (date(2026, 3, 1), date(2026, 9, 1), "fail", "2026-08-31"),
        (date(2025, 8, 31), date(2026, 2, 28), "pass", "2026-02-28"),
        (date(2025, 9, 1), date(2026, 2, 28), "pass", "2026-02-28"),
        (date(2025, 9, 15), date(2026, 3, 15), "fail", "2026-03-14"),
        (date(2026, 3, 1), date(2026, 2, 1), "fail", "2026-08-31"),
    ],
)
def test_an_internship_normally_lasts_six_months(starts_on, ends_on, outcome, latest_on):
    finding = on_position("L13", starts_on=starts_on, ends_on=ends_on)

    assert (finding.outcome, finding.numbers["duration"]["latest_on"]) == (outcome, latest_on)


def test_an_internship_without_dates_is_unknown():
    assert on_position("L13", starts_on=None, ends_on=None).missing == ("starts_on", "ends_on")


@pytest.mark.parametrize(("majors", "outcome"), [({"460301"}, "pass"), (set(), "unknown"), (None, "unknown")])
def test_a_post_names_its_majors(majors, outcome):
    assert on_position("L14", major_codes=majors and frozenset(majors)).outcome == outcome


@pytest.mark.parametrize(("value", "outcome"), [(True, "pass"), (False, "fail"), (None, "unknown")])
def test_an_enterprise_is_inspected_before_its_posts_are_shown(value, outcome):
    finding = on_position("L18", inspected=value)

    assert (finding.outcome, finding.severity, finding.override_roles) == (outcome, "block", ())
