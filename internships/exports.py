"""The filing (备案) columns as CSV. Source of the columns: domain.md §1.5."""

import csv
import re
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from internships.states import InsuranceKind, InsuranceState
from marketplace.law.facts import jurisdiction_of


def _people(placements):
    return (
        placements.with_people()
        .select_related("safety", "agreement", "student__student_class__department")
        .prefetch_related("insurances", "logs", "leaves")
    )


def _has_insurance(kind):
    def told(placement):
        return any(row.kind == kind and row.state == InsuranceState.RECORDED for row in placement.insurances.all())

    return told


def days_worked(placement):
    """The days at work that the approved weeks tell; before the first one, none."""
    return sum(log.days_worked for log in placement.logs.all() if log.state == "approved")


def _class(placement):
    return placement.student.student_class


COLUMNS = {
    "student_no": (pgettext_lazy("filing", "Student no."), lambda p: p.student.student_no),
    "name": (pgettext_lazy("filing", "Name"), lambda p: p.student.user.display_name),
    "cohort": (pgettext_lazy("filing", "Entry year"), lambda p: _class(p).cohort),
    "department": (pgettext_lazy("filing", "Department"), lambda p: _class(p).department.name),
    "class": (pgettext_lazy("filing", "Class"), lambda p: _class(p).name),
    "major": (pgettext_lazy("filing", "Major"), lambda p: f"{_class(p).major.name} {_class(p).major.code}"),
    "course": (
        pgettext_lazy("filing", "Course and code"),
        lambda p: p.plan and f"{p.plan.course_name} {p.plan.course_code}".strip(),
    ),
    "credits": (pgettext_lazy("filing", "Credits"), lambda p: p.plan and p.plan.credits),
    "kind": (pgettext_lazy("filing", "Kind of internship"), lambda p: p.get_kind_display()),
    "source": (pgettext_lazy("filing", "Organisation"), lambda p: p.get_source_display()),
    "mode": (pgettext_lazy("filing", "Mode"), lambda p: p.get_mode_display()),
    "academic_year": (pgettext_lazy("filing", "Academic year"), lambda p: p.plan and p.plan.academic_year),
    "supervisor": (pgettext_lazy("filing", "School supervisor"), lambda p: p.supervisor and p.supervisor.display_name),
    "enterprise": (pgettext_lazy("filing", "Enterprise"), lambda p: p.enterprise.name),
    "credit_code": (pgettext_lazy("filing", "Unified social credit code"), lambda p: p.enterprise.credit_code),
    "region": (pgettext_lazy("filing", "Region and code"), lambda p: f"{p.city} {p.region}"),
    "address": (pgettext_lazy("filing", "Address"), lambda p: p.address or p.enterprise.address),
    "position": (pgettext_lazy("filing", "Post"), lambda p: p.position.title),
    "period": (pgettext_lazy("filing", "From – to"), lambda p: f"{p.starts_on} – {p.last_day}"),
    "days_worked": (pgettext_lazy("filing", "Days at work"), days_worked),
    "pay": (pgettext_lazy("filing", "Pay (CNY per month)"), lambda p: p.pay_cny_per_month),
    "mentor": (pgettext_lazy("filing", "Enterprise mentor"), lambda p: p.mentor.display_name),
    "liability": (pgettext_lazy("filing", "Internship liability insurance"), _has_insurance(InsuranceKind.LIABILITY)),
    "accident": (pgettext_lazy("filing", "Personal accident insurance"), _has_insurance(InsuranceKind.ACCIDENT)),
    "safety": (
        pgettext_lazy("filing", "Safety education"),
        lambda p: hasattr(p, "safety") and p.safety.state == "passed",
    ),
    "agreement": (
        pgettext_lazy("filing", "Tripartite agreement"),
        lambda p: hasattr(p, "agreement") and p.agreement.state == "signed",
    ),
    "is_school_base": (pgettext_lazy("filing", "Base of the school or above"), lambda p: p.is_school_base),
    "review": (pgettext_lazy("filing", "State of review"), lambda p: p.get_state_display()),
}
EXTRA = {
    "filing_no": (pgettext_lazy("filing", "Filing number"), lambda p: p.filing_no),
    "province": (
        pgettext_lazy("filing", "Other province"),
        lambda p: p.is_cross_province and jurisdiction_of(p.region),
    ),
}


def row(placement):
    """The values of `COLUMNS` for one placement, in order, as they stand."""
    return [value(placement) for _label, value in COLUMNS.values()]


def filing_csv(placements):
    """The filing of `placements` as text: UTF-8 with a mark for Excel, formula cells neutralised."""
    target = StringIO()
    target.write("\ufeff")
    writer = csv.writer(target)
    columns = {**COLUMNS, **EXTRA}
    writer.writerow([neutral(str(label)) for label, _value in columns.values()])
    for placement in _people(placements).iterator(chunk_size=500):
        writer.writerow([neutral(_shown(value(placement))) for _label, value in columns.values()])
    return target.getvalue()


def _shown(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


LEADING = re.compile(r"^[\s\u00a0\ufeff\u200b]*[=+\-@\t\r]", re.MULTILINE)


def neutral(cell):
    """A cell that no spreadsheet runs as a formula. Source: OWASP, CSV injection."""
    return f"'{cell}" if LEADING.match(cell) or cell[:1] in "\t\r\n" else cell
