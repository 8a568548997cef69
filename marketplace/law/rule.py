"""A rule of law, and what it found about one object."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import get_language

from marketplace.law import words
from marketplace.law.codes import Effect, Evidence, Outcome, Severity, Stage, Subject
from marketplace.law.points import Point


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Where the law says it. The names and the plain words are ours, in both languages; no legal text is quoted.

    `also` holds further articles as {norm, norm_zh, article, is_article_checked}.
    """

    code: str
    applies_to: Subject
    jurisdiction: str
    version: int
    title: str
    title_zh: str
    norm: str
    norm_zh: str
    article: str
    is_article_checked: bool
    also: tuple[Mapping[str, Any], ...] = ()
    evidence: Evidence
    needs_filing_no: bool = False

    @property
    def title_here(self) -> str:
        return self.title_zh if _is_chinese() else self.title

    @property
    def is_content_unsure(self) -> bool:
        """Whether the content of the rule, not only its number, waits for a look at the official text."""
        return self.evidence != Evidence.CONFIRMED

    @property
    def references(self) -> list[dict[str, Any]]:
        """Every article in the reader's language: {text, is_checked}."""
        own = {name: getattr(self, name) for name in ("norm", "norm_zh", "article", "is_article_checked")}
        return [
            {
                "text": words.cite(each["norm_zh"] if _is_chinese() else each["norm"], each["article"]),
                "is_checked": each["is_article_checked"],
            }
            for each in (own, *self.also)
        ]


@dataclass(frozen=True, kw_only=True)
class Rule(Citation):
    """One version of one rule; the field names are those of the LawRule model."""

    valid_from: date
    valid_to: date | None = None
    stage: Stage | str = ""
    explanation: str = ""
    explanation_zh: str = ""
    severity: Severity
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    override_roles: tuple[str, ...] = ()
    source: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """Build a rule of plain values, as a file or a database row has them."""
        coded = {name: kind(values[name]) for name, kind in CODED.items() if name in values}
        lists = {name: tuple(values[name]) for name in ("also", "override_roles") if name in values}
        stage = {"stage": Stage(values["stage"])} if values.get("stage") else {}
        return cls(**{**values, **coded, **lists, **stage})

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def demand_faults(severity: str, override_roles: Sequence[str], needs_filing_no: bool) -> list[str]:
    """Say why a rule does not say who may let it pass, and with what; an empty list means that it does."""
    faults = []
    if severity == Severity.WARN and not override_roles:
        faults.append("override_roles: a rule that warns names who may give the reason")
    if needs_filing_no and not override_roles:
        faults.append("needs_filing_no: without override_roles nobody could give the number")
    return faults


CITED = tuple(Citation.__dataclass_fields__)
OPEN = (Outcome.FAIL, Outcome.UNKNOWN)
CODED = {"applies_to": Subject, "evidence": Evidence, "outcome": Outcome, "severity": Severity}


@dataclass(frozen=True, kw_only=True)
class Finding(Citation):
    """What one rule found. `override_roles` may let it pass with a reason (and a filing number, where needed)."""

    outcome: Outcome
    severity: Severity
    override_roles: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()

    @classmethod
    def of(cls, rule: Rule, points: tuple[Point, ...]) -> Self:
        """Settle `points` for `rule`: one failure fails, one gap leaves it unknown, the gravest open point decides."""
        outcome = _outcome({point.outcome for point in points})
        settling = [point for point in points if point.outcome == outcome]
        is_excusable = outcome in OPEN and not any(point.final for point in settling)
        is_heavy = any((point.severity or rule.severity) == Severity.BLOCK for point in settling)
        return cls(
            **{name: getattr(rule, name) for name in CITED},
            outcome=outcome,
            severity=Severity.BLOCK if is_heavy else Severity.WARN,
            override_roles=rule.override_roles if is_excusable else (),
            points=points,
        )

    @property
    def is_open(self) -> bool:
        return self.outcome in OPEN

    @property
    def effect(self) -> Effect:
        """Missing facts of a hard rule let nobody make an exception: they have to be given."""
        is_gap = self.outcome == Outcome.UNKNOWN and self.severity == Severity.BLOCK
        if is_gap or not self.override_roles:
            return Effect.BLOCKING
        return Effect.RELEASABLE if self.severity == Severity.BLOCK else Effect.SOFT

    @property
    def open_points(self) -> dict[str, Mapping[str, Any]]:
        """What stands in the way, by point, with the numbers that were compared."""
        return {point.code: dict(point.numbers) for point in self.points if point.outcome in OPEN}

    @property
    def numbers(self) -> dict[str, Mapping[str, Any]]:
        """What was compared with what, by point; the same in every language."""
        return {point.code: dict(point.numbers) for point in self.points if point.numbers}

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that nobody has given yet."""
        return tuple(dict.fromkeys(name for point in self.points for name in point.missing))

    @property
    def sentences(self) -> list[str | Promise]:
        """The explanation in the reader's language: what decides it first, then what is missing."""
        shown = [point for point in self.points if point.outcome == self.outcome and not point.missing]
        said = [words.sentence(point.code, point.outcome, point.numbers) for point in shown]
        return said + ([words.missing(self.missing)] if self.missing else [])

    @property
    def way_out(self) -> str:
        """Say who may let an open finding pass, and how."""
        is_gap = self.outcome == Outcome.UNKNOWN and self.severity == Severity.BLOCK
        return words.way_out(self.override_roles, self.effect, self.needs_filing_no, is_gap=is_gap)

    def as_json(self) -> dict[str, Any]:
        """Return JSON values only; `from_json` returns an equal finding."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        lists = {name: tuple(data[name]) for name in ("also", "override_roles")}
        points = tuple(Point.from_json(point) for point in data["points"])
        return cls(**{**data, **lists, **{name: kind(data[name]) for name, kind in CODED.items()}, "points": points})


def _outcome(found: set[str]) -> Outcome:
    order = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)
    return next((outcome for outcome in order if outcome in found), Outcome.NOT_APPLICABLE)


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
