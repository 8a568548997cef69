import pytest
from django.db.models import QuerySet

from marketplace import audit, policy, todo, transitions
from marketplace.models import TransitionLog
from recruitment.models import Application
from recruitment.states import APPLICATION_MOVES
from recruitment.states import ApplicationState as A
from tests.attempts import attempted

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
def test_an_application_moves_only_as_the_table_says(application, actors, actor):
    cells = [(action, state) for action in APPLICATION_MOVES for state in A]

    done = attempted(application, cells, by=actors[actor])

    assert done == {
        (action, state): ((actor, action, state) in ALLOWED, ALLOWED.get((actor, action, state), state))
        for action, state in cells
    }


@pytest.mark.parametrize("actor", ["student", "hr", "supervisor", "stranger"])
def test_the_buttons_offered_are_the_moves_allowed(application, actors, actor):
    offered = set()
    for application.state in A:
        [(_, moves)] = transitions.available([application], actors[actor])
        offered |= {(actor, action, application.state) for action in moves}

    assert offered == {cell for cell in ALLOWED if cell[0] == actor}


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
