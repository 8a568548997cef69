"""What is announced, and to whom: only after commit, only to those whose turn came or went."""

import pytest
from django.db import transaction

from marketplace import notices, realtime, transitions


@pytest.fixture
def announced(monkeypatch, django_capture_on_commit_callbacks):
    """`announced(function)` is what open pages hear after the commit of `function`, as `{(user id, topic)}`."""
    heard = set()
    monkeypatch.setattr(realtime, "_send", lambda ids, topics: heard.update((pk, t) for pk in ids for t in topics))

    def run(function):
        with django_capture_on_commit_callbacks(execute=True):
            function()
            assert heard == set()
        return heard

    return run


def test_a_move_is_heard_by_those_who_waited_and_those_who_are_awaited_now(application, hr, student, announced):
    transitions.perform(application, "shortlist", by=hr)

    heard = announced(lambda: transitions.perform(application, "offer", by=hr))

    assert {pk for pk, topic in heard if topic == "todo"} == {hr.pk, student.user.pk}


def test_news_are_heard_by_their_people(hr, stranger, announced):
    heard = announced(lambda: notices.send([hr], "enterprise_verified"))

    assert heard == {(hr.pk, "notices")}


def test_what_is_rolled_back_is_not_heard(hr, announced):
    def fail():
        with transaction.atomic():
            notices.send([hr], "enterprise_verified")
            transaction.set_rollback(True)

    assert announced(fail) == set()
