"""The filing (备案) columns as CSV. Source of the columns: domain.md §1.5."""

import csv
import re
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "student_no": (gettext_lazy("Student no."), lambda p: p.student.student_no),
    "name": (gettext_lazy("Name"), lambda p: p.student.user.display_name),
    "cohort": (gettext_lazy("Entry year"), lambda p: _class(p).cohort),
    "department": (gettext_lazy("Department"), lambda p: _class(p).department.name),
    "class": (gettext_lazy("Class"), lambda p: _class(p).name),
    "major": (gettext_lazy("Major"), lambda p: f"{_class(p).major.name} {_class(p).major.code}"),
    "course": (
        gettext_lazy("Course and code"),
        lambda p: p.plan and f"{p.plan.course_name} {p.plan.course_code}".strip(),
    ),
    "credits": (gettext_lazy("Credits"), lambda p: p.plan and p.plan.credits),
    "kind": (gettext_lazy("Kind of internship"), lambda p: p.get_kind_display()),
    "source": (gettext_lazy("Organisation"), lambda p: p.get_source_display()),
    "mode": (gettext_lazy("Mode"), lambda p: p.get_mode_display()),
    "academic_year": (gettext_lazy("Academic year"), lambda p: p.plan and p.plan.academic_year),
    "supervisor": (gettext_lazy("School supervisor"), lambda p: p.supervisor and p.supervisor.display_name),
    "enterprise": (gettext_lazy("Enterprise"), lambda p: p.enterprise.name),
    "credit_code": (gettext_lazy("Unified social credit code"), lambda p: p.enterprise.credit_code),
    "region": (gettext_lazy("Region and code"), lambda p: f"{p.city} {p.region}"),
    "address": (gettext_lazy("Address"), lambda p: p.address or p.enterprise.address),
    "position": (gettext_lazy("Post"), lambda p: p.position.title),
    "period": (gettext_lazy("From – to"), lambda p: f"{p.starts_on} – {p.last_day}"),
    "days_worked": (gettext_lazy("Days at work"), days_worked),
    "pay": (gettext_lazy("Pay (CNY per month)"), lambda p: p.pay_cny_per_month),
    "mentor": (gettext_lazy("Enterprise mentor"), lambda p: p.mentor.display_name),
    "liability": (gettext_lazy("Internship liability insurance"), _has_insurance(InsuranceKind.LIABILITY)),
    "accident": (gettext_lazy("Personal accident insurance"), _has_insurance(InsuranceKind.ACCIDENT)),
    "safety": (gettext_lazy("Safety education"), lambda p: hasattr(p, "safety") and p.safety.state == "passed"),
    "agreement": (
        gettext_lazy("Tripartite agreement"),
        lambda p: hasattr(p, "agreement") and p.agreement.state == "signed",
    ),
    "is_school_base": (gettext_lazy("Base of the school or above"), lambda p: p.is_school_base),
    "review": (gettext_lazy("State of review"), lambda p: p.get_state_display()),
}
EXTRA = {
    "filing_no": (gettext_lazy("Filing number"), lambda p: p.filing_no),
    "province": (gettext_lazy("Other province"), lambda p: p.is_cross_province and jurisdiction_of(p.region)),
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
