import gzip
import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from recruitment import exports, services
from recruitment.importing import job, sheets
from recruitment.importing.columns import guess
from recruitment.importing.rows import Reader
from recruitment.models import ImportRow, Position, PositionImport
from recruitment.skill_finder import finder

HEAD = "岗位名称,职位描述,城市,月薪,截止日期\n"
GOOD = "钳工实习生,装配与可编程控制器编程,苏州,3500,2027-03-01\n"
NAMES = {"title": "t", "description": "d", "pay": "p", "openings": "n", "starts_on": "s", "ends_on": "e", "majors": "m"}


def start(enterprise, hr, text, name="岗位.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return services.start_import(enterprise, by=hr, file=SimpleUploadedFile(name, content))


def cells(**given):
    return {"t": "钳工实习生", "d": "装配", **given}


def states(source):
    return list(source.rows.values_list("number", "status"))


def test_an_import_makes_drafts_with_the_skills_of_their_text(enterprise, hr, skill):
    source = start(enterprise, hr, HEAD + GOOD)
    services.run_import(source, by=hr)

    position = Position.objects.get()
    assert (position.state, position.title, position.pay_cny_per_month) == ("draft", "钳工实习生", 3500)
    assert (position.closes_on, position.night_shift) == (date(2027, 3, 1), None)
    assert list(position.skill_standard.values_list("skill", "level", "must")) == [(skill.pk, 3, False)]
    assert hr.has_perm("change_position", position)


def test_a_bad_row_is_refused_with_its_reason_and_the_others_go_on(enterprise, hr):
    source = start(
        enterprise, hr, HEAD + "," * 4 + "\n" + ",没有名称,苏州,3500,\n" + GOOD + "车工,车削,苏州,很多,不知道\n"
    )
    services.run_import(source, by=hr)

    assert states(source) == [(1, "refused"), (2, "made"), (3, "refused")]
    assert [row.problems for row in source.rows.filter(status="refused")] == [
        [["title", "required", ""]],
        [["pay", "not_a_number", "很多"], ["closes_on", "not_a_date", "不知道"]],
    ]


def test_the_same_row_is_one_position_in_one_file_and_in_two(enterprise, hr):
    services.run_import(start(enterprise, hr, HEAD + GOOD + GOOD), by=hr)
    services.run_import(
        start(enterprise, hr, HEAD + GOOD.replace("3500", " 3500 ") + GOOD.replace("钳工", "车工")), by=hr
    )

    assert Position.objects.count() == 2
    assert list(ImportRow.objects.order_by("source_id", "number").values_list("status", flat=True)) == [
        "made", "known", "known", "made",
    ]  # fmt: skip


def test_the_same_file_is_one_import_and_runs_once(enterprise, hr):
    source = start(enterprise, hr, HEAD + GOOD)
    services.run_import(source, by=hr)
    services.run_import(start(enterprise, hr, HEAD + GOOD), by=hr)

    assert (PositionImport.objects.count(), ImportRow.objects.count()) == (1, 1)


def test_an_import_whose_worker_was_killed_goes_on_where_it_stopped(enterprise, hr, monkeypatch):
    source = start(enterprise, hr, HEAD + GOOD + GOOD.replace("钳工", "车工") + GOOD.replace("钳工", "铣工"))
    services.queue_import(source, by=hr)
    monkeypatch.setattr(job, "_import", _dies_at_row(2, job._import))
    with pytest.raises(SystemExit):
        job.run(source.pk)
    monkeypatch.undo()

    with pytest.raises(job.Busy):
        job.run(source.pk)
    PositionImport.objects.update(beat_at=timezone.now() - job.SILENT)
    job.run(source.pk)

    source.refresh_from_db()
    assert (source.status, states(source)) == ("done", [(1, "made"), (2, "made"), (3, "made")])


def _dies_at_row(number, real):
    def die(source, at, row):
        if at == number:
            raise SystemExit
        return real(source, at, row)

    return die


def test_two_workers_do_not_run_one_import(enterprise, hr):
    source = start(enterprise, hr, HEAD + GOOD)
    PositionImport.objects.update(status="running", beat_at=timezone.now())

    with pytest.raises(job.Busy):
        job.run(source.pk)

    assert ImportRow.objects.count() == 0


def test_only_hr_of_the_enterprise_imports(enterprise, hr, stranger):
    source = start(enterprise, hr, HEAD + GOOD)

    for act in (lambda: start(enterprise, stranger, HEAD), lambda: services.run_import(source, by=stranger)):
        with pytest.raises(PermissionDenied):
            act()
    assert list(PositionImport.objects.visible_to(stranger)) == []


def test_title_and_description_need_a_column(enterprise, hr):
    source = start(enterprise, hr, "a,b\n1,2\n")

    with pytest.raises(ValidationError):
        services.map_import(source, by=hr, mapping={"title": "a"})
    with pytest.raises(ValidationError):
        services.map_import(source, by=hr, mapping={"title": "a", "description": "nowhere"})
    services.map_import(source, by=hr, mapping={"title": "a", "description": "b", "city": ""})

    assert source.mapping == {"title": "a", "description": "b"}


def test_the_dry_run_says_what_would_happen_and_writes_nothing(enterprise, hr, skill):
    trial = services.try_import(start(enterprise, hr, HEAD + GOOD + ",x,,,\n"))

    assert (trial["total"], [number for number, _ in trial["refused"]]) == (2, [2])
    assert services.with_skill_names(trial["sample"])[0][2] == [str(skill)]
    assert Position.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_tables_are_read_in_their_usual_encodings(encoding):
    assert sheets.read((HEAD + GOOD).encode(encoding))[1][0]["岗位名称"] == "钳工实习生"


def test_xlsx_and_json_lines_are_read():
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in (["岗位名称", "月薪", "截止日期"], ["钳工", 3500.0, date(2027, 3, 1)]):
        book.active.append(row)
    book.save(target)
    lines = b'{"a": "x", "n": 3}\n{"a": "y", "list": ["p", "q"]}\n'

    assert sheets.read(target.getvalue())[1] == [{"岗位名称": "钳工", "月薪": "3500", "截止日期": "2027-03-01"}]
    assert sheets.read(gzip.compress(lines)) == (
        ["a", "n", "list"], [{"a": "x", "n": "3", "list": ""}, {"a": "y", "n": "", "list": "p、q"}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not_a_table"),
        (b"\x00\x01\x02" * 50, "not_a_table"),
        (b"PK\x03\x04" + b"x" * 50, "not_a_table"),
        (b'{"a": ' + b"[" * 5000, "not_a_table"),
        (b"\x1f\x8b" + b"x" * 50, "not_a_table"),
        (b"a,a\n1,2\n", "same_column_twice"),
        (b",".join(b"c%d" % n for n in range(201)) + b"\n", "too_many_columns"),
        (b"a\n" + b"1\n" * 20_001, "too_many_rows"),
        (gzip.compress(b"\0" * (sheets.MAX_UNPACKED_BYTES + 1)), "too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_says_why(content, problem):
    with pytest.raises(sheets.BadSheet) as caught:
        sheets.read(content)

    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("said", "pay"),
    [
        ("3500", 3500), ("3,500-4,500元/月", 3500), ("200-300/天", 4350), ("4k-6k", 4000), ("0.8万", 8000),
        ("薪资面议", None),
        ("-", None), ("３５００", 3500),
    ],
)  # fmt: skip
def test_pay_becomes_yuan_a_month(db, said, pay):
    assert Reader(NAMES).read(cells(p=said)).fields["pay_cny_per_month"] == pay


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"t": "长" * 81}, ["title", "too_long", ""]),
        ({"s": "2027-02-30"}, ["starts_on", "not_a_date", "2027-02-30"]),
        ({"s": "2027-05-01", "e": "2027-04-01"}, ["ends_on", "invalid", "2027-04-01"]),
        ({"n": "-3"}, ["openings", "not_a_number", "-3"]),
        ({"n": "0"}, ["openings", "invalid", ""]),
        ({"n": "1e309"}, None),
        ({"n": "99999999"}, ["openings", "invalid", ""]),
        ({"m": "炼金术"}, ["majors", "unknown_major", "炼金术"]),
        ({"p": "99999999999"}, ["pay", "invalid", "99999999999"]),
    ],
)
def test_a_row_says_what_is_wrong_with_it(db, given, problem):
    assert Reader(NAMES).read(cells(**given)).problems == ([problem] if problem else [])


