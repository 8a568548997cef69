"""The checks of a placement, rule by rule. Thresholds come from the rule; sources stand in rules.json."""

from marketplace.law.codes import Severity, Subject
from marketplace.law.points import check, declared, judged, not_applicable, number, plain, unknown, years_after

PLACEMENT = Subject.PLACEMENT


@check("L2", PLACEMENT, year_of_study=int)
def not_in_the_first_year(facts, limits):
    if not facts.is_post_internship:
        yield not_applicable("orientation_visit")
        return
    year = number(facts.year_of_study)
    if year is None:
        yield unknown("year_of_study", "year_of_study")
        return
    limit = limits["year_of_study"]
    yield judged("year_of_study", year >= limit, {"year": plain(year), "limit": limit})


@check("L3", PLACEMENT, age=int)
def old_enough(facts, limits):
    if not facts.is_post_internship:
        yield not_applicable("orientation_visit")
        return
    is_reached, numbers, missing = _age(facts, limits["age"])
    yield unknown("age", *missing) if missing else judged("age", is_reached, numbers)


@check("L4", PLACEMENT, age=int)
def no_forbidden_work_for_minors(facts, limits):
    is_adult, numbers, missing = _age(facts, limits["age"])
    if facts.minor_taboo is False:
        yield judged("minor_taboo_none", True)
    elif is_adult:
        yield judged("adult", True, numbers)
    elif missing or facts.minor_taboo is None:
        yield unknown("minor_taboo", *missing, *(["minor_taboo"] if facts.minor_taboo is None else []))
    else:
        yield judged("minor_taboo", False, numbers)


def _age(facts, years):
    """Compare the age on the first day with `years`: (reached?, the numbers, the missing fields)."""
    missing = [name for name in ("birth_date", "starts_on") if getattr(facts, name) is None]
    birthday = None if missing else years_after(facts.birth_date, years)
    if birthday is None:
        return False, {}, missing or ["birth_date"]
    numbers = {"starts_on": facts.starts_on.isoformat(), "birthday_on": birthday.isoformat(), "limit": years}
    return facts.starts_on >= birthday, numbers, []


@check("L5", PLACEMENT)
def care_for_women(facts, limits):
    if facts.female_taboo is False:
        yield judged("female_taboo_none", True)
    elif facts.student_sex == "male":
        yield not_applicable("not_for_men")
    elif facts.female_taboo is None or not facts.student_sex:
        missing = [name for name in ("female_taboo", "student_sex") if not getattr(facts, name)]
        yield unknown("female_taboo", *missing)
    else:
        yield judged("female_taboo", False)


@check("L14", PLACEMENT, digits_related=int, digits_required=int)
def fits_the_major(facts, limits):
    """Compare 6-digit codes from the left: 2 digits category, 4 class, 6 major. Source: catalogue of majors (2021)."""
    missing = [name for name in ("student_major_code", "position_major_codes") if not getattr(facts, name)]
    if missing:
        yield unknown("major", *missing)
        return
    mine = facts.student_major_code
    shared, nearest = max((_shared_digits(mine, other), other) for other in facts.position_major_codes)
    severity = Severity.BLOCK if shared < limits["digits_required"] else None
    numbers = {"student_major": mine, "nearest_major": nearest, "digits": shared, "limit": limits["digits_related"]}
    codes = {0: "major_other_category", 2: "major_same_category", 4: "major_same_class", 6: "major_same"}
    yield judged(codes[shared], shared >= limits["digits_related"], numbers, severity=severity)


def _shared_digits(one, other):
    return next((length for length in (6, 4, 2) if len(one) >= length and one[:length] == other[:length]), 0)


@check("L15", PLACEMENT)
def agreement_before_the_start(facts, limits):
    yield declared(facts, "agreement_signed", wanted=True)
    if facts.agreement_signed and facts.agreement_signed_on and facts.starts_on:
        numbers = {"signed_on": facts.agreement_signed_on.isoformat(), "starts_on": facts.starts_on.isoformat()}
        yield judged("agreement_signed_on", facts.agreement_signed_on <= facts.starts_on, numbers)


@check("L16", PLACEMENT, age=int)
def informed_consent(facts, limits):
    """A minor needs the guardian; an adult's own missing consent to an arranged placement only wants a reason."""
    is_adult, _numbers, missing = _age(facts, limits["age"])
    if missing:
        yield unknown("adult", *missing)
    elif not is_adult:
        yield declared(facts, "student_consent", wanted=True, final=True)
        yield declared(facts, "guardian_consent", wanted=True, final=True)
    elif facts.self_sourced:
        yield not_applicable("self_sourced")
    else:
        yield declared(facts, "student_consent", wanted=True, severity=Severity.WARN)


@check("L20", PLACEMENT, inside_province=int)
def filed(facts, limits):
    if facts.filing_no:
        yield judged("filing_no", True, {"filing_no": facts.filing_no})
    elif facts.cross_province is None:
        yield unknown("cross_province", "cross_province")
    elif facts.cross_province or limits["inside_province"]:
        yield judged("filing_no_missing", False)
    else:
        yield judged("inside_province", True)


@check("L21", PLACEMENT)
def plan_signed(facts, limits):
    yield declared(facts, "plan_signed", wanted=True)


@check("L22", PLACEMENT)
def safety_education(facts, limits):
    yield declared(facts, "safety_passed", wanted=True)


@check("L27", PLACEMENT)
def insured(facts, limits):
    names = ("insurance_from", "insurance_to", "starts_on", "ends_on")
    missing = [name for name in names if getattr(facts, name) is None]
    if missing:
        yield unknown("insurance_period", *missing)
    else:
        is_covered = facts.insurance_from <= facts.starts_on <= facts.ends_on <= facts.insurance_to
        numbers = {name: getattr(facts, name).isoformat() for name in names}
        yield judged("insurance_period", is_covered, numbers)
    yield declared(facts, "insurance_charged_to_student", wanted=False)
