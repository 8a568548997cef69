"""The operator's desk: what it opens, and what nobody changes there."""

import pytest
from django.contrib import admin
from django.urls import reverse

from marketplace import models
from tests import factories

READ_ONLY = [models.TransitionLog, models.SkillEvidence]


@pytest.fixture
def desk(as_, db):
    return as_(factories.UserFactory(is_staff=True, is_superuser=True))


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_list_opens(desk, application, model):
    answer = desk.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))

    assert answer.status_code == 200


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model.__name__)
def test_a_log_is_read_and_never_changed(model, rf, db):
    request = rf.get("/")
    request.user = factories.UserFactory(is_superuser=True)
    found = admin.site.get_model_admin(model)

    assert [
        found.has_view_permission(request),
        found.has_add_permission(request),
        found.has_change_permission(request),
        found.has_delete_permission(request),
    ] == [True, False, False, False]


def test_the_desk_is_closed_to_everyone_else(hr, operator, as_):
    assert [as_(user).get(reverse("admin:index")).status_code for user in (hr, operator)] == [302, 302]


def test_a_person_is_found_by_any_number(desk, student):
    answer = desk.get(reverse("admin:marketplace_user_changelist"), {"q": student.user.email})

    assert list(answer.context["cl"].queryset) == [student.user]


def test_a_law_rule_with_a_threshold_of_the_wrong_kind_is_refused():
    rule = models.LawRule(code="L9", applies_to="position", thresholds={"no such threshold": 1})

    with pytest.raises(Exception, match="thresholds"):
        rule.clean()
