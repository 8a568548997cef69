"""An enterprise registers, is verified, is suspended: its people, its letter, its positions."""

import re

import pytest
from django.core import mail
from django.db.models.signals import pre_save
from django.urls import reverse

from marketplace.credit_code import check_character
from marketplace.models import Enterprise, Membership, Notice, TransitionLog, User
from recruitment.models import Position
from tests import factories

REGISTER = "marketplace:enterprise_register"
CODE = "91320500MA0000042" + check_character("91320500MA0000042")
VALUES = {
    "credit_code": CODE,
    "name": "江州第四十二机械有限公司",
    "industry_code": "3429",
    "region": "320500",
    "city": "苏州",
    "staff_count": 120,
    "person_name": "林雪梅",
    "email": "Lin@Example.org",
    "phone": "13800001234",
}


def move(client, enterprise, action, **data):
    return client.post(reverse("marketplace:enterprise_move", args=[enterprise.pk, action]), data)


def test_a_registration_makes_an_enterprise_that_waits_and_an_hr_without_a_password(guest, operator):
    answer = guest.post(reverse(REGISTER), VALUES)

    enterprise, person = Enterprise.objects.get(), User.objects.get(username="lin@example.org")
    assert (answer.status_code, enterprise.state, person.has_usable_password()) == (200, "applied", False)
    assert list(Membership.objects.filter(user=person).values_list("role", "enterprise")) == [("hr", enterprise.pk)]
    assert list(TransitionLog.objects.values_list("action", "target", "by")) == [("create", "applied", person.pk)]


def test_the_letter_lets_the_person_set_a_password_and_sign_in(guest, operator):
    guest.post(reverse(REGISTER), VALUES)
    [letter] = mail.outbox
    address = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", letter.body)[1]

    form = guest.get(address, follow=True).request["PATH_INFO"]
    guest.post(form, {"password1": "a long enough sentence", "password2": "a long enough sentence"})
    answer = guest.post(reverse("account_login"), {"login": "13800001234", "password": "a long enough sentence"})

    assert letter.to == ["lin@example.org"]
    assert (answer.status_code, answer["Location"]) == (302, reverse("marketplace:home"))


def _rival(**same):
    """Register `same` in the moment after our checks: the database alone still says no."""

    def register(sender, instance, **kwargs):
        pre_save.disconnect(register, sender=User)
        if "credit_code" in same:
            factories.EnterpriseFactory(credit_code=same["credit_code"])
        else:
            factories.UserFactory(**same)

    pre_save.connect(register, sender=User, weak=False)


@pytest.mark.parametrize(
    ("same", "field"),
    [
        ({"credit_code": CODE}, "credit_code"),
        ({"phone": "13800001234"}, "phone"),
        ({"username": "lin@example.org"}, "email"),
    ],
)
def test_who_loses_a_race_is_told_at_the_field(guest, operator, same, field):
    _rival(**same)

    answer = guest.post(reverse(REGISTER), VALUES)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (Enterprise.objects.filter(name=VALUES["name"]).count(), len(mail.outbox)) == (0, 0)


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_people_of_one_enterprise_the_first_registers_it(guest, operator, first):
    both = [VALUES, {**VALUES, "email": "wang@example.org", "phone": "13800005678"}]

    won = guest.post(reverse(REGISTER), both[first])
    lost = guest.post(reverse(REGISTER), both[1 - first])

    assert (won.status_code, lost.status_code, list(lost.context["form"].errors)) == (200, 422, ["credit_code"])
    assert [person.email for person in User.objects.filter(memberships__role="hr")] == [both[first]["email"].lower()]


def test_a_second_click_registers_nothing_again(guest, operator):
    guest.post(reverse(REGISTER), VALUES)

    answer = guest.post(reverse(REGISTER), VALUES)

    assert (answer.status_code, Enterprise.objects.count(), len(mail.outbox)) == (422, 1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("credit_code", CODE[:-1] + ("0" if CODE[-1] != "0" else "1")),
        ("industry_code", "12"),
        ("email", "nobody"),
        ("staff_count", "-1"),
        ("phone", "13900000000"),
        ("email", "taken@example.org"),
        ("name", "x\0y"),
    ],
)
def test_a_wrong_value_is_shown_again_with_a_message_at_its_field(guest, operator, field, value):
    factories.UserFactory(email="taken@example.org", phone="13900000000")

    answer = guest.post(reverse(REGISTER), VALUES | {field: value})

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert form["person_name"].value() == "林雪梅"
    assert (Enterprise.objects.count(), len(mail.outbox)) == (0, 0)


