"""The law in plain words: a sentence for every point, the names of missing facts, citations."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.law.codes import Effect, Hazard, Outcome
from marketplace.states import Role

# A point says the same when met and not met, where the numbers speak for themselves; else (met, not met).
SENTENCES: dict[str, Promise | tuple[Promise, Promise]] = {
    "minor_taboo_declared": _("The post has work that is forbidden for people under 18: it is closed to them."),
    "minor_taboo_none": _("The post has no work that is forbidden for people under 18."),
    "minor_taboo": _(
        "The post has work that is forbidden for people under 18; the student turns 18 on %(birthday_on)s, "
        "the internship begins on %(starts_on)s."
    ),
    "adult": _("The student is at least %(limit)s years old when the internship begins on %(starts_on)s."),
    "female_taboo_declared": _("The post has work that is restricted for women: the supervisor will be told."),
    "female_taboo_none": _("The post has no work that is restricted for women."),
    "female_taboo": _(
        "The post has work that is restricted for women: the supervisor agrees with the enterprise on other tasks."
    ),
    "venue_industry": (
        _("Industry code %(industry_code)s is not a commercial entertainment venue."),
        _("Industry code %(industry_code)s is a commercial entertainment venue."),
    ),
    "venue_words": (
        _("The text of the post names no entertainment venue."),
        _("The text of the post names: %(words)s."),
    ),
    "agency_industry": (
        _("Industry code %(industry_code)s is neither a job agency nor labour dispatch."),
        _("Industry code %(industry_code)s is a job agency or labour dispatch."),
    ),
    "is_agency": (
        _("No intermediary arranges or manages the internship."),
        _("An intermediary arranges or manages the internship."),
    ),
    "signatory_is_host": (
        _("The enterprise that signs is the one where the student works."),
        _("The enterprise that signs is not the one where the student works."),
    ),
    "labour_grade": _("Physical labour of grade %(grade)s; grade %(limit)s and above is not allowed."),
    "hazards": (_("No high-risk work is declared."), _("High-risk work: %(hazards)s.")),
    "rest_day_work": (_("No work on rest days or public holidays."), _("Work on rest days or public holidays.")),
    "overtime": (_("No overtime."), _("Overtime is planned.")),
    "night_shift": (_("No night shift."), _("Night shifts are planned.")),
    "hours_per_day": _("%(value)s hours a day; at most %(limit)s."),
    "hours_per_week": _("%(value)s hours a week; at most %(limit)s."),
    "pay_share": _("Pay ¥%(pay)s a month; %(percent)s %% of the wage of the same post (¥%(wage)s) is ¥%(minimum)s."),
    "pay_lowest_grade": _("Pay ¥%(pay)s a month; the lowest wage grade of the enterprise is ¥%(minimum)s."),
    "only_assists": _("The student only assists: the rule on pay does not apply."),
    "orientation_visit": _("This is an orientation visit, not a post internship."),
    "not_for_men": _("The rule concerns female students only."),
    "self_sourced": _("The student is an adult who found the place alone."),
    "pay_cycle_days": _("Paid every %(value)s days; at the latest after a month (%(limit)s days)."),
    "pay_in_kind": (_("The pay is money only."), _("A part of the pay is goods or vouchers.")),
    "pay_through_third_party": (
        _("The enterprise pays the student directly."),
        _("The pay goes through a third party."),
    ),
    "fees_charged": (_("The student is charged nothing."), _("The student is charged a fee.")),
    "deposit_or_documents_kept": (
        _("No deposit, no guarantee, no papers are kept."),
        _("A deposit, a guarantee or papers of the student are kept."),
    ),
    "interns_per_staff_on_post": _(
        "%(interns)s interns when the post is filled; %(percent)s %% of %(staff)s employees allow %(allowed)s."
    ),
    "interns_per_same_post_staff": _(
        "%(interns)s interns on the same kind of post; %(percent)s %% of its %(staff)s employees allow %(allowed)s."
    ),
    "duration": _("From %(starts_on)s to %(ends_on)s; %(months)s months would end on %(latest_on)s."),
    "majors_named": _("The post names its majors: %(majors)s."),
    "major_same": _("The post asks for the major of the student (%(student_major)s)."),
    "major_same_class": _("Major %(student_major)s is in one class with %(nearest_major)s of the post."),
    "major_same_category": _(
        "Major %(student_major)s is in one category with %(nearest_major)s of the post, but in another class."
    ),
    "major_other_category": _("Major %(student_major)s is in another category than the majors of the post."),
    "inspected": (_("The enterprise was inspected on site."), _("The enterprise was not inspected on site yet.")),
    "year_of_study": _("Year %(year)s of study; allowed from year %(limit)s on."),
    "age": _("The internship begins on %(starts_on)s; the student turns %(limit)s on %(birthday_on)s."),
    "agreement_signed": (
        _("School, enterprise and student have signed the agreement."),
        _("The agreement is not signed by all three sides."),
    ),
    "agreement_signed_on": _("The agreement was signed on %(signed_on)s; the internship begins on %(starts_on)s."),
    "student_consent": (_("The student has agreed in writing."), _("The student has not agreed in writing.")),
    "guardian_consent": (_("The guardian has agreed in writing."), _("The guardian has not agreed in writing.")),
    "filing_no": _("Filed under no. %(filing_no)s."),
    "filing_no_missing": _("There is no filing number of the authority."),
    "inside_province": _("The placement is inside the province: it is filed with its batch."),
    "plan_signed": (
        _("School and enterprise have signed the internship plan."),
        _("The internship plan is not signed by school and enterprise."),
    ),
    "safety_passed": (_("Safety education is passed."), _("Safety education is not passed.")),
    "insurance_period": _(
        "Insured from %(insurance_from)s to %(insurance_to)s; the internship runs from %(starts_on)s to %(ends_on)s."
    ),
    "insurance_charged_to_student": (
        _("The student does not pay for the insurance."),
        _("The student pays for the insurance."),
    ),
    "rule_incomplete": _("This rule cannot be computed: its entry in the table of rules is incomplete."),
}

FIELDS: dict[str, Promise] = {
    "starts_on": _("first day"),
    "ends_on": _("last day"),
    "openings": _("number of openings"),
    "hours_per_day": _("hours a day"),
    "hours_per_week": _("hours a week"),
    "night_shift": _("night shift: yes or no"),
    "overtime": _("overtime: yes or no"),
    "rest_day_work": _("work on rest days: yes or no"),
    "labour_grade": _("grade of physical labour"),
    "hazards": _("declaration of high-risk work"),
    "minor_taboo": _("work forbidden for minors: yes or no"),
    "female_taboo": _("work restricted for women: yes or no"),
    "pay_cny_per_month": _("pay a month"),
    "same_post_wage_cny_per_month": _("wage of the same post"),
    "lowest_grade_wage_cny_per_month": _("lowest wage grade"),
    "pay_cycle_days": _("days between two payments"),
    "pay_in_kind": _("pay in goods: yes or no"),
    "pay_through_third_party": _("pay through a third party: yes or no"),
    "fees_charged": _("fees for the student: yes or no"),
    "deposit_or_documents_kept": _("deposit or papers kept: yes or no"),
    "enterprise_industry_code": _("industry code of the enterprise"),
    "text": _("title and description"),
    "is_agency": _("intermediary: yes or no"),
    "signatory_is_host": _("whether the signing enterprise is the workplace"),
    "inspected": _("inspection on site: done or not"),
    "staff_on_post": _("number of employees"),
    "same_post_staff": _("number of employees on the same kind of post"),
    "interns_now": _("interns at the enterprise now"),
    "interns_elsewhere": _("interns of other schools"),
    "same_post_interns_now": _("interns on the same kind of post now"),
    "same_post_interns_elsewhere": _("interns of other schools on the same kind of post"),
    "major_codes": _("majors of the post"),
    "position_major_codes": _("majors of the post"),
    "student_major_code": _("major of the student"),
    "birth_date": _("date of birth"),
    "student_sex": _("sex"),
    "year_of_study": _("year of study"),
    "agreement_signed": _("signatures under the agreement"),
    "student_consent": _("consent of the student"),
    "guardian_consent": _("consent of the guardian"),
    "plan_signed": _("signatures under the internship plan"),
    "safety_passed": _("result of the safety education"),
    "insurance_from": _("first day of the insurance"),
    "insurance_to": _("last day of the insurance"),
    "insurance_charged_to_student": _("who pays for the insurance"),
    "cross_province": _("inside or outside the province"),
}


def sentence(code: str, outcome: str, numbers: Mapping[str, Any]) -> str:
    """Say one point in the active language. An unknown code of an old record is shown as it is."""
    text = SENTENCES.get(code, code)
    if isinstance(text, tuple):
        text = text[outcome == Outcome.FAIL]
    return str(text) % {name: _shown(name, value) for name, value in numbers.items()}


def missing(fields: Iterable[str]) -> str:
    return gettext("Still missing: %(fields)s.") % {"fields": _listed(FIELDS.get(name, name) for name in fields)}


def way_out(roles: Iterable[str], effect: str, needs_filing_no: bool, *, is_gap: bool) -> str:
    """Say what can be done about an open finding, by whom, and what it takes."""
    if is_gap:
        return gettext("Give the missing facts to go on.")
    if effect == Effect.BLOCKING:
        return gettext("Nobody can make an exception: it has to be changed.")
    who = {"roles": _listed(Role(role).label if role in Role.values else role for role in roles)}
    if effect == Effect.SOFT:
        return gettext("Change it, or it needs a reason in writing by: %(roles)s.") % who
    if needs_filing_no:
        return gettext("Change it, or ask for a release, with a reason and the filing number, by: %(roles)s.") % who
    return gettext("Change it, or ask for a release, with a reason, by: %(roles)s.") % who


def cite(norm: str, article: str) -> str:
    """Name an article, given as "16", "16(1)" or "14–15", in the active language."""
    if not article:
        return norm
    if found := re.fullmatch(r"(\d+)\((\d+)\)", article):
        place = gettext("Article %(article)s (%(item)s)") % {"article": found[1], "item": found[2]}
    elif found := re.fullmatch(r"(\d+)[–-](\d+)", article):
        place = gettext("Articles %(first)s–%(last)s") % {"first": found[1], "last": found[2]}
    else:
        place = gettext("Article %(article)s") % {"article": article}
    return pgettext("law", "%(norm)s, %(place)s") % {"norm": norm, "place": place}


def _shown(name: str, value: Any) -> Any:
    if name.endswith(("_on", "_from", "_to")):
        return date_format(date.fromisoformat(value))
    if name == "hazards":
        return _listed(Hazard(one).label if one in Hazard.values else one for one in value)
    return _listed(value) if isinstance(value, list | tuple) else value


def _listed(values: Iterable[Any]) -> str:
    return pgettext("between items of a list", ", ").join(str(value) for value in values)


# kind: heading, tone, icon
GROUPS: dict[str, tuple[Promise, str, str]] = {
    "block": (pgettext_lazy("law", "Not allowed"), "bad", "stop"),
    "release": (pgettext_lazy("law", "Only with a release"), "wait", "warn"),
    "missing": (pgettext_lazy("law", "Still to be said"), "wait", "help"),
    "reason": (pgettext_lazy("law", "Only with a reason"), "wait", "warn"),
    "pass": (pgettext_lazy("law", "Met"), "good", "check"),
    "not_applicable": (pgettext_lazy("law", "Does not apply"), "", "minus"),
}
