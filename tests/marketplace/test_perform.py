"""`perform`: one winner, reasons, the clock; and that the stored grants can be checked and repaired."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from marketplace import policy, transitions
from marketplace.models import Enterprise, EnterpriseGroupPermission, TransitionLog
from marketplace.transitions import Via
from recruitment.models import Application
from tests import factories


def outcome(call):
    try:
        call()
    except (ValidationError, PermissionDenied) as error:
        return getattr(error, "code", "denied")
    return "done"


@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_clicks_one_wins(operator):
    enterprise = factories.EnterpriseFactory(state="applied")
    together, outcomes = threading.Barrier(2), []

    def click():
        mine = Enterprise.objects.get(pk=enterprise.pk)
        together.wait()
        outcomes.append(outcome(lambda: transitions.perform(mine, "verify", by=operator)))
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "wrong_state"]
    assert TransitionLog.objects.filter(object_id=enterprise.pk, action="verify").count() == 1


def test_a_stale_page_changes_nothing(operator):
    enterprise = factories.EnterpriseFactory(state="applied")
    stale = Enterprise.objects.get(pk=enterprise.pk)
    transitions.perform(enterprise, "reject", by=operator, reason="no licence")

    assert outcome(lambda: transitions.perform(stale, "verify", by=operator)) == "wrong_state"

    enterprise.refresh_from_db()
    assert (enterprise.state, stale.state) == ("rejected", "applied")


@pytest.mark.parametrize(("reason", "expected"), [("", "reason_required"), (" \n", "reason_required"), ("x", "done")])
def test_a_move_that_wants_words_gets_them(operator, enterprise, reason, expected):
    assert outcome(lambda: transitions.perform(enterprise, "suspend", by=operator, reason=reason)) == expected


def test_only_the_clock_lets_an_offer_lapse(application, hr):
    transitions.perform(application, "shortlist", by=hr)
    transitions.perform(application, "offer", by=hr)
    assert outcome(lambda: transitions.perform(application, "lapse", by=hr)) == "denied"

    log = transitions.perform(application, "lapse", by=None)

    assert (application.state, log.via, log.by) == ("lapsed", Via.CLOCK, None)


def test_the_clock_makes_no_move_of_people(application):
    assert outcome(lambda: transitions.perform(application, "shortlist", by=None)) == "denied"


def test_a_person_who_left_moves_nothing(enterprise, operator):
    operator.is_active = False

    assert outcome(lambda: transitions.perform(enterprise, "suspend", by=operator, reason="x")) == "denied"


def test_when_a_move_is_due(operator):
    enterprise = factories.EnterpriseFactory(state="applied")
    assert enterprise.due_at == enterprise.state_at + timedelta(days=3)

    transitions.perform(enterprise, "verify", by=operator)
    assert enterprise.due_at is None

    at = timezone.now()
    transitions.perform(enterprise, "suspend", by=operator, reason="x", due_at=at)
    enterprise.refresh_from_db()
    assert enterprise.due_at == at


def test_the_log_tells_who_did_what_by_which_way(application, hr):
    transitions.perform(application, "invite", by=hr, via=Via.LINK, reason="Tuesday", data={"place": "here"})

    *_, row = transitions.history(application)
    assert (row.seq, row.action, row.source, row.target) == (2, "invite", "submitted", "interviewing")
    assert (row.by, row.via, row.reason, row.data) == (hr, "link", "Tuesday", {"place": "here"})


@pytest.mark.parametrize("count", [1, 30])
def test_the_buttons_of_many_rows_cost_the_same(position, hr, count, django_assert_num_queries):
    for _ in range(count):
        factories.ApplicationFactory(position=position)
    rows = list(Application.objects.all())

    with django_assert_num_queries(1):
        found = transitions.available(rows, hr)

    assert [list(moves) for _, moves in found] == [["shortlist", "invite", "reject"]] * count


def test_drifted_grants_are_named_and_repaired(application, hr, stranger, capsys):
    call_command("check_grants")
    grant = EnterpriseGroupPermission.objects.filter(permission__codename="change_enterprise").first()
    grant.group = factories.organisations.group_for(factories.Role.OPERATOR)
    EnterpriseGroupPermission.objects.filter(pk=grant.pk).delete()

    with pytest.raises(CommandError, match="1 objects have other grants"):
        call_command("check_grants")
    call_command("check_grants", repair=True)
    call_command("check_grants")

    assert f"marketplace.Enterprise {grant.content_object_id}" in capsys.readouterr().out
    assert policy.stored(grant.content_object) == policy.wanted(grant.content_object)
