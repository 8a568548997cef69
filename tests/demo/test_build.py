from functools import cache

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone

from config.demo.build import exists
from config.demo.personas import PERSONAS
from marketplace import audit, policy, todo, turns
from marketplace.law import check, store
from marketplace.models import LawCheck, Stateful, Student, TransitionLog, User
from recruitment.models import Interview, Position
from search import checking, indexing, registry

MACHINES = [model for model in apps.get_models() if issubclass(model, Stateful)]
# The others have come to the end of what they wait for, or wait for nobody.
BUSY = {"hr", "applicant", "student", "mentor", "supervisor", "coordinator", "office", "leader", "affairs", "president",
        "guardian", "operator"}  # fmt: skip


def test_the_college_has_as_many_students_as_it_was_asked_for(college):
    assert abs(Student.objects.count() - college.size) < 10
    assert exists()


def test_every_state_of_every_machine_is_there(college):
    missing = {
        model.__name__: {target(move) for move in model.MOVES.values()}
        - set(model._base_manager.values_list("state", flat=True))
        for model in MACHINES
        if model._meta.app_label != "matching"  # what the matcher makes comes with its scores, after the build
    }

    assert {name: states for name, states in missing.items() if states} == {}


def target(move):
    return str(move.target)


def test_the_audit_finds_nothing(college):
    assert list(audit.findings(MACHINES)) == []


def test_everybody_holds_what_the_policies_say(college):
    wrong = [
        obj for model in policy.rules() for obj in model._base_manager.all() if policy.wanted(obj) != policy.stored(obj)
    ]

    assert wrong == []


def test_every_move_was_made_by_somebody_who_may_make_it(college):
    groups = {user: {group.pk for group in user.groups.all()} for user in User.objects.prefetch_related("groups")}
    wrong = []
    for model in MACHINES:
        for row, obj in moves_of(model):
            move = model.MOVES[row.action]
            if move.by_clock != (row.by is None) or (
                row.by and not holds(row.by, groups[row.by], move, obj.policy_object)
            ):
                wrong.append(str(row))

    assert wrong == []


def moves_of(model):
    objects = model._base_manager.select_related(*filter(None, [model.GUARD])).in_bulk()
    rows = TransitionLog.objects.filter(content_type=ContentType.objects.get_for_model(model)).exclude(action="create")
    return [(row, objects[row.object_id]) for row in rows.select_related("by")]


@cache
def stored(model, pk):
    return frozenset(policy.stored(model._base_manager.get(pk=pk)))


def holds(user, groups, move, guard):
    held = stored(type(guard), guard.pk)
    return (User, user.pk, move.codename) in held or any((Group, pk, move.codename) in held for pk in groups)


def test_nothing_was_done_in_the_future(college):
    assert TransitionLog.objects.filter(at__gt=timezone.now()).count() == 0


def test_each_chain_is_in_the_order_of_time(college):
    before, wrong = None, []
    for row in TransitionLog.objects.order_by("content_type_id", "object_id", "seq"):
        if before and row.seq > 1 and row.at < before.at:
            wrong.append(str(row))
        before = row

    assert wrong == []


def test_no_law_was_broken_and_every_doubt_has_its_reason(college):
    records = list(LawCheck.objects.all())
    open_ones = [
        record
        for record in records
        if check.blocking(store.findings_of(record))
        or len(check.needs_reason(store.findings_of(record))) != len(record.overrides)
    ]

    assert open_ones == []
    assert any(record.overrides for record in records)


def test_an_invitation_says_which_interview_it_is(college):
    row = TransitionLog.objects.filter(action="invite").first()

    assert Interview.objects.get(pk=row.data["interview"]).application_id == row.object_id


def test_every_persona_has_something_to_do(college):
    idle = [name for name in sorted(BUSY) if not todo.count(User.objects.get(username=name))]

    assert idle == []
    assert {persona.username for persona in PERSONAS} == BUSY


def test_the_index_of_the_college_agrees_with_its_database(college):
    indexing.rebuild()

    assert {kind: checking.check(kind).count for kind in registry.kinds()} == dict.fromkeys(registry.kinds(), 0)


def test_nobody_has_a_password(college):
    assert [user for user in User.objects.all()[:50] if user.has_usable_password()] == []


def test_there_is_history_of_three_terms(college):
    months = {
        (moment.year, moment.month)
        for moment in Position.objects.exclude(opened_at=None).values_list("opened_at", flat=True)
    }

    assert len(months) >= 5
    assert (
        timezone.localdate() - min(Position.objects.values_list("opened_at", flat=True).exclude(opened_at=None)).date()
    ).days > 500


def test_a_second_run_says_that_it_is_there(college, capsys):
    people = User.objects.count()

    call_command("demo")

    assert "nothing was changed" in capsys.readouterr().out
    assert User.objects.count() == people


@pytest.mark.parametrize("many", [0, 5, 400], ids=["what_waits_first", "mixed", "grants_first"])
def test_what_waits_is_what_was_granted_wherever_one_begins_to_look(college, many, monkeypatch):
    monkeypatch.setattr(turns, "MANY", many)
    monkeypatch.setattr(turns, "MANY_OF_ONE", many)
    turns.forget()

    for user in User.objects.filter(username__in=BUSY):
        granted = {
            (model._meta.label_lower, pk, codename)
            for model in todo.machines()
            for codename, states in turns.sources(model).items()
            for pk in policy.held(model.objects.filter(state__in=states), user, codename).values_list("pk", flat=True)
        }
        rows = todo.waiting_for(user)
        assert {(row["machine"], row["pk"], name) for row in rows for name in row["codenames"]} == granted, user
    turns.forget()
