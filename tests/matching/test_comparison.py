"""Two to four candidates side by side, and the reasons of one without a name."""

import pytest
from django.urls import reverse

from marketplace.models import PersonalDataView
from matching import comparison, others
from tests import factories


@pytest.fixture
def applied(scored, student):
    return factories.ApplicationFactory(position=scored, student=student)


@pytest.fixture
def keys(applied):
    """An applicant and two others, as the list names them."""
    return [f"a{applied.pk}", *(card.pseudonym for card in others.of(applied.position)[:2])]


def compared(client, position, keys):
    return client.get(reverse("matching:compare", args=[position.pk]), {"c": keys})


def test_levels_stand_side_by_side(client, hr, scored, student, keys, skills):
    client.force_login(hr)

    columns = compared(client, scored, keys).context["comparison"]

    rows = [(head.line.skill, [cell.line.level for cell in cells]) for head, cells in columns.skills]
    assert [column.name for column in columns.columns] == [student.user.name, *sorted(keys[1:], key=keys.index)]
    assert rows == [(skills[0].pk, [3.0, 0.0, 0.0]), (skills[1].pk, [0.0, 0.0, 0.0])]


def test_parts_stand_side_by_side_and_none_is_lost(client, hr, scored, keys):
    client.force_login(hr)

    columns = compared(client, scored, keys).context["comparison"]

    assert len(columns.parts) == len(columns.columns[0].card.parts)
    assert {len(cells) for _label, cells in columns.parts} == {3}


def test_the_page_names_nobody_who_has_not_applied(client, hr, scored, keys, student):
    client.force_login(hr)

    page = compared(client, scored, keys).content.decode()

    named = [card.score.student.user.name in page for card in others.of(scored)]
    assert (student.user.name in page, any(named)) == (True, False)


def test_a_look_at_an_applicant_is_kept(client, hr, scored, keys, student):
    client.force_login(hr)

    compared(client, scored, keys)

    assert list(PersonalDataView.objects.values_list("viewer", "student", "what")) == [(hr.pk, student.pk, "candidate")]


@pytest.mark.parametrize(
    ("keys", "told"), [([], "Two or more"), (["ABCDE"], "Two or more"), ([*"vwxyz"], "Too many to compare")]
)
def test_too_few_and_too_many_are_told(client, hr, scored, keys, told):
    client.force_login(hr)

    answer = compared(client, scored, keys)

    assert (answer.status_code, told in answer.content.decode()) == (200, True)


def test_an_applicant_of_another_position_is_left_out(hr, scored, applied):
    elsewhere = factories.ApplicationFactory(position=factories.PositionFactory(created_by=hr))

    found = comparison.compare(scored, hr, [f"a{applied.pk}", f"a{elsewhere.pk}", "a", "a1" * 20])

    assert [column.application for column in found.columns] == [applied]


def test_one_without_a_name_has_reasons_and_no_words(client, hr, scored, student):
    pseudonym = next(card.pseudonym for card in others.of(scored) if card.score.student_id == student.pk)
    client.force_login(hr)

    page = client.get(reverse("matching:candidate", args=[scored.pk, pseudonym])).content.decode()

    assert "strongest: PLC programming, level 3 (confirmed)" in page
    assert (student.user.name in page, "Words in common:" in page) == (False, False)


@pytest.mark.parametrize("url", ["compare", "candidate"])
def test_only_who_manages_the_position_sees_it(client, scored, hr, stranger, student, supervisor, url):
    pseudonym = others.of(scored)[:1][0].pseudonym
    args = [scored.pk, pseudonym] if url == "candidate" else [scored.pk]
    found = []
    for user in (stranger, student.user, supervisor, hr):
        client.force_login(user)
        found.append(client.get(reverse(f"matching:{url}", args=args)).status_code)

    assert found == [404, 404, 404, 200]


def test_who_has_applied_is_no_longer_found_under_the_pseudonym(client, hr, scored, student):
    pseudonym = next(card.pseudonym for card in others.of(scored) if card.score.student_id == student.pk)
    factories.ApplicationFactory(position=scored, student=student)
    client.force_login(hr)

    assert client.get(reverse("matching:candidate", args=[scored.pk, pseudonym])).status_code == 404


@pytest.mark.parametrize("count", [2, 4])
def test_a_comparison_costs_the_same_for_two_and_for_four(
    client, hr, scored, student, crowd, django_assert_num_queries, count
):
    for each in crowd(4):
        factories.ApplicationFactory(position=scored, student=each)
    keys = [card.pseudonym for card in others.of(scored)[: count // 2]]
    keys += [f"a{pk}" for pk in scored.applications.values_list("pk", flat=True)[: count // 2]]
    client.force_login(hr)
    compared(client, scored, keys)

    with django_assert_num_queries(11):
        compared(client, scored, keys)
