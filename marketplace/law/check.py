"""Ask the law about facts: pure functions, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marketplace.law import placement, position, words  # noqa: F401  (the first two register their checks)
from marketplace.law.codes import Effect, Outcome, Severity, Stage, Subject
from marketplace.law.facts import NATIONAL, Facts, PositionFacts
from marketplace.law.points import CHECKS, Point, threshold_faults
from marketplace.law.rule import Finding, Rule
from marketplace.states import Role

OFFICE = Role.INTERNSHIP_OFFICE


@dataclass(frozen=True, kw_only=True)
class Override:
    """A person's decision to let an open finding pass: who (by role), why, and under which filing number.

    `by` and `by_name` are who decided; `school` is set where the internship office of a school released it.
    """

    code: str
    role: str
    reason: str
    filing_no: str = ""
    by: int | None = None
    by_name: str = ""
    school: int | None = None


def current(rules: Iterable[Rule], on: date, jurisdiction: str = NATIONAL) -> list[Rule]:
    """Return the rules in force on `on`: the newest version of each, a provincial one in place of the national one."""
    chosen: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        if rule.jurisdiction not in (NATIONAL, jurisdiction) or not rule.is_valid_on(on):
            continue
        key = (rule.code, rule.applies_to)
        if key not in chosen or _rank(rule) > _rank(chosen[key]):
            chosen[key] = rule
    return sorted(chosen.values(), key=_place)


def _place(rule: Rule) -> tuple[int, str]:
    """L2 stands before L10."""
    return len(rule.code), rule.code


def _rank(rule: Rule) -> tuple[bool, date, int]:
    return rule.jurisdiction != NATIONAL, rule.valid_from, rule.version


def evaluate(facts: Facts, rules: Iterable[Rule], *, on: date, stage: Stage | None = None) -> tuple[Finding, ...]:
    """Return one finding per rule that is in force on `on` where the facts are, and concerns them.

    `stage=Stage.APPLY` asks only what matters at the application of a student; without it all rules answer.
    Never raises on any facts: what is missing is UNKNOWN and never PASS.
    """
    subject = Subject.POSITION if isinstance(facts, PositionFacts) else Subject.PLACEMENT
    asked = [
        rule
        for rule in current(rules, on, facts.jurisdiction)
        if rule.applies_to == subject and stage in (None, rule.stage)
    ]
    return tuple(Finding.of(rule, tuple(_points(facts, rule))) for rule in asked)


def _points(facts: Facts, rule: Rule) -> Iterable[Point]:
    """Run the check of `rule`. A row without a check or with wrong thresholds is a fault of the data, never a pass."""
    if threshold_faults(rule.code, rule.applies_to, rule.thresholds):
        return [Point(code="rule_incomplete", outcome=Outcome.UNKNOWN)]
    return CHECKS[rule.code, rule.applies_to].run(facts, rule.thresholds)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what stops the move: hard rules that are not met or not known."""
    return tuple(finding for finding in findings if finding.is_open and finding.severity == Severity.BLOCK)


def needs_reason(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the soft rules that are not met or not known: somebody has to say why it is right all the same."""
    return tuple(finding for finding in findings if finding.is_open and finding.severity == Severity.WARN)


def barred(findings: Iterable[Finding], role: str) -> tuple[Finding, ...]:
    """Return the open findings that neither `role` nor a school's internship office may let pass."""
    return tuple(
        finding
        for finding in findings
        if finding.is_open and (finding.effect == Effect.BLOCKING or not {role, OFFICE} & set(finding.override_roles))
    )


def answerable(findings: Iterable[Finding], role: str) -> tuple[Finding, ...]:
    """Return the open findings that `role` lets pass itself, with a reason."""
    return tuple(
        finding
        for finding in findings
        if finding.is_open and finding.effect != Effect.BLOCKING and role in finding.override_roles
    )


def releasable(findings: Iterable[Finding], role: str) -> tuple[Finding, ...]:
    """Return the open findings for which `role` has to ask a school's internship office."""
    return tuple(
        finding
        for finding in findings
        if finding.is_open
        and finding.effect != Effect.BLOCKING
        and role not in finding.override_roles
        and OFFICE in finding.override_roles
    )


def unresolved(findings: Iterable[Finding], overrides: Sequence[Override] = ()) -> tuple[Finding, ...]:
    """Return the open findings that no override lets pass; empty means: the law lets the move pass.

    A hard rule whose facts are unknown has no override: the facts have to be given.
    """
    return tuple(
        finding
        for finding in findings
        if finding.is_open and not any(_lets_pass(override, finding) for override in overrides)
    )


def _lets_pass(override: Override, finding: Finding) -> bool:
    is_filed = bool(override.filing_no.strip()) or not finding.needs_filing_no
    is_theirs = override.code == finding.code and override.role in finding.override_roles
    return is_theirs and bool(override.reason.strip()) and is_filed and finding.effect != Effect.BLOCKING


def grouped(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return the findings for templates/marketplace/_law_findings.html: groups that are not empty, gravest first."""
    kinds: dict[str, list[Finding]] = {kind: [] for kind in words.GROUPS}
    for finding in findings:
        kinds[_kind(finding)].append(finding)
    return [_group(kind, found) for kind, found in kinds.items() if found]


def _group(kind: str, found: list[Finding]) -> dict[str, Any]:
    heading, tone, icon = words.GROUPS[kind]
    is_folded = kind in ("pass", "not_applicable")
    return {"kind": kind, "heading": heading, "tone": tone, "icon": icon, "findings": found, "is_folded": is_folded}


def _kind(finding: Finding) -> str:
    if finding.outcome == Outcome.FAIL:
        return {Effect.BLOCKING: "block", Effect.RELEASABLE: "release", Effect.SOFT: "reason"}[finding.effect]
    return "missing" if finding.outcome == Outcome.UNKNOWN else str(finding.outcome)
