import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from marketplace import links
from marketplace.models import ActionLink
from marketplace.tasks import send_link
from recruitment.models import Application

TOKEN = re.compile(r"/l/([\w-]+)/")


@pytest.fixture
def page(monkeypatch):
    """A page for links to applications that says which moves it allows."""
    monkeypatch.setitem(links._pages, Application, lambda request, link: HttpResponse(",".join(links.moves(link))))


@pytest.fixture
def link(application, hr, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return links.issue(application, ["accept", "withdraw"], application.student.user, by=hr)


def token():
    return TOKEN.search(mail.outbox[-1].body)[1]


def test_the_letter_goes_to_the_holder_and_the_token_is_nowhere_in_the_database(link):
    link.refresh_from_db()

    assert mail.outbox[0].to == [link.holder.email]
    assert (link.delivery, token() in str(ActionLink.objects.values_list())) == ("sent", False)


def test_a_link_allows_what_its_holder_may_do_now_and_it_was_made_for(link, page, guest):
    answer = guest.get(reverse("marketplace:link_open", args=[token()]))

    assert (answer.status_code, answer.content.decode()) == (200, "withdraw")
    assert ActionLink.objects.get().opened_at is not None


def test_an_expired_link_shows_no_data_and_offers_a_new_one(link, page, guest):
    ActionLink.objects.update(expires_at=timezone.now())

    answer = guest.get(reverse("marketplace:link_open", args=[token()]))

    assert answer.status_code == 410
    assert reverse("marketplace:link_reissue", args=[token()]) in answer.content.decode()


def test_the_holder_gets_a_new_link_at_the_known_address_and_the_old_one_ends(link, page, guest):
    old = token()

    guest.post(reverse("marketplace:link_reissue", args=[old]), {"email": "thief@example.org"})

    assert [letter.to for letter in mail.outbox] == [[link.holder.email]] * 2
    assert guest.get(reverse("marketplace:link_open", args=[old])).status_code == 410
    assert guest.get(reverse("marketplace:link_open", args=[token()])).status_code == 200


def test_a_second_click_within_a_minute_sends_no_second_letter(link, guest):
    address = reverse("marketplace:link_reissue", args=[token()])

    guest.post(address)
    guest.post(address)

    assert len(mail.outbox) == 2


def test_a_letter_queued_twice_is_sent_once(link):
    send_link.enqueue(link.pk)

    assert len(mail.outbox) == 1


def test_a_holder_without_an_address_is_shown_as_undelivered(application, hr):
    application.student.user.email = ""
    application.student.user.save()

    link = links.issue(application, ["accept"], application.student.user, by=hr)

    assert (ActionLink.objects.get(pk=link.pk).delivery, mail.outbox) == ("failed", [])


@override_settings(SITE_URL="https://bridge.example")
def test_the_address_in_a_letter_is_the_site_s(application, hr):
    links.issue(application, ["accept"], application.student.user, by=hr)

    assert f"https://bridge.example/l/{token()}/" in mail.outbox[0].body
