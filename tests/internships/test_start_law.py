"""The law at the start: one record of it, and what the internship office has to release for a coordinator."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from internships import services
from internships.models import Placement
from marketplace import todo
from marketplace.law import releases, store
from marketplace.models import LawCheck, LawRelease, Notice
from tests.internships.test_gates import all_gates, refused

TOMORROW = timedelta(days=1)


@pytest.fixture
def ready(prepared, coordinator, hr, student):
    """A placement that begins tomorrow, with every gate passed and nothing against it."""
    Placement.objects.update(starts_on=timezone.localdate() + TOMORROW)
    prepared.refresh_from_db()
    return all_gates(prepared, {"school": coordinator, "enterprise": hr, "student": student.user})


@pytest.fixture
def abroad(ready, internship_office):
    """The same in another province, without a filing number: rule L20, which names the internship office alone."""
    Placement.objects.update(region="440300", filing_no="")
    return Placement.objects.get()


def ask(placement, by, reason="企业总部在广东"):
    services.ask_release(placement, by=by, reasons={"L20": reason})
    return LawRelease.objects.get()


def start(placement, by, **kwargs):
    services.start(placement, by=by, at=timezone.now() + TOMORROW, **kwargs)


def test_one_start_keeps_one_record_of_the_law(ready, coordinator):
    start(ready, coordinator)

    [record] = LawCheck.objects.filter(object_id=ready.pk, content_type__model="placement")
    codes = [finding.code for finding in store.findings_of(record)]
    assert {"L2", "L14", "L15", "L27"} <= set(codes)
    assert len(codes) == len(set(codes))


def test_starting_twice_keeps_one_record(ready, coordinator):
    start(ready, coordinator)
    start(ready, coordinator)

    assert LawCheck.objects.filter(object_id=ready.pk, content_type__model="placement").count() == 1


def test_a_coordinator_alone_cannot_start_it(abroad, coordinator):
    assert refused(lambda: start(abroad, coordinator)) == "against_law"


def test_the_office_is_asked_releases_and_the_coordinator_starts(abroad, coordinator, internship_office):
    release = ask(abroad, coordinator)
    assert todo.items(todo.waiting_for(internship_office)[:9], internship_office)[0].object == release

    releases.grant(release, by=internship_office, reason="已报省厅备案", filing_no="粤备1")
    start(abroad, coordinator)

    [said] = store.kept(abroad).overrides
    assert (said["code"], said["role"], said["by"], said["filing_no"]) == (
        "L20",
        "internship_office",
        internship_office.pk,
        "粤备1",
    )
    assert "release_granted" in Notice.objects.filter(user=coordinator).values_list("kind", flat=True)


def test_a_released_placement_begins_by_itself(abroad, coordinator, internship_office):
    on_the_day = timezone.now() + TOMORROW
    assert services.start_due(on_the_day) == 0

    releases.grant(ask(abroad, coordinator), by=internship_office, reason="已备案")

    assert services.start_due(on_the_day) == 1


def test_a_refusal_keeps_it_from_starting(abroad, coordinator, internship_office):
    releases.refuse(ask(abroad, coordinator), by=internship_office, reason="请先备案")

    assert refused(lambda: start(abroad, coordinator)) == "against_law"


@pytest.mark.parametrize("who", ["hr", "mentor", "supervisor", "student", "stranger"])
def test_nobody_else_asks(request, abroad, who):
    user = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        ask(abroad, getattr(user, "user", user))


def test_nothing_is_asked_where_nothing_needs_it(ready, coordinator):
    assert refused(lambda: services.ask_release(ready, by=coordinator, reasons={"L20": "x"})) == "no_release"


def test_asking_wants_a_reason_and_twice_is_once(abroad, coordinator):
    assert refused(lambda: ask(abroad, coordinator, reason=" ")) == "reason_required"
    ask(abroad, coordinator)
    ask(abroad, coordinator)

    assert LawRelease.objects.count() == 1


def test_the_page_offers_to_ask_and_then_says_whose_turn_it_is(as_, abroad, coordinator):
    url = reverse("internships:placement_start", args=[abroad.pk])
    before = as_(coordinator).get(url)

    ask_url = reverse("internships:placement_release", args=[abroad.pk])
    answer = as_(coordinator).post(ask_url, {"reason-L20": "企业总部在广东"})
    after = as_(coordinator).get(url)

    assert [finding.code for finding, _ in before.context["to_release"]] == ["L20"]
    assert (answer.status_code, after.context["to_release"]) == (302, [])
    assert [release.state for release in after.context["releases"]] == ["pending"]


def test_the_office_itself_needs_no_release(as_, abroad, internship_office):
    page = as_(internship_office).get(reverse("internships:placement_start", args=[abroad.pk]))

    assert ([finding.code for finding in page.context["soft"]], page.context["to_release"]) == (["L20"], [])
