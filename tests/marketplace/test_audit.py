"""Whoever changes the past by hand is found: 300 random manipulations of single rows, and the larger ones."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import QuerySet
from django.test import override_settings
from django.utils import timezone

from marketplace import audit, chain, transitions
from marketplace.models import AuditRoot, Enterprise, TransitionLog
from tests import factories

ROWS = TransitionLog.objects
FIELDS = {
    "action": "verified",
    "source": "",
    "target": "suspended",
    "by_id": None,
    "via": "link",
    "reason": "other words",
    "salt": "f" * 32,
    "data": {"pay": 1},
    "seq": 40,
    "previous_hash": "0" * 64,
    "hash": "0" * 64,
    "object_id": 10**9,
}


@pytest.fixture
def log(operator):
    """Seven enterprises with a history, under two roots; nothing is signed after the second."""
    for number in range(7):
        enterprise = factories.EnterpriseFactory()
        for round_ in range(number % 3):
            transitions.perform(enterprise, "suspend", by=operator, reason=f"reason {round_}", data={"n": number})
            transitions.perform(enterprise, "reinstate", by=operator)
        if number == 4:
            audit.sign_root()
    audit.sign_root()
    assert found() == []
    return list(ROWS.order_by("pk"))


def found():
    return list(audit.findings([Enterprise]))


def overwrite(row, **values):
    QuerySet.update(ROWS.filter(pk=row.pk), **values)


def change(dice, rows):
    name, value = dice.choice(list(FIELDS.items()))
    row = dice.choice([row for row in rows if getattr(row, name) != value])
    overwrite(row, **{name: value})


def delete(dice, rows):
    ROWS.filter(pk=dice.choice(rows).pk)._raw_delete("default")


def insert(dice, rows):
    row = dice.choice(rows)
    row.pk, row.seq = None, row.seq + 100
    row.save(force_insert=True)


def swap(dice, rows):
    one, other = dice.sample(rows, 2)
    contents = [{name: getattr(row, name) for name in ("reason", "salt", "at", "hash")} for row in (one, other)]
    overwrite(one, **contents[1])
    overwrite(other, **contents[0])


def truncate(dice, rows):
    victim = dice.choice(rows)
    ROWS.filter(object_id=victim.object_id, seq__gte=victim.seq)._raw_delete("default")


def delay(dice, rows):
    row = dice.choice(rows)
    overwrite(row, at=row.at + timezone.timedelta(microseconds=1))


@pytest.mark.parametrize("tamper", [change, delete, insert, swap, truncate, delay])
def test_fifty_random_manipulations_are_all_found(log, tamper):
    missed = []
    for seed in range(50):
        with transaction.atomic():
            tamper(random.Random(seed), list(ROWS.order_by("pk")))
            missed += [] if found() else [seed]
            transaction.set_rollback(True)

    assert (missed, found()) == ([], [])


def rehash(rows):
    """What somebody with the database and this code, but without the key, would do after a change."""
    before = ""
    for row in rows:
        row.previous_hash = before
        before = row.hash = chain.digest(row)
        overwrite(row, previous_hash=row.previous_hash, hash=row.hash, reason=row.reason)


def test_a_chain_written_anew_is_found_by_the_root(log):
    rows = list(ROWS.filter(object_id=max(log, key=lambda row: row.seq).object_id).order_by("seq"))
    rows[1].reason = "a kinder reason"
    rehash(rows)

    [finding] = found()
    assert "is not the one that was signed" in finding


def test_a_chain_removed_with_its_object_is_found_by_the_root(log):
    ROWS.filter(object_id=log[0].object_id)._raw_delete("default")
    Enterprise.objects.filter(pk=log[0].object_id).delete()

    assert len(found()) == 1


def test_a_state_set_by_hand_is_found(log):
    Enterprise.objects.filter(pk=log[0].object_id).update(state="suspended")

    assert found() == [f"marketplace.Enterprise {log[0].object_id}: is suspended, its log ends in verified"]


def test_a_root_signed_with_another_key_is_found(log):
    with override_settings(AUDIT_SIGNING_KEY="another"):
        sentences = found()

    assert [sentence.split(": ", 1)[1] for sentence in sentences] == ["its signature is not ours"] * 2


def test_a_missing_root_is_found_by_the_one_after_it(log):
    AuditRoot.objects.filter(pk=AuditRoot.objects.order_by("pk").first().pk)._raw_delete("default")

    assert len(found()) == 2


def test_a_root_covers_the_rows_since_the_one_before(log, operator):
    transitions.perform(factories.EnterpriseFactory(), "suspend", by=operator, reason="late")

    root = audit.sign_root()

    assert (root.chains, root.last_id) == (1, log[-1].pk + 2)


def test_a_second_root_without_news_is_sound(log):
    assert audit.sign_root().chains == 0
    assert found() == []


@pytest.mark.parametrize("change", [lambda rows: rows.update(reason="x"), lambda rows: rows.delete()])
def test_the_application_itself_cannot_change_the_log(log, change):
    with pytest.raises(TypeError, match="append-only"):
        change(ROWS.all())


def test_the_command_names_what_it_finds_and_fails(log, capsys):
    call_command("check_audit")
    overwrite(log[3], reason="x")

    with pytest.raises(CommandError, match=r"\d findings"):
        call_command("check_audit")

    assert f"{log[3]}: was changed" in capsys.readouterr().out
