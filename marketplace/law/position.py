"""The checks of a post, rule by rule. Thresholds come from the rule; sources stand in rules.json."""

from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from marketplace.law.codes import Outcome, Severity, Subject
from marketplace.law.points import (
    Point,
    at_most,
    check,
    declared,
    judged,
    last_day_of,
    not_applicable,
    number,
    plain,
    unknown,
)

POSITION, PLACEMENT = Subject.POSITION, Subject.PLACEMENT


@check("L4", POSITION)
def work_forbidden_for_minors(facts, limits):
    yield _told(facts, "minor_taboo")


@check("L5", POSITION)
def work_restricted_for_women(facts, limits):
    yield _told(facts, "female_taboo")


def _told(facts, name):
    """Only ask that it is said; whether it matters depends on the student."""
    value = getattr(facts, name)
    return unknown(name, name) if value is None else judged(f"{name}_{'declared' if value else 'none'}", True)


@check("L6", POSITION, industry_codes=list, keywords=list)
def forbidden_venues(facts, limits):
    yield _industry(facts, "venue_industry", limits["industry_codes"])
    if facts.text is None:
        yield unknown("venue_words", "text")
        return
    text = facts.text.casefold()
    words = [word for word in limits["keywords"] if word.casefold() in text]
    yield judged("venue_words", not words, {"words": words})


@check("L7", POSITION, industry_codes=list)
def no_intermediary(facts, limits):
    yield _industry(facts, "agency_industry", limits["industry_codes"])
    yield declared(facts, "is_agency", wanted=False, final=True)
    yield declared(facts, "signatory_is_host", wanted=True, final=True)


def _industry(facts, code, forbidden):
    industry = (facts.enterprise_industry_code or "").strip()
    if not industry:
        return unknown(code, "enterprise_industry_code")
    return judged(code, not industry.startswith(tuple(forbidden)), {"industry_code": industry})


@check("L8", POSITION, labour_grade=int)
def heavy_labour(facts, limits):
    grade = number(facts.labour_grade)
    if grade is None:
        yield unknown("labour_grade", "labour_grade")
        return
    limit = limits["labour_grade"]
    yield judged("labour_grade", grade < limit, {"grade": plain(grade), "limit": limit})


@check("L9", POSITION, hazards=list, hours_per_day=int, hours_per_week=int)
def danger_and_working_time(facts, limits):
    yield _hazards(facts, limits["hazards"])
    yield declared(facts, "rest_day_work", wanted=False)
    yield declared(facts, "overtime", wanted=False)
    yield declared(facts, "night_shift", wanted=False)
    yield at_most(facts, "hours_per_day", limits["hours_per_day"])
    yield at_most(facts, "hours_per_week", limits["hours_per_week"])


def _hazards(facts, forbidden):
    if facts.hazards is None:
        return unknown("hazards", "hazards")
    found = sorted(str(hazard) for hazard in facts.hazards if hazard in forbidden)
    return judged("hazards", not found, {"hazards": found})


@check("L10", POSITION, percent_of_wage=int, cycle_days=int)
def pay(facts, limits):
    if not facts.is_independent:
        yield not_applicable("only_assists")
        return
    yield _pay_level(facts, limits["percent_of_wage"])
    yield at_most(facts, "pay_cycle_days", limits["cycle_days"])
    yield _forbidden_way(facts, "pay_in_kind")
    yield _forbidden_way(facts, "pay_through_third_party")


def _forbidden_way(facts, name) -> Point:
    """ "In principle" is said of the level of the pay alone: goods and middlemen are forbidden without exception."""
    point = declared(facts, name, wanted=False)
    return replace(point, severity=Severity.BLOCK, final=True) if point.outcome == Outcome.FAIL else point


def _pay_level(facts, percent) -> Point:
    """Either bound is enough; a missing one does not help a pay that is below the other."""
    paid = number(facts.pay_cny_per_month)
    wage = number(facts.same_post_wage_cny_per_month)
    lowest = number(facts.lowest_grade_wage_cny_per_month)
    if paid is None:
        return unknown("pay", "pay_cny_per_month")
    if lowest is not None and (wage is None or paid >= lowest):
        return judged("pay_lowest_grade", paid >= lowest, {"pay": plain(paid), "minimum": plain(lowest)})
    if wage is None:
        return unknown("pay", "same_post_wage_cny_per_month", "lowest_grade_wage_cny_per_month")
    minimum = (wage * percent / 100).quantize(Decimal("0.01"), ROUND_CEILING)
    numbers = {"pay": plain(paid), "wage": plain(wage), "percent": percent, "minimum": plain(minimum)}
    return judged("pay_share", paid * 100 >= wage * percent, numbers)


@check("L11", POSITION)
def no_fees(facts, limits):
    yield declared(facts, "fees_charged", wanted=False)
    yield declared(facts, "deposit_or_documents_kept", wanted=False)


@check("L12", POSITION, PLACEMENT, percent_of_staff=int, percent_of_post=int)
def share_of_interns(facts, limits):
    yield _share(facts, "staff_on_post", ("interns_now", "interns_elsewhere"), limits["percent_of_staff"])
    counts = ("same_post_interns_now", "same_post_interns_elsewhere")
    yield _share(facts, "same_post_staff", counts, limits["percent_of_post"])


def _share(facts, staff_field, intern_fields, percent) -> Point:
    """Compare whole numbers, so that no rounding decides. What is known may already be too many."""
    fields = (staff_field, "openings", *intern_fields)
    known = {name: number(getattr(facts, name)) for name in fields}
    missing = tuple(name for name in fields if known[name] is None)
    staff = known.pop(staff_field)
    interns = sum((count for count in known.values() if count is not None), Decimal(0))
    is_met = staff is not None and interns * 100 <= staff * percent
    if staff is None or (missing and is_met):
        return unknown(f"interns_per_{staff_field}", *missing)
    allowed = staff * percent // 100
    numbers = {"interns": plain(interns), "staff": plain(staff), "percent": percent, "allowed": plain(allowed)}
    return judged(f"interns_per_{staff_field}", is_met, numbers)


@check("L13", POSITION, PLACEMENT, months=int)
def duration(facts, limits):
    missing = [name for name in ("starts_on", "ends_on") if getattr(facts, name) is None]
    if missing:
        yield unknown("duration", *missing)
        return
    latest = last_day_of(facts.starts_on, limits["months"])
    numbers = {
        "starts_on": facts.starts_on.isoformat(),
        "ends_on": facts.ends_on.isoformat(),
        "months": limits["months"],
        "latest_on": latest.isoformat(),
    }
    yield judged("duration", facts.starts_on <= facts.ends_on <= latest, numbers)


@check("L14", POSITION)
def majors_named(facts, limits):
    if not facts.major_codes:
        yield unknown("majors_named", "major_codes")
        return
    yield judged("majors_named", True, {"majors": sorted(facts.major_codes)})


@check("L18", POSITION)
def inspected(facts, limits):
    yield declared(facts, "inspected", wanted=True)
