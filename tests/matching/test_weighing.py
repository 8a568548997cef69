"""The weights of a standard are tried before they are saved."""

import pytest
from django.urls import reverse

from marketplace.models import LawCheck
from matching import services, weighing
from matching.models import Score
from recruitment import services as recruitment
from recruitment.models import SkillRequirement
from tests import factories


@pytest.fixture
def rivals(position, skills, crowd, attest):
    """Two applicants: the first has the first skill at 3, the second the second one; five others have nothing."""
    SkillRequirement.objects.update(must=True)
    first, second, *_ = crowd(7)
    attest(first, skills[0], 3)
    attest(second, skills[1], 3)
    for each in (first, second):
        factories.ApplicationFactory(position=position, student=each)
    services.rescore_position(position.pk)
    return first, second


def address(position):
    return reverse("matching:weights", args=[position.pk])


def weights(skills, first, second, action="try"):
    return {f"weight-{skills[0].pk}": first, f"weight-{skills[1].pk}": second, "action": action}


def test_weights_move_the_order_and_nothing_is_stored(position, rivals, skills, hr):
    stored = list(Score.objects.order_by("pk").values_list("score", "rank"))

    orders = [
        [place.application.student for place in weighing.reorder(position, hr, wanted) if place.application]
        for wanted in ({skills[0].pk: 5, skills[1].pk: 1}, {skills[0].pk: 1, skills[1].pk: 5})
    ]

    assert orders == [list(rivals), list(reversed(rivals))]
    assert list(Score.objects.order_by("pk").values_list("score", "rank")) == stored


def test_the_page_says_who_moves_before_it_is_saved(client, position, rivals, skills, hr):
    SkillRequirement.objects.filter(skill=skills[0]).update(weight=5)
    client.force_login(hr)

    page = client.post(address(position), weights(skills, 1, 5))

    ups = {place.application.student: place.up for place in page.context["places"] if place.application}
    assert (ups, len(page.context["moved"])) == ({rivals[0]: -1, rivals[1]: 1}, 2)
    assert "PLC programming: 5 → 1" in page.content.decode()
    assert SkillRequirement.objects.get(skill=skills[0]).weight == 5


def test_htmx_gets_the_order_alone(client, position, rivals, skills, hr):
    client.force_login(hr)

    part = client.post(address(position), weights(skills, 1, 5), headers={"hx-request": "true"}).content.decode()

    assert part.strip().startswith('<div id="order"')


def test_saving_changes_the_weights_alone_and_ranks_again(client, position, rivals, skills, hr):
    client.force_login(hr)
    kept = list(SkillRequirement.objects.order_by("pk").values_list("skill", "level", "must"))

    answer = client.post(address(position), weights(skills, 1, 5, "save"))

    assert answer.status_code == 302
    assert list(SkillRequirement.objects.order_by("pk").values_list("skill", "level", "must")) == kept
    assert dict(SkillRequirement.objects.values_list("skill", "weight")) == {skills[0].pk: 1, skills[1].pk: 5}
    assert Score.objects.get(student=rivals[1]).rank == 1


def test_the_same_weights_saved_again_write_nothing(client, position, rivals, skills, hr):
    client.force_login(hr)
    answers = []
    for _ in range(2):
        answers.append(client.post(address(position), weights(skills, 1, 5, "save")).status_code)
        answers.append(LawCheck.objects.filter(object_id=position.pk).count())

    assert answers == [302, 1, 302, 1]


@pytest.mark.parametrize("weight", ["0", "6", "x", ""])
def test_a_weight_that_is_none_is_refused_with_the_message_at_the_field(client, position, rivals, skills, hr, weight):
    client.force_login(hr)

    answer = client.post(address(position), weights(skills, weight, 5, "save"))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [f"weight-{skills[0].pk}"])
    assert set(SkillRequirement.objects.values_list("weight", flat=True)) == {3}


def test_of_a_closed_position_the_page_says_why_not(client, position, rivals, skills, hr):
    recruitment.close(position, by=hr)
    client.force_login(hr)

    answer = client.post(address(position), weights(skills, 1, 5, "save"))

    assert (answer.status_code, "The position is not open" in answer.content.decode()) == (409, True)
    assert set(SkillRequirement.objects.values_list("weight", flat=True)) == {3}


def test_a_position_without_a_standard_says_what_to_do(client, position, hr):
    SkillRequirement.objects.all().delete()
    client.force_login(hr)

    assert "Write a skill standard" in client.get(address(position)).content.decode()


def test_only_who_manages_the_position_moves_weights(client, position, hr, stranger, student, supervisor):
    found = []
    for user in (stranger, student.user, supervisor, hr):
        client.force_login(user)
        found.append((client.get(address(position)).status_code, client.post(address(position)).status_code))

    assert found == [(404, 404), (404, 404), (404, 404), (200, 422)]


@pytest.mark.parametrize("count", [6, 20])
def test_the_order_costs_the_same_for_few_and_for_many(client, position, hr, crowd, django_assert_num_queries, count):
    for each in crowd(count)[:4]:
        factories.ApplicationFactory(position=position, student=each)
    services.rescore_position(position.pk)
    client.force_login(hr)
    client.get(address(position))

    with django_assert_num_queries(16):
        client.get(address(position))
