import csv
import io
import json
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from curricula import importing, tables
from curricula.models import Course, Coverage, ProgrammeVersion

HEAD = ["课程代码", "课程名称", "课程类别", "学期", "理论学时", "实践学时", "学分", "选修", "技能"]
ROW = ["C1", "可编程控制器应用", "专业核心课", "3", "24", "40", "4", "必修", "可编程控制器:M3; PLC：R2"]


def as_csv(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def as_xlsx(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def outcome_of(*rows):
    return importing.read([HEAD, *rows], importing.guess(HEAD))


def test_headings_of_both_languages_are_recognised():
    assert importing.guess(HEAD) == {
        "code": 0,
        "zh": 1,
        "category": 2,
        "term": 3,
        "hours_theory": 4,
        "hours_practice": 5,
        "credits": 6,
        "elective": 7,
        "coverage": 8,
    }
    assert importing.guess(["Course code", "NAME", "x", "Semester"]) == {"code": 0, "zh": 1, "term": 3}


@pytest.mark.parametrize(
    "content",
    [as_csv(HEAD, ROW).encode(), as_csv(HEAD, ROW).encode("gb18030"), as_xlsx(HEAD, ROW)],
    ids=["utf-8", "gb18030", "xlsx"],
)
def test_a_table_is_read_from_each_kind_of_file(content):
    assert tables.read("plan", content) == [HEAD, ROW]


def test_a_row_becomes_a_course_with_its_skills(skill):
    outcome = outcome_of(ROW)

    assert outcome.errors == []
    assert outcome.courses == {
        "C1": {
            "zh": "可编程控制器应用",
            "en": "",
            "category": "core",
            "term": 3,
            "hours_theory": 24,
            "hours_practice": 40,
            "weeks": 0,
            "credits": "4.0",
            "elective": False,
        }
    }
    assert outcome.coverage == {"C1": {"plc": {"kind": "R", "level": 2}}}


@pytest.mark.parametrize(
    ("column", "text", "part"),
    [
        (0, "", "course code"),
        (1, "", "Chinese name"),
        (2, "魔法", "unknown category"),
        (3, "13", "whole number"),
        (3, "", "whole number"),
        (4, "-1", "whole number"),
        (4, "十", "whole number"),
        (6, "4.25", "credits"),
        (6, "nan", "credits"),
        (7, "也许", "elective"),
        (8, "PLC", "not a skill"),
        (8, "炼丹:M3", "unknown skill"),
        (8, "PLC:M6", "not a skill"),
        (0, "x" * 21, "course code"),
    ],
)
def test_each_mistake_is_named_with_its_row(skill, column, text, part):
    row = [*ROW[:column], text, *ROW[column + 1 :]]

    [(number, message)] = outcome_of(row).errors

    assert number == 2
    assert part in message


def test_a_code_that_stands_twice_is_a_mistake(skill):
    assert [number for number, _ in outcome_of(ROW, ROW).errors] == [3]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (tables.UNPACKED_BYTES + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x81", "not_a_table"),
        (b"a,b\0\n1,2", "not_a_table"),
        (b"PK\x03\x04broken", "not_a_table"),
        (bomb(), "too_large"),
        (b"a,b\n", "empty"),
        (b"a,b\n" + b"1,2\n" * 600, "too_long"),
        (b"x" * (tables.FILE_BYTES + 1), "too_large"),
        (b"", "empty"),
    ],
    ids=["binary", "nul", "broken", "bomb", "empty", "long", "large", "nothing"],
)
def test_hostile_files_get_a_clear_answer(content, code):
    with pytest.raises(ValidationError) as error:
        tables.read("plan.csv", content)

    assert error.value.code == code


@pytest.fixture
def page(client, programme, leader):
    client.force_login(leader)
    return reverse("curricula:plan_import", args=[programme.pk])


def steps(client, page, content):
    """Upload, and give back the form of the second step."""
    response = client.post(page, {"file": SimpleUploadedFile("plan.csv", content), "effective_cohort": 2026})
    columns = {f"column-{c['name']}": c["chosen"] for c in response.context["columns"] if c["chosen"] is not None}
    return response, {"table": response.context["table"], "effective_cohort": 2026, **columns}


def test_the_dry_run_writes_nothing_and_the_second_writing_neither(client, page, skill, programme):
    response, form = steps(client, page, as_csv(HEAD, ROW).encode())
    again = client.post(page, form)
    assert (response.status_code, again.status_code) == (200, 200)
    assert (ProgrammeVersion.objects.count(), Course.objects.count()) == (0, 0)

    first = client.post(page, {**form, "write": "1"})
    second = client.post(page, {**form, "write": "1"})

    version = programme.versions.get()
    assert first.url == second.url == version.get_absolute_url()
    assert (version.state, version.effective_cohort, Course.objects.count(), Coverage.objects.count()) == (
        "draft",
        2026,
        1,
        1,
    )


def test_a_table_with_a_mistake_is_not_written(client, page, skill):
    wrong = [*ROW[:3], "99", *ROW[4:]]
    response, form = steps(client, page, as_csv(HEAD, ROW, ["C2", *wrong[1:]]).encode())

    answer = client.post(page, {**form, "write": "1"})

    assert (response.status_code, answer.status_code, ProgrammeVersion.objects.count()) == (422, 422, 0)


def test_a_column_can_be_corrected_by_hand(client, page, skill):
    head = ["编号甲", *HEAD[1:]]
    response, form = steps(client, page, as_csv(head, ROW).encode())
    corrected = client.post(page, {**form, "column-code": "0"})

    assert (response.status_code, corrected.status_code) == (422, 200)


@pytest.mark.parametrize("table", ["", "{}", "[[1, 2]]", '[["a"], "b"]', "[", json.dumps([["a"]] * 999)])
def test_a_table_that_was_tampered_with_asks_for_the_file_again(client, page, table):
    assert client.post(page, {"table": table, "effective_cohort": "2026"}).status_code == 422


def test_only_who_may_propose_imports(client, page, stranger, affairs):
    for person in (stranger, affairs):
        client.force_login(person)
        assert client.get(page).status_code == 404
