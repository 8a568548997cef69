"""The pages: what is typed is kept, what is done twice is done once, what is far is not found."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from internships import services
from internships.models import Incident, LogEntry, Placement, WeeklyLog
from tests import factories
from tests import internship_factories as f
from tests.internships.test_artifacts import picture


def this_monday():
    return services.monday(timezone.localdate())


def week_data(week_on, *, rows=1, version=0, **kwargs):
    data = {"week_on": week_on.isoformat(), "version": version, "days_worked": 5, "note": ""}
    data |= {"entries-TOTAL_FORMS": rows, "entries-INITIAL_FORMS": 0}
    for number in range(rows):
        data |= {f"entries-{number}-{name}": "" for name in ("skill", "difficulty", "next_step")}
        day = min(week_on, timezone.localdate())
        data |= {f"entries-{number}-position": number, f"entries-{number}-on": day.isoformat()}
        data[f"entries-{number}-task"] = f"换接头{number}"
    return data | kwargs


@pytest.fixture
def week_url(placement):
    return reverse("internships:log_week", args=[placement.pk])


def test_a_future_week_is_refused_at_its_field_and_the_text_is_kept(as_, student, week_url):
    data = week_data(this_monday() + timedelta(weeks=1), submit="1")

    response = as_(student.user).post(week_url, data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["week_on"]
    assert "换接头0" in response.text
    assert WeeklyLog.objects.count() == 0


def test_a_day_to_come_is_refused_at_its_field(as_, student, week_url):
    data = week_data(this_monday()) | {"entries-0-on": (this_monday() + timedelta(days=8)).isoformat()}

    response = as_(student.user).post(week_url, data)

    assert response.status_code == 422
    assert list(response.context["rows"].forms[0].errors) == ["on"]


def test_a_week_is_saved_and_submitted_once(as_, student, week_url, placement):
    client, data = as_(student.user), week_data(this_monday(), rows=2, submit="1")

    answers = [client.post(week_url, data).status_code for _ in range(2)]

    assert answers == [302, 302]
    log = WeeklyLog.objects.get()
    assert (log.state, log.entries.count()) == ("submitted", 2)


def test_a_photo_is_kept_without_its_place_and_shown_to_its_readers(as_, student, week_url, supervisor, stranger):
    data = week_data(this_monday()) | {"entries-0-artifact": SimpleUploadedFile("现场.png", picture("PNG"))}
    as_(student.user).post(week_url, data | {"submit": "1"})
    entry = WeeklyLog.objects.get().entries.get()

    response = as_(supervisor).get(reverse("internships:artifact", args=[entry.pk]))

    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert io.BytesIO(response.getvalue()).read(2) == b"\xff\xd8"
    assert as_(stranger).get(reverse("internships:artifact", args=[entry.pk])).status_code == 404


def test_a_hostile_file_is_refused_at_its_field_and_the_text_is_kept(as_, student, week_url):
    data = week_data(this_monday()) | {"entries-0-artifact": SimpleUploadedFile("a.jpg", b"MZ executable")}

    response = as_(student.user).post(week_url, data)

    assert response.status_code == 422
    assert list(response.context["rows"].forms[0].errors) == ["artifact"]
    assert "换接头0" in response.text


def test_the_draft_is_saved_while_typing_and_tells_its_version(as_, student, placement):
    url = reverse("internships:log_autosave", args=[placement.pk])
    client = as_(student.user)

    first = client.post(url, week_data(this_monday()))
    second = client.post(url, week_data(this_monday(), rows=2, version=1))

    assert ['value="1"' in first.text, 'value="2"' in second.text] == [True, True]
    assert [entry.task for entry in WeeklyLog.objects.get().entries.all()] == ["换接头0", "换接头1"]


def test_two_windows_get_the_other_text_and_keep_the_own(as_, student, week_url, placement):
    client = as_(student.user)
    client.post(week_url, week_data(this_monday(), save="1"))

    response = client.post(week_url, week_data(this_monday(), **{"entries-0-task": "另一个窗口", "save": "1"}))

    assert response.status_code == 409
    assert "另一个窗口" in response.text
    assert "换接头0" in response.text


def test_the_quiet_rest_is_approved_from_the_page_once(as_, supervisor, log):
    WeeklyLog.objects.update(risk=0)
    client, url = as_(supervisor), reverse("internships:log_approve_quiet")

    answers = [client.post(url, {"log": [log.pk]}).status_code for _ in range(2)]

    assert answers == [302, 302]
    log.refresh_from_db()
    assert log.state == "approved"


def test_approve_and_next_leads_to_the_next_week(as_, supervisor, placement):
    first, second = (f.submitted(f.WeeklyLogFactory(placement=placement, weeks_ago=n)) for n in (1, 2))

    response = as_(supervisor).post(reverse("internships:log_approve", args=[first.pk]), {"next": "1"})

    assert response.url == second.get_absolute_url()


def test_returning_without_words_is_refused_with_a_way_back(as_, supervisor, log):
    response = as_(supervisor).post(reverse("internships:log_return", args=[log.pk]), {"reason": ""})

    assert response.status_code == 409
    assert log.state == "submitted"


@pytest.mark.parametrize("name", ["log_approve", "log_return"])
def test_who_may_only_read_a_week_may_not_decide(as_, mentor, log, name, stranger):
    url = reverse(f"internships:{name}", args=[log.pk])

    assert as_(mentor).post(url, {"reason": "r"}).status_code == 403
    assert as_(stranger).post(url, {"reason": "r"}).status_code == 404


def test_a_report_sent_twice_is_one_report(as_, student, placement):
    url = reverse("internships:incident_new", args=[placement.pk])
    data = {"kind": "hours", "happened_on": timezone.localdate().isoformat(), "words": "连续两周夜班"}

    for _ in range(2):
        as_(student.user).post(url, data)

    assert Incident.objects.count() == 1


def test_the_enterprise_does_not_see_a_report(as_, mentor, hr, incident):
    for user in (mentor, hr):
        assert incident.get_kind_display() not in as_(user).get(incident.placement.get_absolute_url()).text


def test_a_granted_early_end_ends_the_placement(as_, early_end, coordinator):
    as_(coordinator).post(reverse("internships:early_end_move", args=[early_end.pk, "grant"]))

    assert Placement.objects.get().state == "terminated"


def test_the_agreement_is_a_pdf_with_its_three_sides(as_, prepared, student):
    from pypdf import PdfReader

    response = as_(student.user).get(reverse("internships:agreement_pdf", args=[prepared.pk]))

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert response.headers["Content-Type"] == "application/pdf"
    for name in (prepared.school.name, prepared.enterprise.name, student.user.display_name):
        assert name in text.replace("\n", "")


def test_a_plan_is_made_confirmed_and_used(as_, internship_office, student):
    client = as_(internship_office)
    major, cohort = student.student_class.major, student.student_class.cohort
    data = {
        "name": "方案", "majors": [major.pk], "cohort": cohort, "starts_on": "2026-01-01", "ends_on": "2026-12-31",
        "academic_year": "2026-2027", "course_name": "岗位实习", "credits": 20, "required_logs": 12,
        "school_weight": 40,
        "enterprise_weight": 40, "log_weight": 20, "disagreement_threshold": 15, "excellent_from": 90, "good_from": 75,
        "pass_from": 60, "appeal_days": 7, "safety_pass_mark": 80, "safety_attempts": 3,
    }  # fmt: skip
    rubric = {"criteria-TOTAL_FORMS": 1, "criteria-INITIAL_FORMS": 0, "criteria-0-zh": "技能", "criteria-0-weight": 100}

    wrong = client.post(reverse("internships:plan_new"), data | {"log_weight": 30})
    made = client.post(reverse("internships:plan_new"), data)
    kept = [client.post(made.url, rubric) for _click in range(2)]
    plan = internship_office.memberships.get().school.internship_plans.get()
    client.post(reverse("internships:plan_move", args=[plan.pk, "confirm"]))

    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["log_weight"])
    plan.refresh_from_db()
    assert ([answer.status_code for answer in kept], plan.state) == ([302, 302], "confirmed")
    assert [each.zh for each in plan.rubric.criteria.all()] == ["技能"]


def _another(placement):
    application = factories.ApplicationFactory(position=placement.position)
    return f.PlacementFactory(application=application, plan=placement.plan, mentor=placement.mentor,
                              supervisor=placement.supervisor)  # fmt: skip


LISTS = [
    ("internships:placement_list", "supervisor", 0),
    ("internships:gate_list", "coordinator", 0),
    ("internships:log_queue", "supervisor", 0),
    ("internships:confirmation_list", "mentor", "?all"),
    ("internships:grade_list", "coordinator", "?tab=scoring"),
    ("internships:event_list", "supervisor", 0),
    ("internships:filing_export", "coordinator", 0),
]


@pytest.mark.parametrize(("url", "actor", "query"), LISTS, ids=[name for name, *_ in LISTS])
def test_a_list_costs_the_same_for_one_and_many(
    request, as_, django_assert_max_num_queries, placement, url, actor, query
):
    user = request.getfixturevalue(actor)
    client = as_(user)
    costs = []
    for placements in ([placement], [_another(placement) for _ in range(3)]):
        for each in placements:
            f.submitted(f.WeeklyLogFactory(placement=each))
            services.open_grading(each)
            services.report_incident(each, by=each.student.user, kind="pay", happened_on=each.starts_on, words="x")
            if "gate" in url:
                Placement.objects.filter(pk=each.pk).update(state="agreed")
        with django_assert_max_num_queries(12) as queries:
            response = client.get(reverse(url) + (query or ""))
        assert response.status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_page_of_plans_costs_the_same_for_one_and_many(as_, django_assert_max_num_queries, plan, internship_office):
    costs = []
    as_(internship_office).get(reverse("internships:plan_list"))
    for number in (0, 3):
        [f.PlanFactory(name=f"方案{n}") for n in range(number)]
        with django_assert_max_num_queries(12) as queries:
            as_(internship_office).get(reverse("internships:plan_list"))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_gates_of_a_placement_at_work_are_read_when_somebody_asks(as_, student, placement):
    client, address = as_(student.user), placement.get_absolute_url()

    folded, opened = client.get(address), client.get(address + "?gates")

    assert ["gates" in answer.context for answer in (folded, opened)] == [False, True]
    assert [row["gate"].key for row in opened.context["gates"]][:2] == ["plan", "partner"]


def test_a_week_is_saved_and_handed_in_with_few_statements(
    as_, student, placement, settings, django_assert_max_num_queries
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    client, week = as_(student.user), this_monday()
    page, saving = (reverse(f"internships:{name}", args=[placement.pk]) for name in ("log_week", "log_autosave"))
    client.post(saving, week_data(week))  # the week is made, and what a process remembers is known

    with django_assert_max_num_queries(11):
        client.post(saving, week_data(week, rows=2, version=1))
    with django_assert_max_num_queries(11):
        client.post(saving, week_data(week, rows=5, version=2))
    keys = set(LogEntry.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(19):
        client.post(page, week_data(week, rows=5, version=3, submit="1", note="done"))

    log = placement.logs.get()
    assert (log.state, log.version, log.note, log.entries.count()) == ("submitted", 4, "done", 5)
    assert set(LogEntry.objects.values_list("pk", flat=True)) == keys
