"""What the law looks at. Every field may be None, which means: nobody has said so yet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NATIONAL = "CN"


def jurisdiction_of(region_code: str | None) -> str:
    """Turn a region code of GB/T 2260 ("610113") into a jurisdiction ("CN-61"); "CN" if there is none."""
    province = (region_code or "")[:2]
    return f"{NATIONAL}-{province}" if len(province) == 2 and province.isdigit() else NATIONAL


@dataclass(frozen=True, kw_only=True)
class PositionFacts:
    """A post as its enterprise declares it. Money in CNY a month; counts are people.

    `interns_now` are the placements of this platform at the enterprise, `interns_elsewhere` those the
    enterprise declares of other schools; `same_post_…` count only the same kind of post. `openings` come on top.
    """

    jurisdiction: str = NATIONAL
    starts_on: date | None = None
    ends_on: date | None = None
    openings: int | None = None
    hours_per_day: Decimal | float | None = None
    hours_per_week: Decimal | float | None = None
    night_shift: bool | None = None
    overtime: bool | None = None
    rest_day_work: bool | None = None
    labour_grade: int | None = None  # 0–4, GB 3869; 0 is no physical labour
    hazards: frozenset[str] | None = None  # codes.Hazard; empty: declared to have none
    minor_taboo: bool | None = None
    female_taboo: bool | None = None
    is_independent: bool = True  # False: students only assist, the pay rule does not apply
    pay_cny_per_month: Decimal | float | None = None
    same_post_wage_cny_per_month: Decimal | float | None = None
    lowest_grade_wage_cny_per_month: Decimal | float | None = None
    pay_cycle_days: int | None = None
    pay_in_kind: bool | None = None
    pay_through_third_party: bool | None = None
    fees_charged: bool | None = None
    deposit_or_documents_kept: bool | None = None
    enterprise_industry_code: str | None = None  # GB/T 4754, 4 digits
    text: str | None = None  # title, description and place: searched for forbidden venues
    is_agency: bool | None = None
    signatory_is_host: bool | None = None
    inspected: bool | None = None
    staff_on_post: int | None = None
    same_post_staff: int | None = None
    interns_now: int | None = None
    interns_elsewhere: int | None = None
    same_post_interns_now: int | None = None
    same_post_interns_elsewhere: int | None = None
    major_codes: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class PlacementFacts:
    """A student at a post. The counts of interns do not contain this placement; `openings` is 1: this student."""

    jurisdiction: str = NATIONAL
    is_post_internship: bool = True  # 岗位实习; False: an orientation visit (认识实习)
    self_sourced: bool | None = None
    birth_date: date | None = None
    student_sex: str | None = None  # "female", "male"; read by L5 only
    year_of_study: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    student_major_code: str | None = None
    position_major_codes: frozenset[str] | None = None
    minor_taboo: bool | None = None
    female_taboo: bool | None = None
    agreement_signed: bool | None = None  # by school, enterprise and student
    agreement_signed_on: date | None = None  # the last of the three
    student_consent: bool | None = None
    guardian_consent: bool | None = None
    plan_signed: bool | None = None  # by school and enterprise
    safety_passed: bool | None = None
    insurance_from: date | None = None
    insurance_to: date | None = None
    insurance_charged_to_student: bool | None = None
    cross_province: bool | None = None  # or abroad
    filing_no: str | None = None
    openings: int | None = 1
    staff_on_post: int | None = None
    same_post_staff: int | None = None
    interns_now: int | None = None
    interns_elsewhere: int | None = None
    same_post_interns_now: int | None = None
    same_post_interns_elsewhere: int | None = None


Facts = PositionFacts | PlacementFacts
