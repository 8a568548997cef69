"""The clock: a step that fails is named and logged, and the others are taken all the same."""

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from config.management.commands.tick import Command
from internships.services import clock

STEPS = [
    "requeue", "forget_sent_forms", "expire_positions", "lapse_offers", "lapse_invitations", "rank_at_night",
    "lapse_recommendations", "train_when_due", *clock.STEPS, "send_digests", "sign_root",
]  # fmt: skip


@pytest.mark.parametrize("broken", STEPS)
def test_a_failing_step_does_not_skip_the_others(db, monkeypatch, caplog, broken):
    taken = []

    def step(name):
        def take():
            taken.append(name)
            if name == broken:
                raise RuntimeError("the disk is full")

        return take

    monkeypatch.setattr(Command, "steps", lambda self: {name: step(name) for name in STEPS})

    with pytest.raises(CommandError, match=f"failed: {broken}$"):
        call_command("tick")
    assert taken == STEPS
    assert f"tick: {broken} failed" in caplog.text


def test_a_clock_without_faults_ends_well_twice(db):
    call_command("tick")
    call_command("tick")


def test_the_steps_of_an_hour_are_taken_once_in_it(db):
    assert list(Command().steps()) == STEPS
    assert list(Command().steps()) == [name for name in STEPS if name not in clock.STEPS]

    cache.delete("internship-clock")
    assert list(Command().steps()) == STEPS
