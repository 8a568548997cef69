"""The filing: every column of domain.md §1.5 has a value of its own, and no cell is a formula."""

import csv
import io
from datetime import timedelta

import pytest

from internships import exports
from internships.models import Insurance, Placement
from tests import internship_factories as f

# As domain.md §1.5 lists them.
ASKED = [
    "学号",
    "姓名",
    "入学年份",
    "院系",
    "班级",
    "专业",
    "课程名称/代码",
    "学分",
    "实习类型",
    "实习组织形式",
    "实习方式",
    "学年",
    "校内指导老师",
    "实习单位名称",
    "统一社会信用代码",
    "实习地区及代码",
    "详细地址",
    "岗位",
    "起止时间",
    "实际实习天数",
    "实习报酬(元/月)",
    "企业指导人员",
    "是否有实习责任险",
    "是否有人身意外险",
    "是否安全教育培训",
    "是否签三方协议",
    "是否校级及以上实习基地",
    "审核状态",
]


def test_every_column_that_a_filing_asks_for_exists():
    assert len(exports.COLUMNS) == len(ASKED) == 28


def test_the_columns_tell_the_placement(placement, student, plan):
    log = f.submitted(f.WeeklyLogFactory(placement=placement, days_worked=4))
    type(log).objects.filter(pk=log.pk).update(state="approved")
    Insurance.objects.create(
        placement=placement, state="recorded", starts_on=placement.starts_on,
        ends_on=placement.ends_on + timedelta(days=1),
    )  # fmt: skip

    told = dict(zip(exports.COLUMNS, exports.row(Placement.objects.get()), strict=True))

    named = ("student_no", "course", "region", "days_worked", "liability", "accident")
    assert {name: told[name] for name in named} == {
        "student_no": student.student_no, "course": "岗位实习 SX001", "region": "苏州 320500", "days_worked": 4,
        "liability": True, "accident": False,
    }  # fmt: skip
    assert [name for name, value in told.items() if value is None] == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\u00a0=", "\n=", "\u200b@"])
def test_no_cell_is_a_formula(start):
    assert exports.neutral(f"{start}1+1").startswith("'")


def test_a_name_that_is_a_formula_stays_a_name(placement, student):
    student.user.name = "=HYPERLINK(1)"
    student.user.save()

    rows = list(csv.reader(io.StringIO(exports.filing_csv(Placement.objects.all()).lstrip("\ufeff"))))

    assert (len(rows), len(rows[0]), rows[1][1]) == (2, 30, "'=HYPERLINK(1)")
