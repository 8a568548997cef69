import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from marketplace import audit, policy, todo, transitions
from marketplace.models import TransitionLog
from recruitment.models import Application
from recruitment.states import APPLICATION_MOVES
from recruitment.states import ApplicationState as A

ALLOWED = {
    ("hr", "shortlist", A.SUBMITTED): A.SHORTLISTED,
    ("hr", "invite", A.SUBMITTED): A.INTERVIEWING,
    ("hr", "invite", A.SHORTLISTED): A.INTERVIEWING,
    ("hr", "invite", A.INTERVIEWING): A.INTERVIEWING,
    ("hr", "offer", A.SHORTLISTED): A.OFFERED,
    ("hr", "offer", A.INTERVIEWING): A.OFFERED,
    ("hr", "reject", A.SUBMITTED): A.REJECTED,
    ("hr", "reject", A.SHORTLISTED): A.REJECTED,
    ("hr", "reject", A.INTERVIEWING): A.REJECTED,
    ("hr", "reject", A.OFFERED): A.REJECTED,
    ("student", "accept", A.OFFERED): A.ACCEPTED,
    ("student", "decline", A.OFFERED): A.DECLINED,
    ("student", "withdraw", A.SUBMITTED): A.WITHDRAWN,
    ("student", "withdraw", A.SHORTLISTED): A.WITHDRAWN,
    ("student", "withdraw", A.INTERVIEWING): A.WITHDRAWN,
    ("clock", "lapse", A.OFFERED): A.LAPSED,
}


@pytest.fixture
def actors(student, hr, stranger, supervisor):
    return {"student": student.user, "hr": hr, "stranger": stranger, "supervisor": supervisor, "clock": None}


@pytest.mark.parametrize("actor", ["student", "hr", "supervisor", "stranger", "clock"])
@pytest.mark.parametrize("action", APPLICATION_MOVES)
@pytest.mark.parametrize("state", A)
def test_an_application_moves_only_as_the_table_says(application, actors, actor, action, state):
    Application.objects.update(state=state)
    application.refresh_from_db()

    expected = ALLOWED.get((actor, action, state))
    if expected is None:
        with pytest.raises((PermissionDenied, ValidationError)):
            transitions.perform(application, action, by=actors[actor])
        expected = state
    else:
        transitions.perform(application, action, by=actors[actor])

    application.refresh_from_db()
    assert application.state == expected


@pytest.mark.parametrize("actor", ["student", "hr", "supervisor", "stranger"])
@pytest.mark.parametrize("state", A)
def test_the_buttons_offered_are_the_moves_allowed(application, actors, actor, state):
    application.state = state

    [(_, moves)] = transitions.available([application], actors[actor])

    assert set(moves) == {action for who, action, source in ALLOWED if (who, source) == (actor, state)}


def test_an_application_waits_for_hr_and_after_an_offer_for_the_student(application, hr, student):
    assert [row["pk"] for row in todo.waiting_for(hr)] == [application.pk]
    assert todo.count(student.user) == 0

    transitions.perform(application, "shortlist", by=hr)
    transitions.perform(application, "offer", by=hr)

    assert todo.count(hr) == 0
    [item] = todo.items(todo.waiting_for(student.user), student.user)
    assert (item.object, list(item.moves)) == (application, ["accept"])


def test_grants_of_an_application(application, student, hr, supervisor, coordinator, internship_office):
    held = {
        name: {
            codename
            for codename in ("view_application", "answer_application", "decide_application")
            if user.has_perm(codename, application)
        }
        for name, user in {
            "student": student.user,
            "hr": hr,
            "supervisor": supervisor,
            "coordinator": coordinator,
            "office": internship_office,
        }.items()
    }

    assert held == {
        "student": {"view_application", "answer_application"},
        "hr": {"view_application", "decide_application"},
        "supervisor": {"view_application"},
        "coordinator": {"view_application"},
        "office": {"view_application"},
    }
    assert policy.stored(application) == policy.wanted(application)


def test_the_audit_finds_nothing_in_an_honest_log(application, hr):
    transitions.perform(application, "shortlist", by=hr)
    audit.sign_root()

    assert list(audit.findings([Application])) == []


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        (lambda rows: rows.filter(seq=2)._raw_delete("default"), "is missing"),
        (lambda rows: QuerySet.update(rows.filter(seq=2), reason="other words"), "was changed"),
        (lambda rows: rows.filter(seq=3)._raw_delete("default"), "its log ends in"),
    ],
)
def test_the_audit_finds_what_was_tampered_with(application, hr, tamper, finding):
    transitions.perform(application, "shortlist", by=hr)
    transitions.perform(application, "invite", by=hr)

    tamper(TransitionLog.objects.filter(object_id=application.pk, content_type__model="application"))

    assert any(finding in sentence for sentence in audit.findings([Application]))
