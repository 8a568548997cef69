"""C1: every form that makes or moves something, sent twice as it was shown: one effect, and the same answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from internships.models import Placement, Signature
from internships.services.agreements import ask_consent
from internships.services.gates import begin_attempt
from internships.services.logs import remind_to_confirm
from marketplace import policy
from marketplace.models import PersonalDataView, SentForm
from tests import internship_factories as f
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
    shown_at: Callable | None = None  # of the thing: the page on which the form stands, with a key

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


def placement_of(agreement):
    return agreement.placement.get_absolute_url()


def log_of(confirmation):
    return confirmation.log.get_absolute_url()


def cover(insurance):
    days = insurance.placement
    return {"insurer": "PICC", "policy_no": "P1", "starts_on": days.starts_on, "ends_on": days.ends_on}


def failing(_safety):
    return {f"q{number}": 0 for number in range(10)} | {"commitment": "on"}


GUARDIAN = {"name": "Mother", "email": "mother@example.org"}
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
    Form("internships:guardian_name", "coordinator", "of_a_minor", GUARDIAN, is_shown=True),
    Form("internships:insurance_record", "coordinator", "insurance", cover, is_shown=True),
    Form("internships:safety_take", "student", "begun", failing, is_shown=True),
    Form("internships:agreement_renew", "coordinator", "agreement", {"reason": "Pay"}, shown_at=placement_of),
    Form("internships:consent_ask", "coordinator", "of_a_minor", shown_at=Placement.get_absolute_url),
    Form("internships:signature_remind", "coordinator", "of_the_enterprise", shown_at=Signature.get_absolute_url),
    Form("internships:confirmation_remind", "supervisor", "of_a_guest", shown_at=log_of),
    Form("internships:insurance_add", "coordinator", "placement"),
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


@pytest.fixture
def of_a_minor(guardian, student, prepared):
    """A placement whose guardian was asked."""
    student.birth_date = TODAY - timedelta(days=17 * 365)
    student.save()
    ask_consent(prepared, by=student.user)
    return prepared


@pytest.fixture
def of_the_enterprise(agreement):
    """A signature that one awaits who has no account, only links."""
    signature = agreement.signatures.get(party="enterprise")
    return _by_link(signature, "sign_enterprise", agreement.placement)


@pytest.fixture
def of_a_guest(confirmation, supervisor):
    """A week that somebody without an account was asked to confirm."""
    _by_link(confirmation, "mentor_placement", confirmation.log.placement)
    remind_to_confirm(confirmation, by=supervisor)
    return confirmation


def _by_link(thing, codename, placement):
    for user in policy.holders(placement, codename):
        user.set_unusable_password()
        user.save()
    return thing


@pytest.fixture
def begun(safety, student):
    """A safety test of which the student has the questions."""
    f.SafetyQuestionFactory.create_batch(10)
    begin_attempt(safety, by=student.user)
    return safety


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_twice_is_once(request, form, people, as_):
    thing = request.getfixturevalue(form.thing) if form.thing else None
    data = form.data(thing) if callable(form.data) else form.data
    takes = {"pk": thing.pk} if thing and "pk" in _arguments(form.url) else {}
    address = reverse(form.url, kwargs=takes | form.kwargs)
    client = as_(people[form.actor])
    page = form.shown_at(thing) if form.shown_at else address if form.is_shown else ""
    key = {"once": re.search(r'name="once" value="([\w-]+)"', client.get(page).text)[1]} if page else {}

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
