"""HR invites somebody without learning who it is; the invited apply, decline, or say nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from marketplace import todo
from marketplace.models import Notice
from matching import invitations, others, services
from matching.models import Invitation
from recruitment import services as recruitment
from tests import factories


@pytest.fixture
def invited(scored, student, hr):
    return services.invite(scored, student, by=hr)


def states():
    return list(Invitation.objects.values_list("state", flat=True))


def pseudonym_of(position, student):
    return next(card.pseudonym for card in others.of(position) if card.score.student_id == student.pk)


def test_the_invited_hear_of_it_and_see_it_with_the_reason(client, invited, student, scored):
    client.force_login(student.user)

    page = client.get(reverse("matching:for_student"))

    assert Notice.objects.get(kind="invitation_received").user == student.user
    assert [(one, card.rank) for one, card in page.context["invitations"]] == [(invited, 1)]
    assert reverse("recruitment:position_apply", args=[scored.pk]) in page.content.decode()
    assert todo.count(student.user) == 1


def test_hr_invites_by_pseudonym_and_sees_no_name(client, hr, scored, student):
    client.force_login(hr)
    address = reverse("matching:invite", args=[scored.pk])

    page = client.post(address, {"candidate": pseudonym_of(scored, student)}, follow=True).content.decode()

    assert Invitation.objects.get().student == student
    assert ("invited" in page, student.user.name in page) == (True, False)


def test_the_enterprise_holds_nothing_on_an_invitation(invited, hr, student, stranger):
    seen = {user: Invitation.objects.visible_to(user).exists() for user in (student.user, hr, stranger)}

    assert seen == {student.user: True, hr: False, stranger: False}


def test_inviting_twice_is_inviting_once(invited, scored, student, hr):
    assert services.invite(scored, student, by=hr) == invited
    assert Notice.objects.filter(kind="invitation_received").count() == 1


def test_an_application_answers_the_invitation(invited, scored, student):
    recruitment.apply(scored, student, by=student.user, consent_version=recruitment.CONSENT_VERSION)

    assert states() == ["applied"]


def test_the_invited_may_decline_twice_and_hr_is_not_told_who(client, invited, student, hr, scored):
    client.force_login(student.user)
    answers = [client.post(reverse("matching:invitation_decline", args=[invited.pk])).status_code for _ in range(2)]
    client.force_login(hr)
    page = client.get(reverse("matching:for_position", args=[scored.pk])).content.decode()

    assert (answers, states()) == ([302, 302], ["declined"])
    assert ("declined or no answer" in page, student.user.name in page) == (True, False)


def test_a_no_is_for_good(invited, scored, student, hr):
    services.decline_invitation(invited, by=student.user)

    services.invite(scored, student, by=hr)

    assert states() == ["declined"]


def test_a_declined_invitation_and_an_unanswered_one_look_the_same_to_hr(client, invited, student, hr, scored):
    pages = []
    for answer in (lambda: services.decline_invitation(invited, by=student.user), lambda: None):
        answer()
        pages.append(next(card for card in others.of(scored) if card.invitation).invitation_label)
        Invitation.objects.all().delete()
        services.invite(scored, student, by=hr)
        services.lapse_invitations(timezone.now() + timedelta(days=15))

    assert pages == ["declined or no answer"] * 2


@pytest.mark.parametrize(("days", "left"), [(13, ["sent"]), (15, ["lapsed"])])
def test_an_invitation_lapses_after_two_weeks(invited, days, left):
    services.lapse_invitations(timezone.now() + timedelta(days=days))

    assert states() == left


def test_an_invitation_ends_with_its_position(invited, scored, hr):
    recruitment.close(scored, by=hr)

    assert (services.lapse_invitations(), states()) == (1, ["lapsed"])


def test_only_so_many_are_invited_in_a_day(scored, hr, crowd, monkeypatch):
    monkeypatch.setattr(invitations, "PER_DAY", 2)
    people = crowd(4)
    for each in people[:2]:
        services.invite(scored, each, by=hr)

    with pytest.raises(ValidationError) as error:
        services.invite(scored, people[2], by=hr)
    services.invite(scored, people[3], by=hr, at=timezone.now() + timedelta(days=1, minutes=1))

    assert (error.value.code, len(states())) == ("enough", 3)


def test_who_is_not_ranked_or_has_applied_is_not_invited(scored, student, hr, crowd):
    [other] = crowd(1)
    student.ranking_opt_out = True
    factories.ApplicationFactory(position=scored, student=other)
    codes = []
    for each in (student, other):
        with pytest.raises(ValidationError) as error:
            services.invite(scored, each, by=hr)
        codes.append(error.value.code)

    assert codes == ["not_ranked", "applied"]


def test_only_who_manages_the_position_invites(client, scored, student, stranger, supervisor, hr):
    candidate = {"candidate": pseudonym_of(scored, student)}
    found = []
    for user in (stranger, student.user, supervisor, hr):
        client.force_login(user)
        found.append(client.post(reverse("matching:invite", args=[scored.pk]), candidate).status_code)

    assert found == [404, 404, 404, 302]
    with pytest.raises(PermissionDenied):
        services.invite(scored, student, by=stranger)


def test_only_the_invited_answer(client, invited, stranger, hr):
    found = []
    for user in (stranger, hr):
        client.force_login(user)
        found.append(client.post(reverse("matching:invitation_decline", args=[invited.pk])).status_code)

    assert (found, states()) == ([404, 404], ["sent"])


def test_who_is_nobody_s_pseudonym_is_not_found(client, scored, hr):
    client.force_login(hr)

    assert client.post(reverse("matching:invite", args=[scored.pk]), {"candidate": "AAAAA"}).status_code == 404
