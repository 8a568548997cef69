"""The tripartite agreement as frozen terms, their digest, and its PDF. Source of the contents: domain.md L15."""

import hashlib
import json
from io import BytesIO

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

TEMPLATES = {"2021-1": "internships/agreements/2021-1.html"}


def agreement_terms(placement):
    """Everything the agreement says, as JSON values: a later change of a person or a post changes nothing here."""
    return {
        "school": _school(placement),
        "enterprise": _enterprise(placement),
        "student": _student(placement),
        "work": _work(placement),
        "plan": _plan(placement.plan),
    }


def _school(placement):
    school, supervisor = placement.school, placement.supervisor
    return {
        "name": school.name,
        "code": school.code,
        "department": placement.student.student_class.department.name,
        "contact": school.contact_name,
        "phone": school.contact_phone,
        "supervisor": supervisor.display_name if supervisor else "",
        "supervisor_phone": supervisor.phone if supervisor else "",
    }


def _enterprise(placement):
    enterprise, mentor = placement.enterprise, placement.mentor
    return {
        "name": enterprise.name,
        "credit_code": enterprise.credit_code,
        "address": enterprise.address,
        "contact": enterprise.contact_name,
        "phone": enterprise.contact_phone,
        "mentor": mentor.display_name,
        "mentor_phone": mentor.phone,
    }


def _student(placement):
    student = placement.student
    return {
        "name": student.user.display_name,
        "student_no": student.student_no,
        "class": student.student_class.name,
        "major": student.student_class.major.name,
        "major_code": student.student_class.major.code,
        "phone": student.user.phone,
        "is_minor": placement.is_minor,
        "guardian": student.guardian.display_name if student.guardian else "",
    }


def _work(placement):
    position = placement.position
    return {
        "title": position.title,
        "tasks": position.tasks or position.description,
        "city": placement.city,
        "address": placement.address,
        "starts_on": placement.starts_on.isoformat(),
        "ends_on": placement.ends_on.isoformat(),
        "hours_per_day": _plain(position.hours_per_day),
        "hours_per_week": _plain(position.hours_per_week),
        "pay_cny_per_month": placement.pay_cny_per_month,
        "pay_cycle_days": position.pay_cycle_days,
        "board_and_lodging": position.board_and_lodging,
    }


def _plan(plan):
    return {
        "name": plan.name,
        "goals": plan.goals,
        "emergency": plan.emergency,
        "course": plan.course_name,
        "credits": _plain(plan.credits),
        "required_logs": plan.required_logs,
        "weights": [plan.school_weight, plan.enterprise_weight, plan.log_weight],
    }


def _plain(number):
    """A decimal as JSON shows it best: 8, not 8.0."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def digest(content):
    """SHA-256 of canonical JSON: what a signature stands under."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def agreement_pdf(agreement):
    """The agreement as PDF bytes, in Chinese, from the template of its version. Nothing is fetched from outside."""
    context = {"agreement": agreement, "terms": agreement.content, "signatures": signatures(agreement)}
    with translation.override("zh-hans"):
        html = render_to_string(TEMPLATES[agreement.version], context)
    return _pdf(html)


def signatures(agreement):
    """The signatures of the current edition, in the order of the parties."""
    rows = [row for row in agreement.signatures.all() if row.edition == agreement.edition]
    order = ["school", "enterprise", "student"]
    return sorted(rows, key=lambda row: order.index(row.party))


def _pdf(html):
    from weasyprint import CSS, HTML  # noqa: PLC0415  (slow to import, and only this function needs it)

    target = BytesIO()
    style = CSS(filename=finders.find("css/agreement.css"), url_fetcher=_refuse)
    HTML(string=html, url_fetcher=_refuse).write_pdf(target, stylesheets=[style])
    return target.getvalue()


def _refuse(url, *args, **kwargs):
    raise ValueError("the agreement fetches nothing")
