import pytest
from django.urls import reverse

from tests import factories


@pytest.fixture
def persona(db):
    return factories.UserFactory(username="hr", name="林雪梅")


def test_a_visitor_becomes_the_persona_that_was_chosen(client, persona):
    response = client.post(reverse("demo:persona_sign_in"), {"username": "hr"})

    assert response.headers["Location"] == reverse("marketplace:home")
    assert client.session["_auth_user_id"] == str(persona.pk)


def test_nobody_becomes_a_person_who_is_no_persona(client, stranger):
    response = client.post(reverse("demo:persona_sign_in"), {"username": stranger.username})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_page_says_whom_one_may_be(client, persona):
    response = client.get(reverse("demo:persona_list"))

    assert [person for _, person in response.context["people"]] == [persona]


def test_before_the_demo_is_built_the_page_says_how(client, db):
    response = client.get(reverse("demo:persona_list"))

    assert "manage.py demo" in response.content.decode()
