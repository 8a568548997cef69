"""The specification of every machine: who may take which action in which state. Everything else is refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from internships import models
from marketplace import transitions
from marketplace.transitions import perform

SCHOOL = ("coordinator", "internship_office")
HANDLERS = ("supervisor", *SCHOOL)
GUARDIAN, CLOCK, STUDENT, MENTOR, HR = ("guardian",), ("clock",), ("student",), ("mentor",), ("hr",)
OFFICE, SUPERVISOR = ("internship_office",), ("supervisor",)

# machine: {action: (actors, sources, target)}
TABLES = {
    "plan": {
        "confirm": (OFFICE, ["draft"], "confirmed"),
        "reopen": (OFFICE, ["confirmed"], "draft"),
    },
    "partner": {
        "confirm": (HR, ["awaited"], "confirmed"),
        "decline": (HR, ["awaited"], "declined"),
        "ask": (SCHOOL, ["confirmed", "declined"], "awaited"),
    },
    "placement": {
        "plan": (SCHOOL, ["draft"], "planned"),
        "join": (CLOCK, ["draft"], "planned"),
        "agree": (CLOCK, ["planned"], "agreed"),
        "reopen": (CLOCK, ["agreed"], "planned"),
        "start": (SCHOOL, ["agreed"], "active"),
        "begin": (CLOCK, ["agreed"], "active"),
        "complete": (SCHOOL, ["active"], "completed"),
        "close": (CLOCK, ["active"], "completed"),
        "terminate": (SCHOOL, ["draft", "planned", "agreed", "active"], "terminated"),
    },
    "agreement": {
        "conclude": (CLOCK, ["signing"], "signed"),
        "fail": (CLOCK, ["signing"], "declined"),
        "renew": (SCHOOL, ["signing", "signed"], "signing"),
        "repair": (SCHOOL, ["declined"], "signing"),
        "void": (CLOCK, ["signing", "declined"], "void"),
    },
    "signature": {
        "sign_school": (SCHOOL, ["awaits_school"], "signed"),
        "sign_enterprise": (HR, ["awaits_enterprise"], "signed"),
        "sign_student": (STUDENT, ["awaits_student"], "signed"),
        "decline_school": (SCHOOL, ["awaits_school"], "declined"),
        "decline_enterprise": (HR, ["awaits_enterprise"], "declined"),
        "decline_student": (STUDENT, ["awaits_student"], "declined"),
        "void": (CLOCK, ["awaits_school", "awaits_enterprise", "awaits_student", "signed", "declined"], "void"),
    },
    "consent": {
        "give": (GUARDIAN, ["awaited"], "given"),
        "refuse": (GUARDIAN, ["awaited"], "refused"),
        "ask": (SCHOOL, ["refused"], "awaited"),
        "void": (CLOCK, ["awaited"], "void"),
    },
    "insurance": {
        "record": (SCHOOL, ["awaited"], "recorded"),
        "correct": (SCHOOL, ["recorded"], "recorded"),
        "void": (CLOCK, ["awaited"], "void"),
    },
    "safety": {
        "pass": (STUDENT, ["awaited"], "passed"),
        "exhaust": (CLOCK, ["awaited"], "exhausted"),
        "allow": (SCHOOL, ["exhausted"], "awaited"),
        "void": (CLOCK, ["awaited", "exhausted"], "void"),
    },
    "log": {
        "submit": (STUDENT, ["draft", "returned"], "submitted"),
        "approve": (SUPERVISOR, ["submitted"], "approved"),
        "return": (SUPERVISOR, ["submitted"], "returned"),
        "void": (CLOCK, ["draft", "returned"], "void"),
    },
    "confirmation": {
        "confirm": (MENTOR, ["awaited"], "confirmed"),
        "question": (MENTOR, ["awaited"], "questioned"),
        "renew": (CLOCK, ["confirmed", "questioned"], "awaited"),
    },
    "sheet": {
        "settle": (CLOCK, ["scoring"], "scored"),
        "dispute": (CLOCK, ["scoring"], "moderation"),
        "moderate": (SCHOOL, ["moderation"], "scored"),
        "publish": (SCHOOL, ["scored"], "published"),
        "appeal": (STUDENT, ["published"], "appealed"),
        "accept": (STUDENT, ["published"], "final"),
        "answer": (SCHOOL, ["appealed"], "final"),
        "lapse": (CLOCK, ["published"], "final"),
        "void": (CLOCK, ["scoring", "scored", "moderation"], "void"),
    },
    "school_score": {
        "submit_school": (SUPERVISOR, ["awaits_school"], "submitted"),
        "submit_enterprise": (MENTOR, ["awaits_enterprise"], "submitted"),
        "waive": (SCHOOL, ["awaits_school", "awaits_enterprise"], "waived"),
        "void": (CLOCK, ["awaits_school", "awaits_enterprise"], "void"),
    },
    "incident": {
        "take": (HANDLERS, ["reported"], "handled"),
        "resolve": (HANDLERS, ["handled"], "resolved"),
        "reopen": (STUDENT, ["resolved"], "reported"),
    },
    "leave": {
        "grant": (SUPERVISOR, ["requested"], "granted"),
        "refuse": (SUPERVISOR, ["requested"], "refused"),
        "withdraw": (STUDENT, ["requested"], "withdrawn"),
    },
    "early_end": {
        "grant": (SCHOOL, ["requested"], "granted"),
        "refuse": (SCHOOL, ["requested"], "refused"),
        "withdraw": (STUDENT, ["requested"], "withdrawn"),
    },
}
ACTORS = ("student", "guardian", "mentor", "hr", "supervisor", "coordinator", "internship_office", "stranger", "clock")


@pytest.fixture
def actors(guardian, people, internship_office):
    return people | {"guardian": guardian, "internship_office": internship_office, "clock": None}


def attempted(machine, obj, actors):
    """`{(actor, action, state): new state}` of every combination that is not refused."""
    done = {}
    states = [code for code, _ in obj._meta.get_field("state").choices]
    for actor in ACTORS:
        for action in obj.MOVES:
            for state in states:
                QuerySet.update(type(obj)._base_manager.filter(pk=obj.pk), state=state)
                obj.state = state
                try:
                    perform(obj, action, by=actors[actor], reason="because")
                except (PermissionDenied, ValidationError):
                    continue
                done[actor, action, state] = obj.state
    return done


@pytest.mark.parametrize("machine", TABLES)
def test_a_machine_moves_only_as_the_table_says(request, machine, actors):
    obj = request.getfixturevalue(machine)

    done = attempted(machine, obj, actors)

    assert done == {
        (actor, action, source): target
        for action, (holders, sources, target) in TABLES[machine].items()
        for actor in holders
        for source in sources
    }


@pytest.mark.parametrize("machine", TABLES)
def test_the_buttons_offered_are_the_moves_allowed(request, machine, actors):
    obj = request.getfixturevalue(machine)

    offered = {}
    for state, _label in obj._meta.get_field("state").choices:
        obj.state = state
        for actor in set(ACTORS) - {"clock"}:
            [(_, moves)] = transitions.available([obj], actors[actor])
            offered |= {(actor, action, state): move.target for action, move in moves.items()}

    assert offered == {
        (actor, action, source): target
        for action, (holders, sources, target) in TABLES[machine].items()
        for actor in set(holders) - {"clock"}
        for source in sources
    }


def test_every_machine_has_a_table():
    tested = {models.InternshipPlan, models.PlanPartner, models.Placement, models.Agreement, models.Signature}
    tested |= {models.Consent, models.Insurance, models.SafetyCheck, models.WeeklyLog, models.Confirmation}
    tested |= {models.GradeSheet, models.Score, models.Incident, models.Leave, models.EarlyEnd}

    machines = {getattr(models, name) for name in models.__all__ if getattr(getattr(models, name), "MOVES", None)}

    assert machines == tested
    assert len(machines) == len(TABLES)
