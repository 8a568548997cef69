"""What a training plan has to have: the norms as data, and a pure check that says each with its numbers.

Source: 《教育部关于职业院校专业人才培养方案制订与实施工作的指导意见》(教职成〔2019〕13号).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SOURCE = "教职成〔2019〕13号"
HIGHER, SECONDARY = "higher", "secondary"
WEEKS_PER_MONTH = Decimal("4.345")


class Verdict(TextChoices):
    MET = "met", pgettext_lazy("norm", "met")
    UNSURE = "unsure", pgettext_lazy("norm", "to be judged by people")
    BROKEN = "broken", pgettext_lazy("norm", "not met")


class Measure(TextChoices):
    """How a value is written: plain number, share of 0–1, or months."""

    NUMBER = "number"
    SHARE = "share"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Norm:
    """A number of a plan has to lie in `least`–`most` (None: open). `about`: outside it is a question, not a breach.

    `level` is the kind of school ("": both), `years` the duration the number was written for (None: any).
    """

    code: str
    title: str | Promise
    least: Decimal | None
    most: Decimal | None
    level: str = ""
    years: int | None = None
    measure: str = Measure.NUMBER
    about: bool = False
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Finding:
    """What a norm says about a plan: the verdict and the numbers it used. `names` lists what is missing or wrong."""

    code: str
    title: str | Promise
    verdict: str
    value: Decimal | int | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    measure: str = Measure.NUMBER
    names: tuple[str, ...] = ()
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class CourseFacts:
    name: str
    category: str
    term: int
    hours_theory: int
    hours_practice: int
    credits: Decimal
    elective: bool
    weeks: int = 0

    @property
    def hours(self) -> int:
        return self.hours_theory + self.hours_practice


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """`parts` pairs the label of each required part with whether it is written.

    `unmastered` names the demanded skills (at least the demand of one opening) that no course takes to mastery.
    """

    level: str
    years: int
    courses: tuple[CourseFacts, ...]
    parts: tuple[tuple[str, bool], ...] = ()
    unmastered: tuple[str, ...] = ()


def D(text):
    return Decimal(text)


NORMS = (
    Norm("hours_total", _("Class hours in all"), D("2500"), None, HIGHER, years=3),
    Norm("hours_total", _("Class hours in all"), D("3000"), None, SECONDARY, years=3),
    Norm("public_basic", _("Share of public basic courses"), D("0.25"), None, HIGHER, measure=Measure.SHARE),
    Norm(
        "public_basic",
        _("Share of public basic courses"),
        D("0.30"),
        D("0.37"),
        SECONDARY,
        measure=Measure.SHARE,
        about=True,
    ),
    Norm("practice", _("Share of practice"), D("0.50"), None, measure=Measure.SHARE),
    Norm("electives", _("Share of electives"), D("0.10"), None, measure=Measure.SHARE),
    Norm("credit_hours", _("Class hours to one credit"), D("16"), D("18")),
    Norm("core_courses", _("Major core courses"), D("6"), D("8")),
    Norm("internship", _("Post internship"), D("5.5"), D("6.5"), measure=Measure.MONTHS, about=True),
)


def check(plan: PlanFacts) -> list[Finding]:
    """Every norm that concerns the plan, in the order of the table, then what the plan leaves out."""
    values = measures(plan.courses)
    findings = [_judge(norm, values[norm.code], plan) for norm in NORMS if norm.level in ("", plan.level)]
    missing = tuple(str(label) for label, is_written in plan.parts if not is_written)
    late = tuple(course.name for course in plan.courses if course.term > 2 * plan.years)
    return [
        *findings,
        _list("parts", _("Required parts"), missing),
        _list("terms", _("Courses within the duration"), late),
        _list("mastery", _("Demanded skills taught to mastery"), plan.unmastered, Verdict.UNSURE, source=""),
    ]


def measures(courses: Iterable[CourseFacts]) -> dict[str, Decimal | int | None]:
    """The numbers of a plan by norm code; shares are 0–1 of all class hours, None without any hours."""
    courses = list(courses)
    total = sum(course.hours for course in courses)
    # Practice weeks and internships have credits by the week, not by 16–18 class hours.
    classes = [course for course in courses if course.credits and not course.weeks]
    credits = sum(course.credits for course in classes)
    return {
        "hours_total": total,
        "public_basic": _share(sum(c.hours for c in courses if c.category == "public_basic"), total),
        "practice": _share(sum(c.hours_practice for c in courses), total),
        "electives": _share(sum(c.hours for c in courses if c.elective), total),
        "credit_hours": Decimal(sum(c.hours for c in classes)) / credits if credits else None,
        "core_courses": sum(1 for c in courses if c.category == "core"),
        "internship": sum(c.weeks for c in courses if c.category == "internship") / WEEKS_PER_MONTH,
    }


def _judge(norm, value, plan):
    is_inside = (
        value is not None and (norm.least is None or value >= norm.least) and (norm.most is None or value <= norm.most)
    )
    foreign = norm.years is not None and norm.years != plan.years
    if foreign:
        verdict = Verdict.UNSURE
    elif is_inside:
        verdict = Verdict.MET
    else:
        verdict = Verdict.UNSURE if norm.about else Verdict.BROKEN
    return Finding(norm.code, norm.title, verdict, value, norm.least, norm.most, norm.measure, source=norm.source)


def _list(code, title, names, otherwise=Verdict.BROKEN, source=SOURCE):
    return Finding(code, title, otherwise if names else Verdict.MET, len(names), names=names, source=source)


def _share(part, whole):
    return Decimal(part) / Decimal(whole) if whole else None
