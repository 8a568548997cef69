"""C1: every form that makes or moves something, sent twice as it was shown: one effect, and the same answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from marketplace.models import PersonalDataView, SentForm
from tests.internships.test_pages import this_monday, week_data

OURS = ("marketplace", "recruitment", "internships", "curricula", "matching")
TODAY = timezone.localdate()


@dataclass(frozen=True)
class Form:
    """`actor` posts `data` (a dict, or made from the thing) to `url` of the fixture `thing`."""

    url: str
    actor: str
    thing: str = ""
    data: dict | Callable = field(default_factory=dict)
    kwargs: dict = field(default_factory=dict)
    is_shown: bool = False  # has a page of its own, with a key

    def __str__(self):
        return " ".join([self.url, *map(str, self.kwargs.values())])


def marks(score):
    return {f"mark-{each.pk}": "80" for each in score.sheet.placement.plan.rubric.criteria.all()} | {
        "version": 0, "comment": "careful", "submit": "1",
    }  # fmt: skip


def confirmed(confirmation):
    return {f"seen-{entry.pk}": "on" for entry in confirmation.log.entries.all()}


def position(_thing):
    return {
        "title": "Turner", "description": "Turning", "tasks": "One shaft a day", "kind": "post_internship",
        "openings": 1, "standard-TOTAL_FORMS": 0, "standard-INITIAL_FORMS": 0,
    } | dict.fromkeys(UNKNOWN, "unknown")  # fmt: skip


UNKNOWN = (
    "night_shift", "overtime", "rest_day_work", "pay_in_kind", "pay_through_third_party", "minor_taboo",
    "female_taboo", "holds_documents", "agency", "signs_itself",
)  # fmt: skip


def plan_of(student):
    whose = student.student_class
    return {
        "name": "Plan", "majors": [whose.major_id], "cohort": whose.cohort, "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "academic_year": "2026-2027", "course_name": "Internship", "credits": 20,
        "required_logs": 12, "school_weight": 40, "enterprise_weight": 40, "log_weight": 20,
        "disagreement_threshold": 15, "excellent_from": 90, "good_from": 75, "pass_from": 60, "appeal_days": 7,
        "safety_pass_mark": 80, "safety_attempts": 3,
    }  # fmt: skip


def name_of(signature):
    return {"name": signature.agreement.placement.student.user.display_name}


def saved(_placement):
    return week_data(this_monday(), save="1")


def submitted(_placement):
    return week_data(this_monday(), submit="1")


def round_of(plan):
    return {"plan": plan.pk, "name": "Autumn", "wishes_until": TODAY, "basis": "scores"}


REPORT = {"kind": "pay", "happened_on": TODAY, "words": "Late"}
LEAVE = {"kind": "sick", "from_on": TODAY, "to_on": TODAY}
EARLY_END = {"kind": "health", "last_on": TODAY, "words": "Ill"}
INSPECTION = {"on": TODAY, "report": "Clean and lit"}
INTERVIEW = {"at": f"{TODAY + timedelta(days=3)}T10:00", "minutes": 30, "place": "Hall"}
FORMS = [
    Form("internships:incident_new", "student", "placement", REPORT, is_shown=True),
    Form("internships:leave_new", "student", "placement", LEAVE, is_shown=True),
    Form("internships:early_end_new", "student", "placement", EARLY_END, is_shown=True),
    Form("internships:plan_new", "office", "student", plan_of, is_shown=True),
    Form("recruitment:position_create", "hr", "position", position, is_shown=True),
    Form("marketplace:enterprise_inspect", "office", "enterprise", INSPECTION, is_shown=True),
    Form("matching:round_new", "office", "plan", round_of, is_shown=True),
    Form("internships:log_week", "student", "placement", saved),
    Form("internships:log_week", "student", "placement", submitted),
    Form("internships:log_approve", "supervisor", "log"),
    Form("internships:log_return", "supervisor", "log", {"reason": "Which machine?"}),
    Form("internships:confirmation_answer", "mentor", "confirmation", confirmed),
    Form("internships:sheet_open", "supervisor", "placement"),
    Form("internships:score_give", "supervisor", "school_score", marks),
    Form("internships:signature_sign", "student", "signature", name_of),
    Form("internships:placement_terminate", "coordinator", "placement", {"reason": "The firm closes"}),
    Form("internships:incident_move", "supervisor", "incident", {"reason": "Called them"}, {"action": "take"}),
    Form("internships:leave_move", "supervisor", "leave", {"reason": "Get well"}, {"action": "grant"}),
    Form("internships:early_end_move", "coordinator", "early_end", {"reason": "Yes"}, {"action": "grant"}),
    Form("recruitment:position_apply", "student", "position", {"consent": "on"}),
    Form("recruitment:application_move", "hr", "application", kwargs={"action": "shortlist"}),
    Form("recruitment:application_move", "student", "application", kwargs={"action": "withdraw"}),
    Form("recruitment:application_reject", "hr", "shortlisted", {"reason": "filled"}),
    Form("recruitment:application_invite", "hr", "application", INTERVIEW),
    Form("recruitment:position_move", "hr", "position", kwargs={"action": "close"}),
    Form("marketplace:enterprise_move", "operator", "unverified", {"reason": "Known"}, {"action": "verify"}),
    Form("marketplace:notice_read", "hr"),
]


@pytest.fixture
def shortlisted(application, hr):
    from recruitment import services

    services.shortlist(application, by=hr)
    return application


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_twice_is_once(request, form, people, as_):
    thing = request.getfixturevalue(form.thing) if form.thing else None
    data = form.data(thing) if callable(form.data) else form.data
    takes = {"pk": thing.pk} if thing and "pk" in _arguments(form.url) else {}
    address = reverse(form.url, kwargs=takes | form.kwargs)
    client = as_(people[form.actor])
    key = {"once": re.search(r'name="once" value="([\w-]+)"', client.get(address).text)[1]} if form.is_shown else {}

    first, once = _sent(client, address, data | key), _rows()
    second, twice = _sent(client, address, data | key), _rows()

    assert (first[0], second, twice) == (302, first, once)


def _arguments(name):
    from django.urls import get_resolver

    namespace, name = name.split(":")
    _prefix, resolver = get_resolver().namespace_dict[namespace]
    return {argument for _form, arguments in resolver.reverse_dict.getlist(name)[0][0] for argument in arguments}


def _sent(client, address, data):
    answer = client.post(address, data)
    return answer.status_code, answer.headers.get("Location")


def _rows():
    """How many rows each table has; who looked at what is written with each look."""
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    return {model: model.objects.count() for model in models if model not in (PersonalDataView, SentForm)}
