"""待我处理: what waits for whom, in which order, at which price."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace import todo, transitions
from marketplace.models import Enterprise
from tests import factories

WAITING = {"state": "applied"}


def unverified(count=1):
    return [factories.EnterpriseFactory(**WAITING) for _ in range(count)]


@pytest.mark.parametrize("count", [1, 100])
def test_the_page_costs_the_same_for_any_number(operator, as_, count, django_assert_num_queries):
    unverified(count)
    client = as_(operator)
    client.get(reverse("marketplace:todo_list"))

    with django_assert_num_queries(6):
        answer = client.get(reverse("marketplace:todo_list"))

    assert len(answer.context["items"]) == min(count, 25)


@pytest.mark.parametrize("count", [1, 30])
def test_counting_and_listing_cost_two_queries_each(operator, count, django_assert_num_queries):
    unverified(count)

    with django_assert_num_queries(2):
        assert todo.count(operator) == count
    with django_assert_num_queries(2):
        assert len(list(todo.waiting_for(operator))) == count


def test_first_comes_what_is_due_first_and_last_what_has_no_date(operator):
    now = timezone.now()
    late, soon, never = unverified(3)
    for enterprise, due in ((late, now - timedelta(days=1)), (soon, now + timedelta(days=1)), (never, None)):
        Enterprise.objects.filter(pk=enterprise.pk).update(due_at=due)

    items = todo.items(todo.waiting_for(operator), operator)

    assert [item.object for item in items] == [late, soon, never]


def test_an_item_names_the_moves_its_person_may_make_and_no_others(operator, enterprise):
    [waiting] = unverified()

    [item] = todo.items(todo.waiting_for(operator), operator)

    assert (item.object, list(item.moves), item.path) == (waiting, ["verify"], waiting.get_absolute_url())


def test_no_row_makes_no_query(operator, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert todo.items([], operator) == []


def test_a_superuser_has_only_what_was_given_to_them(operator):
    unverified()
    chief = factories.UserFactory(is_superuser=True)

    assert (todo.count(operator), todo.count(chief)) == (1, 0)


def test_nothing_waits_for_a_stranger(stranger, application):
    unverified()

    assert todo.count(stranger) == 0


def test_whose_turn_it_is_is_said_by_the_same_table(operator):
    [waiting] = unverified()
    hr = factories.member(factories.Role.HR, waiting)
    assert {action: list(holders) for action, holders in todo.awaited_of(waiting).items()} == {"verify": [operator]}

    transitions.perform(waiting, "reject", by=operator, reason="no licence")

    assert {action: list(holders) for action, holders in todo.awaited_of(waiting).items()} == {"reapply": [hr]}


def test_two_roles_for_one_move_make_one_row(operator, application, hr):
    application.position.enterprise.refresh_from_db()
    factories.organisations.add_member(hr, factories.Role.MENTOR, application.position.enterprise)

    assert [row["pk"] for row in todo.waiting_for(hr) if row["machine"] == "recruitment.application"] == [
        application.pk
    ]


def test_the_second_page_goes_on_where_the_first_ended(operator, as_):
    unverified(30)
    client = as_(operator)

    pages = [client.get(reverse("marketplace:todo_list"), {"page": page}).context["items"] for page in (1, 2)]

    assert [len(items) for items in pages] == [25, 5]
    assert len({item.object for items in pages for item in items}) == 30


def test_the_badge_says_how_many(operator, as_):
    unverified(3)

    assert as_(operator).get(reverse("marketplace:todo_badge")).context["count"] == 3
