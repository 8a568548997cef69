"""News for people: at once in the product, by mail as each prefers, nothing twice, nothing at night."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from marketplace import letters, notices, services
from marketplace.forms import NoticePreferencesForm
from marketplace.models import Notice, User
from marketplace.tasks import mail_notices

KIND = "enterprise_rejected"


@pytest.fixture(autouse=True)
def _noon(clock):
    clock("2026-11-20 12:00")


def tell(user, reason="no papers"):
    notices.send(user, KIND, path="/enterprises/7/", reason=reason)


def digests():
    call_command("send_digests", verbosity=0)
    return [(letter.to, letter.body.count("·")) for letter in mail.outbox]


def test_news_reach_the_bell_of_their_person_alone(hr, stranger, as_):
    tell(hr)

    bells = [as_(user).get(reverse("marketplace:notice_bell")).context["count"] for user in (hr, stranger)]
    assert bells == [1, 0]


def test_many_people_cost_no_more_queries_than_one(hr, stranger, supervisor, django_assert_num_queries):
    with django_assert_num_queries(2):  # preferences and rows
        tell(hr)
    with django_assert_num_queries(2):
        tell([hr, stranger, supervisor])


@pytest.mark.parametrize("count", [1, 100])
def test_the_list_costs_the_same_for_any_number(hr, as_, count, django_assert_max_num_queries):
    for number in range(count):
        tell(hr, f"reason {number}")

    client = as_(hr)
    client.get(reverse("marketplace:notice_list"))
    with django_assert_max_num_queries(9):
        answer = client.get(reverse("marketplace:notice_list"))

    assert len(answer.context["rows"]) == min(count, 25)


def test_the_words_are_made_in_the_language_of_the_reader(hr):
    tell(hr)

    assert notices.text_of(Notice.objects.get()) == "Your enterprise was not verified: no papers"


def test_news_of_a_kind_we_no_longer_know_do_not_break_the_list(hr):
    Notice.objects.create(user=hr, kind="of the past")
    Notice.objects.create(user=hr, kind=KIND)

    assert [notices.text_of(notice) for notice in Notice.objects.order_by("pk")] == [
        "of the past",
        "Your enterprise was not verified: %(reason)s",
    ]


def test_reading_empties_the_bell_and_stays_one_s_own(hr, stranger, as_):
    tell([hr, stranger])

    as_(hr).post(reverse("marketplace:notice_read"))

    assert list(Notice.objects.unread().values_list("user", flat=True)) == [stranger.pk]


def test_the_digest_comes_once_a_day_with_everything_unread(hr, clock):
    tell(hr)
    tell(hr)
    assert digests() == [([hr.email], 2)]

    tell(hr)
    clock("2026-11-21 07:59")
    assert digests() == [([hr.email], 2)]

    clock("2026-11-21 08:01")
    assert digests() == [([hr.email], 2), ([hr.email], 1)]


@pytest.mark.parametrize(
    ("time", "quiet"), [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False)]
)
def test_the_quiet_hours(hr, clock, time, quiet):
    tell(hr)

    moment = clock(f"2026-11-20 {time}")

    assert (notices.is_quiet(moment), notices.due_for_mail()) == (quiet, [] if quiet else [hr.pk])


def test_what_was_read_or_mailed_is_not_mailed(hr):
    tell(hr)
    services.read_notices(hr)
    assert digests() == []

    tell(hr)
    mail_notices.enqueue([hr.pk])
    mail_notices.enqueue([hr.pk])
    assert len(mail.outbox) == 1


def test_who_wants_no_mail_gets_none(hr):
    services.prefer_mail(hr, {"enterprise": "never"})
    tell(hr)

    assert digests() == []
    assert Notice.objects.visible_to(hr).unread().count() == 1


def test_who_wants_mail_at_once_gets_it_at_once(hr, stranger):
    services.prefer_mail(hr, {"enterprise": "at_once"})

    tell([hr, stranger])

    assert [letter.to for letter in mail.outbox] == [[hr.email]]


def test_at_night_at_once_means_in_the_morning(hr, clock):
    services.prefer_mail(hr, {"enterprise": "at_once"})
    tell(hr)
    clock("2026-11-20 23:00")
    tell(hr, "second")
    assert len(mail.outbox) == 1

    clock("2026-11-21 07:00")

    assert digests() == [([hr.email], 1), ([hr.email], 1)]


def test_a_preference_for_other_news_hurries_nothing(hr, clock):
    services.prefer_mail(hr, {"applications": "at_once"})
    tell(hr)
    digests()
    tell(hr)

    assert notices.due_for_mail(timezone.now() + timedelta(hours=5)) == []


def test_a_letter_that_fails_is_tried_again_and_keeps_nobody_else_from_theirs(hr, stranger, monkeypatch):
    tell([hr, stranger])
    send = letters.EmailMessage.send
    broken = {hr.email}
    monkeypatch.setattr(letters.EmailMessage, "send", lambda letter: (broken & {*letter.to} and 1 / 0) or send(letter))
    with pytest.raises(ZeroDivisionError):
        letters.mail_notices([hr.pk, stranger.pk])
    assert [letter.to for letter in mail.outbox] == [[stranger.email]]

    broken.clear()
    letters.mail_notices([hr.pk, stranger.pk])

    assert [letter.to for letter in mail.outbox] == [[stranger.email], [hr.email]]


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_who_cannot_be_reached_is_not_written_to(hr, change):
    tell(hr)
    User.objects.filter(pk=hr.pk).update(**change)

    assert digests() == []


def test_the_letter_is_in_the_language_of_the_person_and_names_the_page(hr, settings):
    settings.SITE_URL = "https://bridge.example"
    User.objects.filter(pk=hr.pk).update(language="en")
    tell(hr)
    digests()

    [letter] = mail.outbox
    assert letter.subject == "1 piece of news from Chanjiao Bridge"
    assert "https://bridge.example/enterprises/7/" in letter.body
    assert "https://bridge.example/notices/preferences/" in letter.body


def test_preferences_are_kept_and_shown(hr, as_):
    client = as_(hr)
    chosen = dict.fromkeys(notices.groups(), "never")

    answer = client.post(reverse("marketplace:notice_preferences"), chosen)

    assert answer.status_code == 302
    form = client.get(reverse("marketplace:notice_preferences")).context["form"]
    assert {group: form[group].value() for group in notices.groups()} == chosen


def test_a_choice_that_does_not_exist_is_refused(hr, as_):
    answer = as_(hr).post(reverse("marketplace:notice_preferences"), {"enterprise": "hourly"})

    assert answer.status_code == 422


def test_every_group_of_news_has_a_name():
    assert sorted(NoticePreferencesForm.GROUPS) == notices.groups()
