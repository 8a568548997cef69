"""A lawful post and a lawful placement, and what one rule finds when something about them changes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from marketplace.law import check, load
from marketplace.law.facts import PlacementFacts, PositionFacts

RULES = load.load_rules()
TODAY = date(2026, 2, 1)

POSITION = PositionFacts(
    starts_on=date(2026, 3, 1),
    ends_on=date(2026, 8, 31),
    openings=2,
    hours_per_day=8,
    hours_per_week=40,
    night_shift=False,
    overtime=False,
    rest_day_work=False,
    labour_grade=1,
    hazards=frozenset(),
    minor_taboo=False,
    female_taboo=False,
    pay_cny_per_month=Decimal(3000),
    same_post_wage_cny_per_month=Decimal(3500),
    pay_cycle_days=30,
    pay_in_kind=False,
    pay_through_third_party=False,
    fees_charged=False,
    deposit_or_documents_kept=False,
    enterprise_industry_code="3812",
    text="数控机床装调实习生",
    is_agency=False,
    signatory_is_host=True,
    inspected=True,
    staff_on_post=100,
    same_post_staff=30,
    interns_now=3,
    interns_elsewhere=1,
    same_post_interns_now=1,
    same_post_interns_elsewhere=0,
    major_codes=frozenset({"460301"}),
)

PLACEMENT = PlacementFacts(
    birth_date=date(2006, 5, 1),
    student_sex="female",
    year_of_study=3,
    starts_on=date(2026, 3, 1),
    ends_on=date(2026, 8, 31),
    student_major_code="460301",
    position_major_codes=frozenset({"460301"}),
    minor_taboo=False,
    female_taboo=False,
    agreement_signed=True,
    agreement_signed_on=date(2026, 2, 20),
    student_consent=True,
    guardian_consent=True,
    plan_signed=True,
    safety_passed=True,
    insurance_from=date(2026, 3, 1),
    insurance_to=date(2026, 8, 31),
    insurance_charged_to_student=False,
    cross_province=False,
    staff_on_post=100,
    same_post_staff=30,
    interns_now=3,
    interns_elsewhere=1,
    same_post_interns_now=1,
    same_post_interns_elsewhere=0,
)


def on_position(code, *, on=TODAY, **changes):
    return finding(code, replace(POSITION, **changes), on)


def on_placement(code, *, on=TODAY, **changes):
    return finding(code, replace(PLACEMENT, **changes), on)


def finding(code, facts, on=TODAY):
    [found] = [each for each in check.evaluate(facts, RULES, on=on) if each.code == code]
    return found
