"""The active role, the language, and the reference of a request."""

import re

import pytest
from django.urls import reverse

from marketplace import organisations
from marketplace.models import User
from marketplace.states import Role

HOME = "marketplace:home"


def test_each_answer_has_a_reference_of_its_own(client, db):
    references = {client.get("/enterprises/")["X-Request-ID"] for _ in range(3)}

    assert len(references) == 3
    assert all(re.fullmatch(r"[0-9a-f]{12}", reference) for reference in references)


def test_a_visitor_has_no_role_and_costs_no_query_for_it(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(reverse("marketplace:enterprise_register"))

    assert (answer.context["active_role"], list(answer.context["memberships"])) == ("visitor", [])


def test_the_first_role_is_active_until_another_is_chosen(hr, as_):
    first = hr.memberships.get()
    second = organisations.add_member(hr, Role.MENTOR, first.enterprise)
    client = as_(hr)

    before = client.get(reverse(HOME)).context["active_role"]
    client.post(reverse("marketplace:role_switch"), {"membership": second.pk})

    assert (before, client.get(reverse(HOME)).context["active_role"]) == (Role.HR, Role.MENTOR)


def test_a_chosen_role_that_ended_gives_way_to_the_first(hr, as_):
    second = organisations.add_member(hr, Role.MENTOR, hr.memberships.get().enterprise)
    client = as_(hr)
    client.post(reverse("marketplace:role_switch"), {"membership": second.pk})

    organisations.remove_member(second)

    assert client.get(reverse(HOME)).context["active_role"] == Role.HR


@pytest.mark.parametrize("membership", ["", "x", "-1", "9" * 30, "\0"])
def test_a_role_that_is_none_is_not_found(hr, as_, membership):
    assert as_(hr).post(reverse("marketplace:role_switch"), {"membership": membership}).status_code == 404


@pytest.mark.parametrize(("asked", "spoken"), [("zh-CN", "zh-Hans"), ("en-GB", "en"), ("fr", "en")])
def test_the_browser_s_language_is_spoken_at_first(client, db, asked, spoken):
    answer = client.get(reverse("account_login"), headers={"accept-language": asked})

    assert f'<html lang="{spoken}"' in answer.content.decode()


def test_the_language_switch_holds_for_the_browser_and_the_letters(hr, as_):
    client = as_(hr)

    answer = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/todo/"})

    assert (answer.status_code, answer["Location"]) == (302, "/todo/")
    assert User.objects.get(pk=hr.pk).language == "zh-hans"
    assert '<html lang="zh-Hans"' in client.get("/todo/", headers={"accept-language": "en"}).content.decode()


def test_a_language_we_do_not_speak_changes_nothing(hr, as_):
    as_(hr).post(reverse("set_language"), {"language": "tlh"})

    assert User.objects.get(pk=hr.pk).language == ""


def test_a_person_s_language_comes_along_to_a_new_browser(hr, guest):
    User.objects.filter(pk=hr.pk).update(language="zh-hans")
    hr.set_password("a long enough sentence")
    hr.save(update_fields=["password"])

    answer = guest.post(reverse("account_login"), {"login": hr.email, "password": "a long enough sentence"})

    assert answer.cookies["django_language"].value == "zh-hans"


@pytest.mark.parametrize("address", ["/enterprises/?q=%00", "/enterprises/?q=a%00b&page=2", "/enterprises/%00/"])
def test_an_address_with_a_nul_is_refused(client, db, address):
    assert client.get(address).status_code == 400