def test_majors_and_skills_are_read_by_name_and_code(major, skill):
    mapping = {**NAMES, "skills": "k"}
    row = Reader(mapping, finder()).read(
        cells(m=f"{major.name}、{major.code}", k="PLC programming:4；可编程控制器编程")
    )

    assert row.majors == [major, major]
    assert [(each["skill"], each["level"], each["must"]) for each in row.standard] == [
        (skill, 4, True),
        (skill, 3, True),
    ]


def test_the_usual_columns_are_guessed():
    assert guess(["岗位名称", "日薪", "工作地点", "职位描述", "公司性质"]) == {
        "title": "岗位名称", "description": "职位描述", "city": "工作地点", "pay": "日薪",
    }  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u00a0=1", "\n=1", "＝1"])
def test_a_cell_that_could_begin_a_formula_is_quoted(cell):
    assert exports.plain_cell(cell) == f"'{cell}"


def test_refused_rows_come_back_with_their_reasons(enterprise, hr):
    source = start(enterprise, hr, HEAD + ",=cmd(),苏州,,\n")
    services.run_import(source, by=hr)

    lines = exports.refused_csv(job.rows_of(source), source.rows.all()).decode("utf-8-sig").splitlines()

    assert lines[1].startswith("1,,'=cmd(),苏州,,,")


def test_the_command_imports_and_reports(enterprise, hr, skill, tmp_path):
    file, said = tmp_path / "posts.jsonl.gz", io.StringIO()
    rows = [{"岗位名称": "钳工", "职位描述": "可编程控制器编程"}, {"岗位名称": "", "职位描述": "x"}]
    file.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))

    for extra in (["--dry-run"], [], []):
        call_command("import_positions", str(file), "--enterprise", enterprise.credit_code, *extra, stdout=said)

    assert Position.objects.count() == 1
    assert said.getvalue().count("rows: 2, refused: 1") == 3


@pytest.mark.parametrize("extra", [["--enterprise", "nobody"], ["--map", "nonsense"]])
def test_the_command_says_what_it_cannot_do(enterprise, hr, tmp_path, extra):
    file = tmp_path / "posts.csv"
    file.write_text(HEAD + GOOD)

    with pytest.raises(CommandError):
        call_command("import_positions", str(file), "--enterprise", enterprise.credit_code, *extra)


def test_the_same_row_of_two_enterprises_is_two_positions(enterprise, hr, stranger):
    other = stranger.memberships.get().enterprise
    services.run_import(start(enterprise, hr, HEAD + GOOD), by=hr)
    services.run_import(start(other, stranger, HEAD + GOOD), by=stranger)

    assert {position.enterprise for position in Position.objects.all()} == {enterprise, other}
