"""The single comparisons a check is made of, and the register of checks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.law.codes import Outcome, Severity, Subject
from marketplace.law.facts import Facts

LARGEST = Decimal(10**12)


@dataclass(frozen=True, kw_only=True)
class Point:
    """One comparison: `code` names its sentence in words.py, `numbers` what was compared with what (JSON values).

    `severity` replaces that of the rule, where a rule has two. `final`: nobody may override it.
    """

    code: str
    outcome: Outcome
    numbers: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    severity: Severity | None = None
    final: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Point":
        severity = Severity(data["severity"]) if data["severity"] else None
        coded = {"outcome": Outcome(data["outcome"]), "severity": severity, "missing": tuple(data["missing"])}
        return cls(**{**data, **coded})


Check = Callable[[Facts, Mapping[str, Any]], Iterator[Point]]


@dataclass(frozen=True)
class Registered:
    run: Check
    thresholds: Mapping[str, type]


CHECKS: dict[tuple[str, str], Registered] = {}


def check(code: str, *subjects: Subject, **thresholds: type):
    """Register the function that looks at facts for rule `code`; `thresholds` says what it reads from the rule.

    A threshold is a whole number (`int`) or a list of texts (`list`).
    """

    def register(function: Check) -> Check:
        for subject in subjects:
            CHECKS[code, subject] = Registered(function, thresholds)
        return function

    return register


def threshold_faults(code: str, applies_to: str, thresholds: Mapping[str, Any]) -> list[str]:
    """Say why the check of a rule cannot use these thresholds; an empty list means that it can."""
    registered = CHECKS.get((code, applies_to))
    if registered is None:
        return [f"no check exists for {code} on a {applies_to}"]
    wanted = registered.thresholds
    faults = [f"threshold {name} is missing" for name in sorted(wanted.keys() - thresholds.keys())]
    faults += [f"threshold {name} is not used" for name in sorted(thresholds.keys() - wanted.keys())]
    return faults + [
        f"threshold {name}: {thresholds[name]!r} is not {'a whole number' if kind is int else 'a list of texts'}"
        for name, kind in wanted.items()
        if name in thresholds and not _is_a(thresholds[name], kind)
    ]


def _is_a(value: Any, kind: type) -> bool:
    return type(value) is kind and (kind is int or all(isinstance(one, str) and one for one in value))


def unknown(code: str, *missing: str, **kwargs: Any) -> Point:
    return Point(code=code, outcome=Outcome.UNKNOWN, missing=missing, **kwargs)


def judged(code: str, is_met: bool, numbers: Mapping[str, Any] | None = None, **kwargs: Any) -> Point:
    return Point(code=code, outcome=Outcome.PASS if is_met else Outcome.FAIL, numbers=numbers or {}, **kwargs)


def not_applicable(code: str) -> Point:
    return Point(code=code, outcome=Outcome.NOT_APPLICABLE)


def declared(facts: Facts, name: str, *, wanted: bool, **kwargs: Any) -> Point:
    """Compare a yes/no declaration with what the law wants."""
    value = getattr(facts, name)
    if value is None:
        return unknown(name, name, **kwargs)
    return judged(name, bool(value) is wanted, **kwargs)


def at_most(facts: Facts, name: str, limit: int) -> Point:
    value = number(getattr(facts, name))
    if value is None:
        return unknown(name, name)
    return judged(name, value <= limit, {"value": plain(value), "limit": limit})


def number(value: Any) -> Decimal | None:
    """Read a quantity exactly as written (0.1 is a tenth); None if it is absent, negative, not finite or absurd."""
    if value is None or isinstance(value, bool):
        return None
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact if exact.is_finite() and 0 <= exact <= LARGEST else None


def plain(value: Decimal) -> int | str:
    """Return a JSON value: an int, or a decimal of at most six places as text ("8.5")."""
    exact = value if value == round(value, 6) else round(value, 6)
    return int(exact) if exact == exact.to_integral_value() else format(exact.normalize(), "f")


def years_after(day: date, years: int) -> date | None:
    """Return the birthday; who is born on 29 February has it on 1 March of other years. None beyond the calendar."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return None if day.year + years > date.max.year else date(day.year + years, 3, 1)


def last_day_of(starts_on: date, months: int) -> date:
    """Return the last day of a period of `months` months that begins on `starts_on` (1 March + 6 months: 31 August)."""
    years, month = divmod(starts_on.month - 1 + months, 12)
    if starts_on.year + years > date.max.year:
        return date.max
    first = date(starts_on.year + years, month + 1, 1)
    ends = first + timedelta(days=starts_on.day - 1)
    if ends.month != first.month:  # 31 August + 6 months: the last day of February
        return ends - timedelta(days=ends.day)
    return ends - timedelta(days=1)
