"""A table of courses becomes a plan: which column is what, which rows are wrong and why. Nothing is written here."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curricula.models import Course
from curricula.states import CourseCategory
from marketplace.models import Skill, SkillAlias
from marketplace.vocabulary import fold

NEEDED = ("code", "zh", "category", "term")
FIELDS = (
    "code",
    "zh",
    "en",
    "category",
    "term",
    "hours_theory",
    "hours_practice",
    "weeks",
    "credits",
    "elective",
    "coverage",
)
COVERAGE_LABEL = gettext_lazy("Skills (name:M3; name:R2)")
HEADINGS = {
    "code": "code|course code|课程代码|课程编码|课程编号|代码",
    "zh": "zh|name|course|chinese name|课程名称|课程|名称|中文名称",
    "en": "en|english name|英文名称|课程英文名",
    "category": "category|type|课程类别|课程性质|类别|课程类型",
    "term": "term|semester|开课学期|学期",
    "hours_theory": "hours_theory|theory|hours of theory|理论学时|理论",
    "hours_practice": "hours_practice|practice|hours of practice|实践学时|实践|实训学时",
    "weeks": "weeks|周数|实践周数|整周",
    "credits": "credits|credit|学分",
    "elective": "elective|选修|是否选修|修读性质|必修/选修",
    "coverage": "coverage|skills|技能|覆盖技能|技能覆盖|对应技能",
}
CATEGORIES = {
    "public_basic": "公共基础课|公共基础|公共基础课程|公共课",
    "major_basic": "专业基础课|专业基础|专业基础课程|专业（技能）基础课",
    "core": "专业核心课|专业核心|专业核心课程|核心课|core",
    "extension": "专业拓展课|专业拓展|专业拓展课程|拓展课|专业选修课",
    "practice": "实践教学|实践|集中实践|实训|综合实践|practice",
    "internship": "岗位实习|实习|顶岗实习|internship",
}
YES = {"yes", "y", "true", "1", "是", "选修", "选修课", "elective", "√"}
NO = {"", "no", "n", "false", "0", "否", "必修", "必修课", "required", "×"}
CELL = re.compile(r"^(?P<skill>.+?)\s*[:：]\s*(?P<kind>[IRMirm])\s*(?P<level>[1-5])$")  # fullwidth colon, too


@dataclass
class Outcome:
    """What a table would become: `courses` and `coverage` in the form of `curricula.changes`, and row errors."""

    courses: dict = field(default_factory=dict)
    coverage: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)

    @property
    def n_cells(self):
        return sum(len(row) for row in self.coverage.values())


def labels():
    """The fields a column can be, with their names."""
    return {
        name: COVERAGE_LABEL if name == "coverage" else Course._meta.get_field(name).verbose_name for name in FIELDS
    }


def guess(headings):
    """`{field: column index}` from the words of the first row."""
    folded = [fold(heading) for heading in headings]
    known = {name: [fold(alias) for alias in aliases.split("|")] for name, aliases in HEADINGS.items()}
    found = {
        name: next((i for i, text in enumerate(folded) if text in aliases), None) for name, aliases in known.items()
    }
    return {name: index for name, index in found.items() if index is not None}


def read(rows, mapping):
    """The `Outcome` of `rows` (the first are the headings) with `mapping`. Two queries."""
    outcome = Outcome()
    missing = [str(labels()[name]) for name in NEEDED if name not in mapping]
    if missing:
        outcome.errors.append((1, _("Say which column holds: %(names)s") % {"names": ", ".join(missing)}))
        return outcome
    skills = _skills()
    for number, row in enumerate(rows[1:], start=2):
        values = {name: row[index] if index < len(row) else "" for name, index in mapping.items()}
        _read_row(number, values, skills, outcome)
    return outcome


def key_of(plan, effective_cohort):
    """The same content for the same cohort has the same key: an import is done once."""
    text = json.dumps([plan, effective_cohort], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _read_row(number, values, skills, outcome):
    wrong = []
    fields = _fields(values, wrong)
    code = values["code"]
    if not code or len(code) > 20:
        wrong.append(_("a course code of 1 to 20 characters is needed"))
    elif code in outcome.courses:
        wrong.append(_("the course code %(code)s stands twice") % {"code": code})
    cells = _cells(values.get("coverage", ""), skills, wrong)
    if wrong:
        outcome.errors.append((number, "; ".join(wrong)))
        return
    outcome.courses[code] = fields
    if cells:
        outcome.coverage[code] = cells


def _fields(values, wrong):
    if not values["zh"] or len(values["zh"]) > 80:
        wrong.append(_("a Chinese name of 1 to 80 characters is needed"))
    category = _category(values["category"])
    if category is None:
        wrong.append(_("unknown category: %(text)s") % {"text": values["category"] or "–"})
    elective = fold(values.get("elective", ""))
    if elective not in YES | NO:
        wrong.append(_("neither elective nor required: %(text)s") % {"text": elective})
    return {
        "zh": values["zh"],
        "en": values.get("en", "")[:120],
        "category": category,
        "term": _whole(values, "term", 1, 12, wrong),
        "hours_theory": _whole(values, "hours_theory", 0, 2000, wrong),
        "hours_practice": _whole(values, "hours_practice", 0, 2000, wrong),
        "weeks": _whole(values, "weeks", 0, 60, wrong),
        "credits": _credits(values.get("credits", ""), wrong),
        "elective": elective in YES,
    }


def _category(text):
    folded = fold(text)
    for code, label in CourseCategory.choices:
        if folded in {code, fold(str(label)), *(fold(alias) for alias in CATEGORIES[code].split("|"))}:
            return code
    return None


def _whole(values, name, least, most, wrong):
    text = values.get(name, "") or ("" if name == "term" else "0")
    if text.isascii() and text.isdigit() and least <= int(text) <= most:
        return int(text)
    wrong.append(
        _("%(name)s must be a whole number from %(least)s to %(most)s")
        % {"name": Course._meta.get_field(name).verbose_name, "least": least, "most": most}
    )
    return least


def _credits(text, wrong):
    try:
        value = Decimal(text or "0")
        if value.is_finite() and 0 <= value <= 200 and value == round(value, 1):
            return f"{value:.1f}"
    except InvalidOperation:
        pass
    wrong.append(_("credits must be a number with at most one decimal: %(text)s") % {"text": text})
    return "0.0"


def _cells(text, skills, wrong):
    cells = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;；\n]", text))):
        found = CELL.match(part)
        code = found and skills.get(fold(found["skill"]))
        if not found:
            wrong.append(_("not a skill with its level: %(text)s") % {"text": part})
        elif code is None:
            wrong.append(_("unknown skill: %(text)s") % {"text": found["skill"]})
        else:
            cells[code] = {"kind": found["kind"].upper(), "level": int(found["level"])}
    return cells


def _skills():
    """Every way to write a skill of the vocabulary, folded, with its code."""
    names = dict(SkillAlias.objects.values_list("text", "skill__code"))
    for code, zh, en in Skill.objects.values_list("code", "zh", "en"):
        names |= {fold(code): code, fold(zh): code, fold(en): code}
    return names
