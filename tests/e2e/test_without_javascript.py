"""Everything daily works without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from config.demo.personas import PERSONAS
from recruitment.models import Application, Position
from search import services as search
from tests import factories
from tests import internship_factories as internships
from tests.e2e.controls import field, follow, press
from tests.e2e.people import hr as hr_people

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BARE = {"java_script_enabled": False}


def test_a_student_applies(log_in, position, student):
    page = log_in(student.user, **BARE)
    page.goto(position.get_absolute_url())

    follow(page, "Apply")
    field(page, "message to the enterprise").fill("我想学习设备维护。")
    page.get_by_label("I agree that this enterprise may see my résumé.").check()
    press(page, "Send application")

    expect(page.get_by_role("heading", level=1, name=position.title)).to_be_visible()
    assert Application.objects.get().message == "我想学习设备维护。"


def test_what_was_typed_comes_back_with_the_reason(log_in, position, student):
    page = log_in(student.user, **BARE)
    page.goto(reverse("recruitment:position_apply", args=[position.pk]))

    field(page, "message to the enterprise").fill("我想学习设备维护。")
    page.locator("form.form").evaluate("form => form.noValidate = true")
    press(page, "Send application")

    expect(field(page, "message to the enterprise")).to_have_value("我想学习设备维护。")
    expect(page.get_by_text("This field is required.")).to_be_visible()


def test_a_student_writes_a_week(log_in, application, student):
    placement = internships.PlacementFactory(application=application)
    page = log_in(student.user, **BARE)
    page.goto(placement.get_absolute_url())

    follow(page, "Write this week")
    page.get_by_label("What I did").nth(0).fill("按点检表巡检六台设备")
    press(page, "Submit the week")

    expect(page.get_by_text("Submitted. The mentor was asked to confirm it.")).to_be_visible()
    assert placement.logs.get().entries.get().task == "按点检表巡检六台设备"


def test_hr_posts_a_position_with_its_standard(log_in, enterprise, hr, student):
    skills = [factories.SkillFactory(en="PLC programming"), factories.SkillFactory(en="Electrical drawing")]
    page = log_in(hr, **BARE)

    hr_people.writes_a_position(
        page, "设备维护实习生", student.student_class.major, [(skills[0], 3), (skills[1], 2)], suggest=False
    )

    standard = Position.objects.get().skill_standard.order_by("pk").values_list("skill", "level")
    assert list(standard) == [(skills[0].pk, 3), (skills[1].pk, 2)]


def test_the_directory_is_filtered_on_a_phone(log_in, phone, position):
    search.enqueue("position", [position.pk, factories.PositionFactory(city="无锡", title="数控车工实习生").pk])
    page = log_in(None, **BARE, **phone)
    page.goto(reverse("recruitment:position_list"))
    expect(page.get_by_text("2 positions")).to_be_visible()

    page.get_by_text("Filters").click()
    page.get_by_label("无锡").check()
    press(page, "Filter")

    expect(page.get_by_text("1 position", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="数控车工实习生")).to_be_visible()


def test_a_visitor_of_the_demo_becomes_a_persona(log_in, db):
    persona = PERSONAS[0]
    factories.UserFactory(username=persona.username, name="陈晓")
    page = log_in(None, **BARE)
    page.goto(reverse("demo:persona_list"))

    press(page, f"Sign in as 陈晓, {persona.title}")

    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, 陈晓")


def test_a_modal_is_a_part_of_the_page(log_in, application):
    page = log_in(application.student.user, **BARE)
    page.goto(application.get_absolute_url())

    follow(page, "Withdraw")
    press(page.locator("#withdraw"), "Withdraw")

    application.refresh_from_db()
    assert application.state == "withdrawn"
