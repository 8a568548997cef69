"""A form has one effect (C1), a key serves one form of one person (C2), and nothing that failed holds a key (C3)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from internships.models import Incident
from marketplace import once
from marketplace.models import SentForm
from recruitment.models import Position


@pytest.fixture
def address(placement):
    return reverse("internships:incident_new", args=[placement.pk])


def shown(client, address):
    """The key of the form at `address`."""
    return re.search(r'name="once" value="([\w-]+)"', client.get(address).content.decode())[1]


def filled(key, words="The guard of the lathe is loose."):
    return {"once": key, "kind": "danger", "happened_on": timezone.localdate(), "words": words}


@pytest.fixture
def writer(placement, as_):
    return as_(placement.student.user)


def test_the_same_form_twice_is_one_report_and_one_answer(writer, address):
    form = filled(shown(writer, address))

    answers = [writer.post(address, form) for _ in range(2)]

    report = Incident.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, report.get_absolute_url())] * 2


def test_two_forms_with_other_words_are_two_reports(writer, address):
    writer.post(address, filled(shown(writer, address)))
    writer.post(address, filled(shown(writer, address), "It is loose again."))

    assert Incident.objects.count() == 2


def test_a_key_does_not_serve_other_content(writer, address):
    key = shown(writer, address)
    writer.post(address, filled(key))

    again = writer.post(address, filled(key, "Something else happened."))

    assert again.status_code == 409
    assert [report.words for report in Incident.objects.all()] == ["The guard of the lathe is loose."]


def test_nobody_gets_the_answer_to_the_form_of_another(writer, address, hr, as_):
    key = shown(writer, address)
    writer.post(address, filled(key))

    theirs = as_(hr).post(reverse("recruitment:position_create"), {"once": key})

    assert theirs.status_code == 409
    assert Position.objects.filter(created_by=hr, state="draft").count() == 0


def test_a_refusal_leaves_the_key_free(writer, address):
    key = shown(writer, address)
    tomorrow = timezone.localdate() + timedelta(days=1)

    refused = writer.post(address, filled(key) | {"happened_on": tomorrow})
    taken = writer.post(address, filled(key))

    assert [refused.status_code, taken.status_code, Incident.objects.count()] == [422, 302, 1]


def test_what_breaks_down_leaves_neither_effect_nor_key(writer, address, monkeypatch):
    form = filled(shown(writer, address))
    monkeypatch.setattr(SentForm, "save_base", _breaks_on_the_answer(SentForm.save_base))
    writer.raise_request_exception = False

    broken = writer.post(address, form)
    monkeypatch.undo()
    again = writer.post(address, form)

    assert [broken.status_code, again.status_code, Incident.objects.count()] == [500, 302, 1]


def _breaks_on_the_answer(save_base):
    """As a worker that dies between the effect and the answer."""

    def save(self, *args, **kwargs):
        if self.location:
            raise RuntimeError
        return save_base(self, *args, **kwargs)

    return save


def test_keys_are_forgotten_after_a_day(writer, address):
    writer.post(address, filled(shown(writer, address)))

    assert once.forget(timezone.now() + once.KEPT - timedelta(minutes=1)) == 0
    assert once.forget(timezone.now() + once.KEPT + timedelta(minutes=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_report(placement, address):
    first = Client()
    first.force_login(placement.student.user)
    form = filled(shown(first, address))

    def send(_number):
        try:
            client = Client()
            client.cookies = first.cookies
            return client.post(address, form).url
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))

    assert answers == {Incident.objects.get().get_absolute_url()}
