"""The pages of a release: HR asks, the office answers, everybody sees whose turn it is."""

import pytest
from django.urls import reverse

from marketplace import policy
from marketplace.models import LawRelease
from recruitment.models import Position

LIST_QUERIES = 5  # session, person, memberships, count, rows


@pytest.fixture
def publish_url(night):
    return reverse("recruitment:position_publish", args=[night.pk])


@pytest.fixture
def ask(as_, hr, night, school):
    """Ask for the release by the form; returns the answer."""

    def send(**data):
        url = reverse("recruitment:position_release", args=[night.pk])
        return as_(hr).post(url, {"school": school.pk, "reason-L9": "护理专业夜班", **data})

    return send


def test_the_publish_page_offers_to_ask_instead_of_to_publish(as_, hr, publish_url, school, internship_office):
    page = as_(hr).get(publish_url)

    assert (page.context["waits"], page.context["is_blocked"]) == (True, False)
    assert page.context["release_schools"] == [(school, True)]
    assert [finding.code for finding, _ in page.context["to_release"]] == ["L9"]


def test_asking_leads_back_to_the_page_that_says_whose_turn_it_is(as_, hr, ask, publish_url):
    answer = ask()
    page = as_(hr).get(publish_url)

    assert (answer.status_code, answer.url) == (302, publish_url)
    assert [release.state for release in page.context["releases"]] == ["pending"]
    assert page.context["release_schools"] == []


def test_what_was_typed_comes_back_with_a_refusal(ask):
    answer = ask(school="")

    assert (answer.status_code, answer.context["to_release"][0][1]) == (422, "护理专业夜班")
    assert not LawRelease.objects.exists()


def test_the_office_releases_with_a_number_on_the_page(as_, internship_office, ask, hr, publish_url):
    ask()
    url = LawRelease.objects.get().get_absolute_url()

    empty = as_(internship_office).post(url, {"action": "grant", "reason": "教学标准要求"})
    done = as_(internship_office).post(url, {"action": "grant", "reason": "教学标准要求", "filing_no": "苏教备1"})
    opened = as_(hr).post(publish_url)

    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["filing_no"])
    assert (done.status_code, opened.status_code, Position.objects.get().state) == (302, 302, "open")


def test_the_office_refuses_without_a_number(as_, internship_office, ask):
    ask()

    as_(internship_office).post(LawRelease.objects.get().get_absolute_url(), {"action": "refuse", "reason": "无依据"})

    release = LawRelease.objects.get()
    assert (release.state, release.answer, release.decided_by) == ("refused", "无依据", internship_office)


def test_a_lost_race_says_so_and_shows_what_was_decided(as_, internship_office, ask, school):
    ask()
    url = LawRelease.objects.get().get_absolute_url()
    as_(internship_office).post(url, {"action": "refuse", "reason": "无依据"})

    late = as_(internship_office).post(url, {"action": "grant", "reason": "教学标准要求", "filing_no": "苏教备1"})

    assert (late.status_code, late.context["release"].state) == (409, "refused")


def test_hr_sees_the_request_and_cannot_answer_it(as_, hr, ask):
    ask()
    url = LawRelease.objects.get().get_absolute_url()

    assert "grant" not in as_(hr).get(url).context["moves"]
    assert as_(hr).post(url, {"action": "grant", "reason": "x", "filing_no": "1"}).status_code == 403


def test_a_late_withdrawal_is_a_conflict(as_, hr, internship_office, ask):
    ask()
    release = LawRelease.objects.get()
    as_(internship_office).post(release.get_absolute_url(), {"action": "refuse", "reason": "无依据"})

    assert as_(hr).post(reverse("marketplace:release_withdraw", args=[release.pk])).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(as_, internship_office, ask, count, django_assert_num_queries):
    ask()
    release = LawRelease.objects.get()
    for number in range(count - 1):
        release.pk, release.state = None, "refused"
        release.subject = f"岗位 {number}"
        release.save()
        policy.sync(release)
    client = as_(internship_office)
    client.get(reverse("marketplace:release_list"))

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("marketplace:release_list"))
    assert len(page.context["releases"]) == count


def test_the_menu_of_the_office_has_the_releases(as_, internship_office):
    assert (
        reverse("marketplace:release_list") in as_(internship_office).get(reverse("marketplace:home")).content.decode()
    )
