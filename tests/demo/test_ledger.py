"""What the ledger writes in bulk is what the services write one by one."""

from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from config.demo.ledger import Ledger
from config.demo.people import Register
from config.demo.rows import insert
from marketplace import audit, chain, organisations, policy, transitions
from marketplace.models import Membership, TransitionLog, User
from marketplace.states import Role
from recruitment import services
from recruitment.models import Application
from recruitment.services.application import CONSENT_VERSION
from tests import factories


def told(application):
    """Its log without what differs between two objects: keys, times, salts, hashes."""
    rows = TransitionLog.objects.filter(object_id=application.pk, content_type__model="application").order_by("seq")
    return list(rows.values("seq", "action", "source", "target", "by", "via", "reason", "data"))


@pytest.fixture
def hr_of(position):
    return position.created_by


def test_an_application_in_bulk_has_the_rows_of_one_by_services(position, student, hr_of):
    mentor = factories.member(Role.MENTOR, position.enterprise)
    served = services.apply(position, student, by=student.user, consent_version=CONSENT_VERSION)
    services.shortlist(served, by=hr_of)
    terms = {"pay_cny_per_month": 4000, "starts_on": position.starts_on, "ends_on": position.ends_on, "mentor": mentor}
    services.offer(served, by=hr_of, **terms)
    services.decline(served, by=student.user, reason="太远")

    ledger, now = Ledger(), timezone.now()
    bulk = Application(
        position=position, student=student, consented_at=now, created_at=now, consent_version=CONSENT_VERSION
    )
    ledger.begin(bulk, by=student.user, at=now, data={"consent": CONSENT_VERSION})
    ledger.move(bulk, "shortlist", by=hr_of, at=now)
    ledger.move(bulk, "offer", by=hr_of, at=now, data={"pay": 4000})
    ledger.move(bulk, "decline", by=student.user, at=now, reason="太远")
    ledger.write([bulk])

    assert told(bulk) == told(served)
    assert policy.stored(bulk) == policy.stored(served)
    assert (bulk.state, bulk.due_at) == (served.state, served.due_at)
    assert list(audit.findings([Application])) == []


def test_the_ledger_refuses_a_move_that_the_state_does_not_allow(position, student):
    bulk = Application(position=position, student=student)

    with pytest.raises(ValueError, match="no accept in submitted"):
        Ledger().move(bulk, "accept", by=student.user, at=timezone.now())


def test_kept_rows_have_the_times_that_they_were_given(position, student):
    earlier = timezone.now() - timedelta(days=300)
    old = Application(position=position, student=student, consented_at=earlier, created_at=earlier)

    insert([old])

    assert Application.objects.get(pk=old.pk).created_at == earlier
    assert factories.ApplicationFactory().created_at > earlier


def test_due_dates_are_those_of_the_table(position, student):
    moment = timezone.now() - timedelta(days=3)
    bulk = Application(position=position, student=student)

    Ledger().begin(bulk, by=student.user, at=moment)

    assert bulk.due_at == transitions.due(bulk, "submitted", moment)


def test_people_are_admitted_as_members(enterprise):
    register = Register(world=FakeWorld(), chance=None)
    register.add(Role.HR, enterprise, "someone", name="某人")
    register.admit()
    someone, other = User.objects.get(username="someone"), factories.UserFactory()
    organisations.add_member(other, Role.HR, enterprise)

    fields = ("role", "group", "school", "department", "enterprise", "staff_no")
    assert Membership.objects.filter(user=someone).values(*fields).get() == (
        Membership.objects.filter(user=other).values(*fields).get()
    )
    assert list(someone.groups.all()) == list(other.groups.all())
    assert chain.rows(enterprise).count() == 1


class FakeWorld:
    """As much of a world as a register asks for."""

    def __init__(self):
        self.rounds = [SimpleNamespace(opens_on=timezone.localdate())]
        self.staff = defaultdict(list)