def test_verification_tells_hr_and_opens_the_enterprise_to_everyone(operator, unverified, guest, as_):
    person = factories.member(factories.Role.HR, unverified)
    address = reverse("marketplace:enterprise_detail", args=[unverified.pk])
    before = guest.get(address).status_code

    answer = move(as_(operator), unverified, "verify")

    assert (before, answer.status_code, guest.get(address).status_code) == (404, 302, 200)
    assert list(Notice.objects.values_list("user", "kind")) == [(person.pk, "enterprise_verified")]


def test_a_rejection_needs_a_reason_and_hr_reads_it_and_applies_again(operator, unverified, as_):
    person = factories.member(factories.Role.HR, unverified)
    assert move(as_(operator), unverified, "reject").status_code == 422
    assert move(as_(operator), unverified, "reject", reason="the licence is missing").status_code == 302

    assert Notice.objects.get(user=person).params == {"reason": "the licence is missing"}
    assert move(as_(person), unverified, "reapply").status_code == 302
    assert Enterprise.objects.get(pk=unverified.pk).state == "applied"


def test_a_second_verification_is_too_late(operator, unverified, as_):
    move(as_(operator), unverified, "verify")

    assert move(as_(factories.member(factories.Role.OPERATOR)), unverified, "verify").status_code == 409


def test_a_second_click_finds_the_verification_made(operator, unverified, as_):
    move(as_(operator), unverified, "verify")

    assert move(as_(operator), unverified, "verify").status_code == 302
    assert TransitionLog.objects.filter(action="verify").count() == 1


@pytest.mark.parametrize("action", ["verify", "reject", "suspend", "reinstate"])
def test_hr_does_not_verify_their_own_enterprise(unverified, as_, action):
    person = factories.member(factories.Role.HR, unverified)

    assert move(as_(person), unverified, action, reason="x").status_code == 403


@pytest.mark.parametrize("action", ["create", "state", "__init__", "delete"])
def test_what_is_no_action_is_not_found(operator, unverified, as_, action):
    assert move(as_(operator), unverified, action).status_code == 404


def test_a_suspension_hides_the_positions_until_it_ends(operator, position, student, hr, as_):
    enterprise = position.enterprise
    seen = []
    for action in (None, "suspend", "reinstate"):
        if action:
            move(as_(operator), enterprise, action, reason="an accident")
        seen.append([list(Position.objects.visible_to(user)) for user in (student.user, hr)])

    assert seen == [[[position], [position]], [[], [position]], [[position], [position]]]


def test_hr_corrects_what_it_says_of_itself_but_not_its_code(hr, enterprise, as_):
    address = reverse("marketplace:enterprise_edit", args=[enterprise.pk])
    values = VALUES | {"name": "新名字", "credit_code": CODE, "state": "suspended"}

    answer = as_(hr).post(address, values)

    before = enterprise.credit_code
    enterprise.refresh_from_db()
    assert (answer.status_code, enterprise.name, enterprise.credit_code, enterprise.state) == (
        302,
        "新名字",
        before,
        "verified",
    )


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_costs_the_same_for_any_number(guest, operator, count, django_assert_num_queries):
    for _ in range(count):
        factories.EnterpriseFactory()

    with django_assert_num_queries(2):
        answer = guest.get(reverse("marketplace:enterprise_list"))

    assert len(answer.context["page"]) == min(count, 24)


def test_the_list_is_searched_by_name_and_city(guest, operator):
    one = factories.EnterpriseFactory(name="西泠精工", city="杭州")
    factories.EnterpriseFactory()

    found = [list(guest.get(reverse("marketplace:enterprise_list"), {"q": words}).context["page"]) for words in "泠杭"]

    assert found == [[one], [one]]
