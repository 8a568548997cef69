"""Who sees what: HR names of applicants and cards of the others, the student everything about themselves."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.models import PersonalDataView
from marketplace.states import EvidenceClass
from matching import lists, services
from matching.cards import pseudonym
from matching.models import Score
from recruitment.models import Application
from recruitment.states import ApplicationState
from tests import factories


def for_position(position):
    return reverse("matching:for_position", args=[position.pk])


def explanation(position, student):
    return reverse("matching:explanation", args=[position.pk, student.pk])


@pytest.fixture
def applied(scored, student):
    return factories.ApplicationFactory(position=scored, student=student)


def test_hr_sees_applicants_by_name_and_the_others_without(client, hr, scored, student, applied):
    client.force_login(hr)

    page = client.get(for_position(scored)).content.decode()

    others = [score.student for score in Score.objects.exclude(student=student).select_related("student__user")]
    assert student.user.name in page
    assert not [other.user.name for other in others if other.user.name in page]
    assert all(pseudonym(scored.pk, other.pk) in page for other in others)


def test_before_an_application_hr_sees_no_score(client, hr, scored, student):
    client.force_login(hr)

    page = client.get(for_position(scored)).content.decode()

    assert student.user.name not in page
    assert 'class="score"' not in page


def test_fewer_than_five_others_are_not_shown(scored, hr, student, applied):
    assert len(lists.of_position(scored, hr)["others"]) == 5

    Score.objects.exclude(student=student).first().student.delete()

    assert list(lists.of_position(scored, hr)["others"]) == []


def test_who_opts_out_disappears_from_the_list_and_the_count_of_hr(client, hr, scored, student, crowd):
    crowd(1)
    services.rescore_position(scored.pk)
    client.force_login(student.user)

    client.post(reverse("matching:opt_out"), {"out": "1"})

    found = lists.of_position(scored, hr)
    assert student.pk not in {card.score.student_id for card in found["others"]}
    assert (len(found["others"]), found["run"].ranked) == (6, 6)


def test_an_applicant_who_opts_out_is_still_there_to_be_read(client, hr, scored, student, applied):
    client.force_login(student.user)
    client.post(reverse("matching:opt_out"), {"out": "1"})

    assert lists.of_position(scored, hr)["applicants"][:] == [(applied, None)]


def test_opting_out_and_in_is_one_form_each_and_loses_nothing(client, scored, student):
    client.force_login(student.user)
    for out in ("1", "1", "0"):
        client.post(reverse("matching:opt_out"), {"out": out})

    student.refresh_from_db()
    assert not student.ranking_opt_out
    assert Score.objects.filter(student=student, rank=1).exists()


def test_a_student_sees_positions_with_reasons_and_what_would_raise_them(client, scored, student, skills):
    client.force_login(student.user)

    page = client.get(reverse("matching:for_student")).content.decode()

    assert scored.title in page
    assert "strongest: PLC programming, level 3 (confirmed)" in page
    assert "Drawing at level 2, with an exam or a certificate" in page


def test_a_student_whose_scores_were_never_computed_gets_them(client, position, student, skills, attest):
    attest(student, skills[0], 3, EvidenceClass.ASSESSED)
    client.force_login(student.user)

    client.get(reverse("matching:for_student"))

    assert [card.rank for card, _ in lists.of_student(student)] == [1]


def test_a_student_who_opted_out_gets_no_scores(client, scored, student):
    client.force_login(student.user)
    client.post(reverse("matching:opt_out"), {"out": "1"})

    assert client.get(reverse("matching:for_student")).context["pairs"] == []


def test_the_explanation_is_for_the_student_and_for_hr_after_an_application(client, scored, student, hr, stranger):
    def statuses():
        found = []
        for user in (student.user, hr, stranger, student.supervisor):
            client.force_login(user)
            found.append(client.get(explanation(scored, student)).status_code)
        return found

    assert statuses() == [200, 404, 404, 404]
    factories.ApplicationFactory(position=scored, student=student)
    assert statuses() == [200, 200, 404, 404]


@pytest.mark.parametrize(
    ("state", "days", "status"),
    [
        (ApplicationState.REJECTED, 29, 200),
        (ApplicationState.REJECTED, 31, 404),
        (ApplicationState.WITHDRAWN, 0, 404),
        (ApplicationState.ACCEPTED, 90, 200),
    ],
)
def test_how_long_hr_sees_the_reasons(client, hr, scored, student, applied, state, days, status):
    Application.objects.update(state=state, state_at=timezone.now() - timedelta(days=days))
    client.force_login(hr)

    assert client.get(explanation(scored, student)).status_code == status


def test_one_student_does_not_see_another(client, scored, student):
    other = Score.objects.exclude(student=student).first().student
    client.force_login(other.user)

    assert client.get(explanation(scored, student)).status_code == 404


def test_an_explanation_without_a_stored_score_is_computed(client, scored, student):
    stored = Score.objects.get(student=student).breakdown
    Score.objects.filter(student=student).delete()
    client.force_login(student.user)

    card = client.get(explanation(scored, student)).context["card"]

    assert card.breakdown.as_json()["parts"] == stored["parts"]
    assert card.rank == 1


@pytest.mark.parametrize("url", ["for_position", "position_rescore"])
def test_candidates_are_for_those_who_manage_the_position(client, scored, stranger, student, supervisor, hr, url):
    found = []
    for user in (stranger, student.user, supervisor, hr):
        client.force_login(user)
        method = client.get if url == "for_position" else client.post
        found.append(method(reverse(f"matching:{url}", args=[scored.pk])).status_code)

    assert found == [404, 404, 404, 200 if url == "for_position" else 302]


def test_the_page_of_students_is_not_there_for_others(client, hr):
    client.force_login(hr)

    assert client.get(reverse("matching:for_student")).status_code == 404
    assert client.post(reverse("matching:opt_out")).status_code == 404


def test_what_data_is_used_is_told_to_everybody(client, student):
    assert client.get(reverse("matching:why")).status_code == 200

    client.force_login(student.user)
    assert 'action="/matching/opt-out/"' in client.get(reverse("matching:why")).content.decode()


def test_htmx_gets_the_list_alone(client, hr, scored):
    client.force_login(hr)

    part = client.get(for_position(scored), headers={"hx-request": "true"}).content.decode()

    assert part.strip().startswith(f'<div id="matches-{scored.pk}"')


def test_a_page_that_waits_asks_again(client, hr, scored):
    scored.match_run.__class__.objects.update(phase="running", progress=40)
    client.force_login(hr)

    page = client.get(for_position(scored)).content.decode()

    assert 'hx-trigger="every 3s, matches from:body"' in page
    assert "40 %" in page


@pytest.mark.parametrize("count", [1, 15])
def test_the_pages_ask_the_same_number_of_queries_for_one_and_for_many(
    client, hr, position, student, crowd, django_assert_num_queries, count
):
    for each in crowd(count):
        factories.ApplicationFactory(position=position, student=each)
        factories.ApplicationFactory(position=factories.PositionFactory(), student=student)
    services.rescore_position(position.pk)
    services.rescore_student(student.pk)

    client.force_login(hr)
    client.get(for_position(position))
    with django_assert_num_queries(10):
        client.get(for_position(position))
    client.force_login(student.user)
    address = reverse("matching:for_student") + "?all=1"
    client.get(address)
    with django_assert_num_queries(11):
        client.get(address)


@pytest.mark.parametrize("count", [6, 100])
def test_candidates_who_did_not_apply_cost_the_same_for_few_and_for_many(
    client, hr, position, crowd, django_assert_num_queries, count
):
    factories.ApplicationFactory(position=position, student=crowd(count)[0])
    services.rescore_position(position.pk)
    client.force_login(hr)
    client.get(for_position(position))

    with django_assert_num_queries(11):
        page = client.get(for_position(position)).context["page"]

    assert (len(page.object_list), page.paginator.count >= min(count, 50) - 1) == (min(count - 1, 10), True)


def test_applicants_are_read_page_by_page_and_only_who_is_shown_is_kept_as_seen(client, hr, position, crowd):
    students = [factories.ApplicationFactory(position=position, student=each).student_id for each in crowd(16)]
    client.force_login(hr)

    pages = [client.get(for_position(position) + query).context["applied"] for query in ("", "?at=2.1")]

    assert [[application.student_id for application, _card in page] for page in pages] == [students[:15], students[15:]]
    seen = PersonalDataView.objects.order_by("pk").values_list("student", "what")
    assert list(seen) == [(each, "candidate_list") for each in students]


def test_who_is_ticked_on_one_page_can_be_compared_with_who_stands_on_another(client, hr, position, crowd):
    for each in crowd(16):
        factories.ApplicationFactory(position=position, student=each)
    services.rescore_position(position.pk)
    client.force_login(hr)
    key = client.get(for_position(position)).context["applied_rows"][0]["key"]

    first = client.get(for_position(position), {"c": [key, "nobody"]})
    second = client.get(for_position(position), {"c": [key, "nobody"], "at": "2.x"})

    kept = [[column.key for column in page.context["carried"]] for page in (first, second)]
    assert (kept, [page.content.count(b" checked") for page in (first, second)]) == ([[], [key]], [1, 1])
    assert second.content.count(b'name="at" value="1.1"') == 2  # to the page before, and to the first
    pair = [key, second.context["applied_rows"][0]["key"]]
    compared = client.get(reverse("matching:compare", args=[position.pk]), {"c": pair})
    assert [column.key for column in compared.context["comparison"].columns] == pair


def test_a_student_sees_the_best_ten_first_and_all_on_asking(client, student):
    for _ in range(12):
        factories.PositionFactory()
    services.rescore_student(student.pk)
    client.force_login(student.user)

    shown = [client.get(reverse("matching:for_student") + query).context for query in ("", "?all=1")]

    assert [(len(each["pairs"]), each["has_more"]) for each in shown] == [(10, True), (12, False)]
