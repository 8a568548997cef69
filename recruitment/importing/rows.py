"""Fields of a position out of one row, or the problems that stand against it."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.models import Major
from marketplace.vocabulary import fold, named
from recruitment.importing.columns import REQUIRED
from recruitment.models import Position
from recruitment.states import PositionKind

# Working days of a month by which a day's pay is counted. Source: 劳社部发〔2008〕3号, 21.75 days.
DAYS_A_MONTH = Decimal("21.75")
DATES = ("starts_on", "ends_on", "closes_on")
NEGOTIABLE = re.compile(r"面议|negotiable|不限|^[-—]$")
MONEY = re.compile(r"(\d+(?:\.\d+)?)\s*(k|千|万)?", re.I)
A_DAY = re.compile(r"/\s*(天|日|day)|日薪|每天|per day", re.I)
SPLIT = re.compile(r"[,，;；、|/\n]+")
LEVEL = re.compile(r"^(.*?)[:：\s]*([1-5])$")

PROBLEMS = {
    "required": _("is missing"),
    "too_long": _("is too long"),
    "not_a_date": _("is not a date (2026-03-01)"),
    "not_a_number": _("is not a number"),
    "unknown_major": _("is no major we know"),
    "unknown_skill": _("is no skill of the vocabulary"),
    "invalid": _("is not possible"),
}


@dataclass
class Row:
    """`fields` and `standard` are what a draft is made of; `problems` are `[[field, code, value]]`."""

    fields: dict = field(default_factory=dict)
    majors: list = field(default_factory=list)
    standard: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    key: str = ""


class Reader:
    """Reads rows with one mapping; the majors and the finder of skills are loaded once."""

    def __init__(self, mapping, finder=None, pay_per_day=False):
        self._mapping = {name: column for name, column in mapping.items() if column}
        self._finder = finder
        self._pay_per_day = pay_per_day or bool(A_DAY.search(self._mapping.get("pay", "")))
        self._majors = {}
        for major in Major.objects.all():
            self._majors.update({major.code: major, fold(major.name): major})

    def read(self, cells):
        values = {name: cells.get(column, "").strip() for name, column in self._mapping.items()}
        row = Row(key=_key(values))
        row.problems += [[name, "required", ""] for name in REQUIRED if not values.get(name)]
        row.fields = {"kind": PositionKind.POST_INTERNSHIP}
        for name, value in values.items():
            if value:
                self._take(row, name, value)
        if not row.problems:
            self._check(row)
        if self._finder and not row.problems:
            self._add_found(row)
        return row

    def _take(self, row, name, value):
        try:
            if name == "majors":
                row.majors = [self._major(part) for part in _parts(value)]
            elif name == "skills":
                row.standard = [_skill(part) for part in _parts(value)]
            elif name == "pay":
                row.fields["pay_cny_per_month"] = _pay(value, self._pay_per_day)
            else:
                row.fields[name] = _plain(name, value)
        except Problem as problem:
            row.problems.append([name, problem.code, problem.value[:100]])

    def _major(self, text):
        major = self._majors.get(fold(text))
        if major is None:
            raise Problem("unknown_major", text)
        return major

    def _check(self, row):
        """What the model itself refuses: too long a title, an end before the start."""
        position = Position(**row.fields)
        try:
            position.clean_fields(exclude={field.name for field in Position._meta.fields} - set(row.fields))
        except ValidationError as error:
            row.problems += [[name, _code(found), ""] for name, found in error.error_dict.items()]
        starts_on, ends_on = row.fields.get("starts_on"), row.fields.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            row.problems.append(["ends_on", "invalid", ends_on.isoformat()])

    def _add_found(self, row):
        """Skills that the text mentions: nice to have, done alone, until HR says otherwise."""
        texts = (row.fields.get(name, "") for name in ("title", "description", "tasks"))
        named_already = {each["skill"].pk for each in row.standard}
        found = self._finder.find("\n".join(texts))
        row.standard += [{"skill_id": pk, "must": False} for pk in found if pk not in named_already]


class Problem(Exception):
    def __init__(self, code, value):
        self.code, self.value = code, value


def _plain(name, value):
    if name in DATES:
        return _date(value)
    if name == "openings":
        return int(_number(value))
    return _number(value) if name.startswith("hours_") else value


def _date(value):
    numbers = re.findall(r"\d+", unicodedata.normalize("NFKC", value))
    try:
        return date(*map(int, numbers[:3]))
    except (ValueError, TypeError, OverflowError):
        raise Problem("not_a_date", value) from None


def _number(value):
    found = re.match(r"\d{1,9}(\.\d{1,2})?", unicodedata.normalize("NFKC", value).replace(",", "").strip())
    try:
        return Decimal(found[0])
    except (TypeError, InvalidOperation):
        raise Problem("not_a_number", value) from None


def _pay(value, per_day):
    """CNY a month: of a range its lower end; a day's pay times 21.75; None if it is left open."""
    text = unicodedata.normalize("NFKC", value).replace(",", "")
    found = MONEY.findall(text)
    if not found:
        if NEGOTIABLE.search(fold(text)):
            return None
        raise Problem("not_a_number", value)
    unit = next((unit.lower() for _, unit in found if unit), "")
    amount = Decimal(found[0][0]) * {"": 1, "k": 1000, "千": 1000, "万": 10000}[unit]
    month = amount * DAYS_A_MONTH if A_DAY.search(text) or (per_day and not re.search(r"月|month", text)) else amount
    if month > 10**6:
        raise Problem("invalid", value)
    return int(month)


def _skill(text):
    match = LEVEL.match(text)
    name, level = (match[1], int(match[2])) if match and match[1] else (text, 3)
    skill = named(name) or named(text)
    if skill is None:
        raise Problem("unknown_skill", text)
    return {"skill": skill, "level": level, "must": True}


def _parts(value):
    return [part.strip() for part in SPLIT.split(value) if part.strip()]


def _code(errors):
    codes = {error.code for error in errors}
    return "too_long" if "max_length" in codes else "required" if codes & {"blank", "null"} else "invalid"


def _key(values):
    """The row's own mark: the same words give the same key, in this file or the next."""
    said = {name: fold(value) for name, value in values.items() if value}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
