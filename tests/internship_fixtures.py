"""Things of an internship with story names; people come from conftest."""

import pytest

from internships import services
from internships.services.agreements import ask_consent, write_agreement
from internships.services.gates import open_gates
from tests import internship_factories as f


@pytest.fixture
def plan(student):
    return f.PlanFactory()


@pytest.fixture
def placement(application, mentor, plan):
    """At work since ten weeks; `student`, `mentor`, `hr`, `supervisor`, `coordinator` are its people."""
    return f.PlacementFactory(application=application, mentor=mentor, plan=plan)


@pytest.fixture
def prepared(application, mentor, plan):
    """Before its first day, with every gate open and nothing done."""
    placement = f.PlacementFactory(application=application, mentor=mentor, plan=plan, state="planned", started_on=None)
    write_agreement(placement, by=application.student.user)
    open_gates(placement, by=application.student.user)
    return placement


@pytest.fixture
def agreement(prepared):
    return prepared.agreement


@pytest.fixture
def signature(prepared):
    """The student's."""
    return prepared.agreement.signatures.get(party="student")


@pytest.fixture
def consent(prepared):
    return ask_consent(prepared, by=prepared.student.user)


@pytest.fixture
def insurance(prepared):
    return prepared.insurances.get()


@pytest.fixture
def safety(prepared):
    return prepared.safety


@pytest.fixture
def log(placement):
    """Last week's, submitted and waiting for mentor and supervisor."""
    return f.submitted(f.WeeklyLogFactory(placement=placement))


@pytest.fixture
def confirmation(log):
    return log.confirmation


@pytest.fixture
def entry(log):
    return log.entries.first()


@pytest.fixture
def sheet(placement):
    return services.open_grading(placement)


@pytest.fixture
def school_score(sheet):
    return sheet.scores.get(side="school")


@pytest.fixture
def enterprise_score(sheet):
    return sheet.scores.get(side="enterprise")


@pytest.fixture
def incident(placement):
    by = placement.student.user
    return services.report_incident(placement, by=by, kind="hours", happened_on=placement.starts_on, words="夜班")


@pytest.fixture
def leave(placement):
    by = placement.student.user
    return services.request_leave(placement, by=by, kind="sick", from_on=placement.starts_on, to_on=placement.starts_on)


@pytest.fixture
def early_end(placement):
    by = placement.student.user
    return services.request_early_end(placement, by=by, kind="health", last_on=placement.starts_on, words="生病")


@pytest.fixture
def partner(placement):
    return placement.plan.partners.get()


@pytest.fixture
def guardian(student):
    """The student's guardian: no account, links alone."""
    return f.guardian_of(student)
