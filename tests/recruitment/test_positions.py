from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from marketplace import policy, transitions
from marketplace.law import store
from marketplace.models import Notice, TransitionLog
from recruitment import services
from recruitment.models import Position
from recruitment.states import POSITION_MOVES
from recruitment.states import PositionState as P
from tests.attempts import attempted
from tests.recruitment.conftest import lawful

ALLOWED = {
    ("hr", "open", P.DRAFT): P.OPEN,
    ("hr", "close", P.OPEN): P.CLOSED,
    ("hr", "reopen", P.CLOSED): P.OPEN,
    ("clock", "expire", P.OPEN): P.CLOSED,
}


@pytest.mark.parametrize("actor", ["hr", "mentor", "operator", "student", "stranger", "clock"])
def test_a_position_moves_only_as_the_table_says(request, position, actor):
    user = None if actor == "clock" else request.getfixturevalue(actor)
    user = getattr(user, "user", user)
    cells = [(action, state) for action in POSITION_MOVES for state in P]

    done = attempted(position, cells, by=user)

    assert done == {
        (action, state): ((actor, action, state) in ALLOWED, ALLOWED.get((actor, action, state), state))
        for action, state in cells
    }


def test_grants_of_a_position(position, hr, mentor, operator, stranger, student):
    position.mentor = mentor
    position.save()
    policy.sync(position)

    people = {"hr": hr, "mentor": mentor, "operator": operator, "stranger": stranger, "student": student.user}
    held = {
        name: {codename for codename in ("view_position", "change_position") if user.has_perm(codename, position)}
        for name, user in people.items()
    }

    assert held == {
        "hr": {"view_position", "change_position"},
        "mentor": {"view_position"},
        "operator": {"view_position"},
        "stranger": set(),
        "student": set(),
    }
    assert policy.stored(position) == policy.wanted(position)


def test_a_draft_has_its_standard_its_grants_and_its_first_log_row(enterprise, hr, major, skill):
    position = services.create_position(
        enterprise,
        by=hr,
        majors=[major],
        standard=[{"skill": skill, "level": 4, "must": False, "weight": 2}],
        **lawful(),
    )

    assert (position.state, list(position.majors.all())) == (P.DRAFT, [major])
    assert list(position.skill_standard.values_list("skill", "level", "must", "weight")) == [(skill.pk, 4, False, 2)]
    assert [log.action for log in transitions.history(position)] == ["create"]
    assert policy.stored(position) == policy.wanted(position)


def test_hr_of_another_enterprise_cannot_create_here(enterprise, stranger):
    with pytest.raises(PermissionDenied):
        services.create_position(enterprise, by=stranger, **lawful())


def test_the_skill_standard_becomes_what_was_given(draft, hr, skill):
    services.change_position(draft, by=hr, standard=[{"skill": skill, "level": 2}])
    services.change_position(draft, by=hr, standard=[{"skill": skill, "level": 5, "must": False, "weight": 1}])

    assert list(draft.skill_standard.values_list("level", "must", "weight")) == [(5, False, 1)]


def test_publishing_opens_the_position_and_keeps_what_the_law_said(draft, hr):
    services.publish(draft, by=hr)

    draft.refresh_from_db()
    assert (draft.state, draft.opened_at is not None) == (P.OPEN, True)
    assert {finding.outcome for finding in store.findings_of(store.kept(draft))} <= {"pass", "not_applicable"}


def test_publishing_twice_is_one_effect(draft, hr):
    services.publish(draft, by=hr)
    services.publish(draft, by=hr)

    assert [log.action for log in transitions.history(draft)] == ["create", "open"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("labour_grade", 3, "L8"), ("fees_cny", 1, "L11"), ("agency", True, "L7"), ("minor_taboo", None, "L4"),
        ("night_shift", None, "L9"), ("pay_in_kind", True, "L10"), ("pay_through_third_party", True, "L10"),
    ],
)  # fmt: skip
def test_what_nobody_may_let_pass_blocks_publishing(draft, hr, field, value, code):
    services.change_position(draft, by=hr, **{field: value})

    with pytest.raises(ValidationError) as caught:
        services.publish(draft, by=hr)

    assert caught.value.code == "law_blocks"
    assert [finding.code for finding in caught.value.params["findings"]] == [code]
    assert Position.objects.get(pk=draft.pk).state == P.DRAFT


def test_a_soft_rule_wants_a_reason_and_keeps_it(draft, hr):
    services.change_position(draft, by=hr, pay_cny_per_month=3999)

    with pytest.raises(ValidationError) as caught:
        services.publish(draft, by=hr)
    services.publish(draft, by=hr, reasons={"L10": ("第一个月为培训期", "")})

    assert (caught.value.code, [finding.code for finding in caught.value.params["findings"]]) == (
        "law_reasons",
        ["L10"],
    )
    assert store.kept(draft).overrides == [
        {
            "code": "L10", "role": "hr", "reason": "第一个月为培训期", "filing_no": "", "school": None,
            "by": hr.pk, "by_name": hr.display_name,
        }
    ]  # fmt: skip


def test_an_open_position_cannot_be_changed_into_an_unlawful_one(open_position, hr):
    with pytest.raises(ValidationError) as caught:
        services.change_position(open_position, by=hr, overtime=True)

    assert caught.value.code == "law_release"
    assert Position.objects.get(pk=open_position.pk).overtime is False


def test_a_position_of_an_unverified_enterprise_is_not_published(draft, hr):
    draft.enterprise.state = "suspended"

    with pytest.raises(ValidationError) as caught:
        services.publish(draft, by=hr)

    assert caught.value.code == "not_verified"


def test_a_position_closes_by_itself_after_its_last_day(open_position, hr):
    services.expire_positions()
    assert Position.objects.get().state == P.OPEN

    Position.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert (services.expire_positions(), services.expire_positions()) == (1, 0)

    log = TransitionLog.objects.get(action="expire")
    assert (Position.objects.get().state, log.by, log.via) == (P.CLOSED, None, "clock")
    assert list(Notice.objects.filter(user=hr).values_list("kind", flat=True)) == ["position_closed"]


def test_a_closed_position_opens_again(open_position, hr):
    services.close(open_position, by=hr)
    services.reopen(open_position, by=hr)

    assert [log.action for log in transitions.history(open_position)] == ["create", "open", "close", "reopen"]


@pytest.mark.parametrize("verb", [services.publish, services.close, services.reopen])
def test_a_stranger_moves_nothing(open_position, stranger, verb):
    with pytest.raises(PermissionDenied):
        verb(open_position, by=stranger)
