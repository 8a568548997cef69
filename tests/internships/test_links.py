"""The mentor, the guardian and a signatory without an account, on a phone, from a letter."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from internships import services
from internships.services.agreements import ask_consent
from marketplace import links
from tests import internship_factories as f
from tests.internships.test_artifacts import picture


def without_account(user):
    user.set_unusable_password()
    user.save()
    return user


def address(mailoutbox):
    """The path of the link in the last letter."""
    return re.search(r"/l/[\w-]+/", mailoutbox[-1].body)[0]


@pytest.fixture
def letter(placement, mentor, mailoutbox):
    without_account(mentor)
    log = f.submitted(f.WeeklyLogFactory(placement=placement))
    return address(mailoutbox), log


def test_a_mentor_confirms_a_week_from_the_letter(letter, guest, mentor):
    path, log = letter
    entry = log.entries.get()
    assert guest.get(path).status_code == 200

    answers = [guest.post(path, {f"seen-{entry.pk}": "on", f"level-{entry.pk}": "3"}).status_code for _ in range(2)]

    log.confirmation.refresh_from_db()
    row = log.confirmation.rows.get()
    assert (answers, log.confirmation.state, row.is_confirmed, row.level) == ([200, 200], "confirmed", True, 3)
    assert links.links_to(log.confirmation).get().used_action == "confirm"


@pytest.mark.parametrize(("language", "words"), [("en", "3 does it alone"), ("zh-hans", "3 能独立做")])
def test_the_levels_are_in_the_language_of_the_reader(letter, guest, language, words):
    guest.cookies["django_language"] = language

    assert words in guest.get(letter[0]).text


def test_a_mentor_questions_a_week_from_the_letter(letter, guest):
    path, log = letter

    assert guest.post(path, {"question": "1", "reason": ""}).status_code == 409
    guest.post(path, {"question": "1", "reason": "他那周请假"})

    log.confirmation.refresh_from_db()
    assert (log.confirmation.state, log.confirmation.comment) == ("questioned", "他那周请假")


def test_the_letter_shows_the_photo_and_nothing_to_others(letter, guest, mentor):
    path, log = letter
    entry = log.entries.get()
    entry.artifact.save("a.jpg", ContentFile(picture()), save=False)
    entry.artifact_type = "image/jpeg"
    entry.save()

    shared = re.search(r"/results/shared/[^/\"]+/", guest.get(path).text)[0]

    response = guest.get(shared)
    assert (response.status_code, response.getvalue()[:2]) == (200, b"\xff\xd8")
    assert guest.get(shared[:-3] + "x/").status_code == 404
    assert guest.get(reverse("internships:artifact", args=[entry.pk])).status_code == 302


def test_a_mentor_scores_from_the_letter_without_seeing_the_other_score(
    placement, mentor, supervisor, guest, mailoutbox
):
    without_account(mentor)
    sheet = services.open_grading(placement)
    path = address(mailoutbox)
    services.submit_score(
        sheet.scores.get(side="school"), by=supervisor, version=0, rows=f.marks(sheet, 71), comment="SECRETCOMMENT"
    )
    criteria = list(placement.plan.rubric.criteria.all())
    data = {f"mark-{each.pk}": 88 for each in criteria} | {"version": 0, "comment": "好", "submit": "1"}

    assert "SECRETCOMMENT" not in guest.get(path).text
    wrong = guest.post(path, data | {f"mark-{criteria[0].pk}": "101"})
    guest.post(path, data)

    assert (wrong.status_code, "88" in wrong.text) == (422, True)
    sheet.refresh_from_db()
    assert sheet.scores.get(side="enterprise").total == 88


def test_hr_without_an_account_signs_in_the_own_name(application, mentor, plan, hr, guest, mailoutbox):
    without_account(hr)
    placement = f.PlacementFactory(application=application, mentor=mentor, plan=plan, state="planned")
    services.write_agreement(placement, by=application.student.user)
    path = address(mailoutbox)

    wrong = guest.post(path, {"name": "别人"})
    guest.post(path, {"name": hr.display_name})

    signature = placement.agreement.signatures.get(party="enterprise")
    assert wrong.status_code == 422
    assert (signature.state, signature.method, signature.signed_by) == ("signed", "link", hr)


def test_the_guardian_consents_from_the_own_letter(guardian, prepared, guest, mailoutbox, coordinator):
    ask_consent(prepared, by=coordinator)
    path = address(mailoutbox)
    assert mailoutbox[-1].to == [guardian.email]
    assert guest.get(path).status_code == 200

    guest.post(path, {"name": guardian.display_name})

    prepared.consent.refresh_from_db()
    assert (prepared.consent.state, prepared.consent.given_by) == ("given", guardian)


def test_a_used_letter_says_that_it_is_done(letter, guest):
    path, log = letter
    guest.post(path, {})

    assert str(log.confirmation.__class__.objects.get().get_state_display()) in guest.get(path).text


def test_an_expired_letter_does_nothing(letter, guest):
    path, log = letter
    links.links_to(log.confirmation).update(expires_at=timezone.now())

    assert guest.post(path, {}).status_code == 410
    log.confirmation.refresh_from_db()
    assert log.confirmation.state == "awaited"
