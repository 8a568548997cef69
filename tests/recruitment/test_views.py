"""The pages: what they show to whom, what they do without JavaScript, and what they cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marketplace.models import PersonalDataView
from recruitment import services
from recruitment.models import Application, Interview, Offer, Position, Resume, ResumeUpload
from recruitment.states import ApplicationState as A
from tests import factories
from tests.recruitment.conftest import lawful
from tests.recruitment.test_reading import word

MOST_QUERIES = 12


def url(path, *args):
    return reverse(f"recruitment:{path}", args=args)


def position_data(**changes):
    said = {name: str(value).lower() if isinstance(value, bool) else value for name, value in lawful().items()}
    rows = {"standard-TOTAL_FORMS": 1, "standard-INITIAL_FORMS": 0, "standard-0-level": 4, "standard-0-weight": 5}
    return {**said, "kind": "post_internship", "hazards": "none", **rows, **changes}


@pytest.fixture
def mentor_terms(mentor):
    today = timezone.localdate()
    return {
        "pay_cny_per_month": 4200, "starts_on": today + timedelta(days=30), "ends_on": today + timedelta(days=200),
        "reply_by": today + timedelta(days=5), "mentor": mentor.pk,
    }  # fmt: skip


def test_hr_writes_a_position_without_javascript(as_, hr, major, skill):
    data = position_data(majors=[major.pk], **{"standard-0-skill": " ＰＬＣ programming"})

    answer = as_(hr).post(url("position_create"), data)

    position = Position.objects.get()
    assert (answer.status_code, answer.url) == (302, position.get_absolute_url())
    assert (position.hazards, position.night_shift, position.region) == ([], False, "320500")
    assert list(position.skill_standard.values_list("skill", "level", "weight")) == [(skill.pk, 4, 5)]


def test_a_wrong_form_keeps_what_was_typed(as_, hr):
    answer = as_(hr).post(
        url("position_create"), position_data(title="", openings=-1, **{"standard-0-skill": "炼金术"})
    )

    assert (answer.status_code, Position.objects.count()) == (422, 0)
    assert 'value="炼金术"' in answer.text
    assert 'value="-1"' in answer.text


@pytest.mark.parametrize("field", ["title", "description", "tasks", "city", "board_and_lodging"])
@pytest.mark.parametrize(
    "value",
    [
        "x\0y",
        "长" * 10_000,
        "{{7*7}}",
        "%s%n",
        "'\";--",
        "<svg onload>",
        "\u202e",
        "👩‍👩‍👧",
        "𠮷",
        "e" + "\u0301" * 500,
    ],
)
def test_no_text_breaks_the_form_of_a_position(as_, hr, field, value):
    answer = as_(hr).post(url("position_create"), position_data(**{field: value}))

    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert getattr(Position.objects.get(), field) == value


@pytest.mark.parametrize("value", ["-1", "0", "1e309", "NaN", "١٢٣", "1,5", "9" * 40])
@pytest.mark.parametrize("field", ["openings", "pay_cny_per_month", "hours_per_day", "labour_grade"])
def test_no_number_breaks_the_form_of_a_position(as_, hr, field, value):
    assert as_(hr).post(url("position_create"), position_data(**{field: value})).status_code in (302, 422)


@pytest.mark.parametrize("value", ["0000-00-00", "2026-02-30", "9999-12-31", "x"])
def test_no_date_breaks_the_form_of_a_position(as_, hr, value):
    answer = as_(hr).post(url("position_create"), position_data(starts_on=value, ends_on="9999-12-31"))

    assert answer.status_code in (302, 422)


def test_the_law_panel_answers_to_a_form_that_is_not_finished(as_, hr):
    answer = as_(hr).post(url("position_law"), {"hours_per_day": "9", "title": "夜总会服务", "openings": "x"})

    assert answer.status_code == 200
    assert "夜总会" in answer.text
    assert "9 hours a day" in answer.text


def test_fields_that_no_form_has_are_ignored(as_, hr, draft, enterprise, stranger):
    other = stranger.memberships.get().enterprise
    data = position_data(state="open", enterprise=other.pk, created_by=stranger.pk, import_key="x")

    as_(hr).post(url("position_edit", draft.pk), data)

    draft.refresh_from_db()
    assert (draft.state, draft.enterprise, draft.created_by, draft.import_key) == ("draft", enterprise, hr, "")


def test_publishing_asks_for_the_reasons_the_law_wants(as_, hr, draft):
    services.change_position(draft, by=hr, pay_cny_per_month=3000)
    browser = as_(hr)

    first = browser.post(url("position_publish", draft.pk))
    second = browser.post(url("position_publish", draft.pk), {"reason-L10": "包食宿"})

    assert (first.status_code, 'name="reason-L10"' in first.text, second.status_code) == (422, True, 302)
    assert Position.objects.get().state == "open"
    assert "包食宿" in browser.get(draft.get_absolute_url()).text


def test_a_student_applies_withdraws_and_sees_the_story(as_, open_position, student):
    browser = as_(student.user)

    refused = browser.post(url("position_apply", open_position.pk), {"message": "您好"})
    sent = browser.post(url("position_apply", open_position.pk), {"message": "您好", "consent": "on"})
    again = browser.post(url("position_apply", open_position.pk), {"message": "您好", "consent": "on"})

    assert (refused.status_code, sent.status_code, again.url) == (422, 302, sent.url)
    browser.post(sent.url + "withdraw/")
    assert [step["label"] for step in browser.get(sent.url).context["steps"]] == ["submitted", "withdrawn"]


def test_an_application_is_sent_and_decided_with_few_statements(
    as_, open_position, student, hr, settings, django_assert_max_num_queries
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    first = factories.StudentFactory(student_class=student.student_class)
    for each in (first, student):  # the first time a process learns what it remembers
        browser = as_(each.user)
        with django_assert_max_num_queries(100 if each == first else 32):
            sent = browser.post(url("position_apply", open_position.pk), {"consent": "on"})
        browser = as_(hr)
        with django_assert_max_num_queries(100 if each == first else 14):
            browser.post(sent.url + "shortlist/")
        with django_assert_max_num_queries(100 if each == first else 16):
            browser.post(sent.url + "reject/", {"reason": "filled"})

    assert {*Application.objects.values_list("student", "state")} == {(first.pk, "rejected"), (student.pk, "rejected")}


def test_a_student_whom_the_law_keeps_out_reads_why(as_, open_position, student):
    student.student_class.cohort = timezone.localdate().year + 1
    student.student_class.save()

    answer = as_(student.user).post(url("position_apply", open_position.pk), {"consent": "on"})

    assert (answer.status_code, Application.objects.count()) == (422, 0)
    assert "No post internship in the first year" in answer.text


def test_hr_goes_the_whole_way_without_javascript(as_, applied, hr, mentor_terms):
    browser, at = as_(hr), timezone.localtime() + timedelta(days=3)

    browser.post(url("application_move", applied.pk, "shortlist"))
    browser.post(
        url("application_invite", applied.pk), {"at": f"{at:%Y-%m-%dT%H:%M}", "minutes": 30, "place": "会议室"}
    )
    answer = browser.post(url("application_offer", applied.pk), mentor_terms)

    applied.refresh_from_db()
    assert (answer.status_code, applied.state) == (302, A.OFFERED)
    assert (Interview.objects.count(), Offer.objects.get().mentor_id) == (1, mentor_terms["mentor"])


def test_an_offer_names_a_mentor_of_this_enterprise_or_a_new_one(as_, applied, hr, mentor_terms, stranger):
    services.shortlist(applied, by=hr)
    browser, terms = as_(hr), {name: value for name, value in mentor_terms.items() if name != "mentor"}

    nobody = browser.post(url("application_offer", applied.pk), terms)
    foreign = browser.post(url("application_offer", applied.pk), {**terms, "mentor": stranger.pk})
    new = browser.post(url("application_offer", applied.pk), {**terms, "mentor_name": "韩", "mentor_email": "h@x.cn"})

    assert [answer.status_code for answer in (nobody, foreign, new)] == [422, 422, 302]
    assert Offer.objects.get().mentor.name == "韩"


def test_a_rejection_for_missing_skills_names_them(as_, applied, hr, skill):
    services.change_position(applied.position, by=hr, standard=[{"skill": skill}])
    browser = as_(hr)

    unnamed = browser.post(url("application_reject", applied.pk), {"reason": "skills"})
    named = browser.post(url("application_reject", applied.pk), {"reason": "skills", "missing_skills": skill.pk})

    assert (unnamed.status_code, named.status_code) == (422, 302)
    assert str(skill) in as_(applied.student.user).get(applied.get_absolute_url()).text


def test_a_lost_race_is_told_as_a_conflict(as_, applied, hr, student):
    services.withdraw(applied, by=student.user)

    assert as_(hr).post(url("application_move", applied.pk, "shortlist")).status_code == 409
    assert as_(hr).post(url("application_reject", applied.pk), {"reason": "filled"}).status_code == 409


def test_moves_want_post(as_, applied, hr):
    assert as_(hr).get(url("application_move", applied.pk, "shortlist")).status_code == 405
    assert as_(hr).post(url("application_move", applied.pk, "lapse")).status_code == 404


def test_the_student_sees_who_of_the_enterprise_looked_and_nobody_else_is_kept(as_, applied, hr, supervisor, student):
    for user in (hr, supervisor, student.user):
        as_(user).get(applied.get_absolute_url())
    as_(hr).get(url("application_resume", applied.pk))

    assert list(PersonalDataView.objects.values_list("viewer", "what")) == [(hr.pk, "resume"), (hr.pk, "application")]
    assert as_(student.user).get(applied.get_absolute_url()).text.count(hr.name) >= 2


def test_phone_and_mail_are_shown_to_hr_after_acceptance_only(as_, applied, hr, student):
    student.user.phone = "13800001234"
    student.user.save()
    before = as_(hr).get(applied.get_absolute_url()).text
    Application.objects.update(state=A.ACCEPTED)

    assert ("13800001234" in before, "13800001234" in as_(hr).get(applied.get_absolute_url()).text) == (False, True)


def test_thirty_days_after_a_rejection_hr_no_longer_sees_the_resume(as_, applied, hr, student):
    Application.objects.update(state=A.REJECTED, state_at=timezone.now() - timedelta(days=30), resume={"about": "机密"})

    assert "机密" not in as_(hr).get(applied.get_absolute_url()).text
    assert as_(hr).get(url("application_resume", applied.pk)).status_code == 403
    assert "机密" in as_(student.user).get(applied.get_absolute_url()).text


def test_a_resume_is_written_and_read_back(as_, student):
    rows = {
        "entries-TOTAL_FORMS": 2,
        "entries-INITIAL_FORMS": 0,
        "entries-0-section": "project",
        "entries-0-title": "分拣线",
    }
    browser = as_(student.user)

    saved = browser.post(url("resume"), {"headline": "机电", **rows})
    wrong = browser.post(
        url("resume"), {"headline": "长" * 121, **rows, "entries-1-title": "x", "entries-1-section": ""}
    )

    assert (saved.status_code, wrong.status_code) == (302, 422)
    assert [entry.title for entry in Resume.objects.get().entries.all()] == ["分拣线"]


@pytest.mark.parametrize("stored", [0, 1], ids=["the form sent twice", "the headline changed alone"])
def test_an_entry_of_the_resume_that_is_as_it_was_stays(as_, student, stored):
    rows = {"entries-TOTAL_FORMS": 1, "entries-0-section": "project", "entries-0-title": "分拣线"}
    browser = as_(student.user)

    browser.post(url("resume"), {"headline": "机电", **rows, "entries-INITIAL_FORMS": 0})
    browser.post(url("resume"), {"headline": "数控", **rows, "entries-INITIAL_FORMS": stored})

    assert [entry.title for entry in Resume.objects.get().entries.all()] == ["分拣线"]


def test_an_upload_is_read_and_its_skills_are_answered_in_one_form(as_, student, skill):
    browser = as_(student.user)
    file = SimpleUploadedFile("简历.docx", word("三年实训经验,熟悉可编程控制器编程与电气接线图。"))

    page = browser.post(url("upload_create"), {"file": file}).url
    claim = ResumeUpload.objects.get().claims.get()
    answer = browser.post(page, {f"claim-{claim.pk}-level": "4"})

    assert (answer.status_code, student.evidence.get().level) == (302, 4)


def test_a_renamed_program_is_refused_at_the_field(as_, student):
    answer = as_(student.user).post(url("upload_create"), {"file": SimpleUploadedFile("cv.pdf", b"MZ\x90" * 100)})

    assert answer.status_code == 422
    assert "neither a PDF nor a Word file" in answer.text


def test_hr_imports_a_file_without_javascript(as_, hr, enterprise):
    browser = as_(hr)
    table = SimpleUploadedFile("岗位.csv", "a,b\n钳工,装配\n".encode())

    page = browser.post(url("import_list"), {"file": table}).url
    browser.post(page, {"title": "a", "description": "b"})
    assert "钳工" in browser.get(page).text
    browser.post(page + "run/")

    assert (Position.objects.get().title, browser.get(page).context["done"]) == ("钳工", 1)


def test_lists_cost_the_same_for_one_row_and_for_a_hundred(as_, enterprise, hr, student):
    def more(count):
        for _ in range(count):
            position = factories.PositionFactory(enterprise=enterprise, created_by=hr)
            factories.ApplicationFactory(position=position, student=factories.StudentFactory())
            factories.ApplicationFactory(position=position, student=student)

    more(1)
    one = _costs(as_, student.user, hr)
    more(100)

    assert _costs(as_, student.user, hr) == one
    assert max(one.values()) <= MOST_QUERIES


def test_one_position_and_one_application_stay_within_the_limit(as_, open_position, student, hr):
    application = factories.ApplicationFactory(position=open_position, student=student)
    for skill in factories.SkillFactory.create_batch(3):
        open_position.skill_standard.create(skill=skill)

    assert _queries(Client(), open_position.get_absolute_url()) == 4
    assert _queries(as_(hr), application.get_absolute_url()) <= MOST_QUERIES
    assert _queries(as_(student.user), application.get_absolute_url()) <= MOST_QUERIES + 1


def _costs(as_, student, hr):
    pages = [
        (student, "position_list"),
        (student, "application_list"),
        (hr, "position_manage"),
        (hr, "application_list"),
    ]
    return {(user.pk, page): _queries(as_(user), url(page)) for user, page in pages}


def _queries(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)
