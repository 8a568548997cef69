"""Read rules of law from a JSON file, and say by name which row is wrong."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from marketplace.law import check  # noqa: F401  (registers the checks)
from marketplace.law.codes import Evidence, Severity, Stage, Subject
from marketplace.law.points import threshold_faults
from marketplace.law.rule import Rule, demand_faults
from marketplace.states import Role

RULES = Path(__file__).with_name("rules.json")
CHOICES = {"applies_to": Subject, "severity": Severity, "evidence": Evidence, "stage": Stage}
REQUIRED = {
    "code",
    "applies_to",
    "version",
    "title",
    "title_zh",
    "norm",
    "valid_from",
    "severity",
    "evidence",
    "source",
}


class RulesError(ValueError):
    """The file has wrong rows; `errors` has one line for each."""

    def __init__(self, errors: list[str]):
        super().__init__("\n".join(errors))
        self.errors = errors


def load_rules(path: Path | str = RULES) -> list[Rule]:
    """Return the rules of `path`. Raises RulesError with every wrong row, OSError when there is no file."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        norms, rows = content["norms"], list(content["rules"])
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise RulesError([f"the file is not {{norms, rules}} in JSON: {error}"]) from error
    errors = [f"{_name(index, row)}: {fault}" for index, row in enumerate(rows, 1) for fault in _faults(row, norms)]
    if errors:
        raise RulesError(errors)
    rules = [_rule(row, norms) for row in rows]
    if errors := _repeated(rules):
        raise RulesError(errors)
    return rules


def _name(index: int, row: Any) -> str:
    named = row if isinstance(row, dict) else {}
    said = [str(named[key]) for key in ("code", "applies_to", "jurisdiction") if key in named]
    return f"row {index} ({' '.join(said)})" if said else f"row {index}"


def _faults(row: Any, norms: Mapping[str, Any]) -> list[str]:
    if not isinstance(row, dict):
        return ["is not an object"]
    if lacking := sorted(key for key in REQUIRED if not row.get(key)):
        return [f"lacks {', '.join(lacking)}"]
    known = {field.name for field in fields(Rule)} - {"norm_zh"}
    faults = [f"unknown key {key}" for key in row.keys() - known]
    strange = [key for key, choice in CHOICES.items() if row.get(key) and row[key] not in choice.values]
    faults += [f"{key}: {row[key]!r} is none of {CHOICES[key].values}" for key in strange]
    faults += [f"norm: {each!r} is not among the norms" for each in _norms(row) if each not in norms]
    faults += [
        f"override_roles: {role!r} is no role" for role in row.get("override_roles", []) if role not in Role.values
    ]
    faults += demand_faults(row["severity"], row.get("override_roles", []), row.get("needs_filing_no", False))
    faults += _date_faults(row)
    return faults or threshold_faults(row["code"], row["applies_to"], row.get("thresholds", {}))


def _norms(row: Mapping[str, Any]) -> list[str]:
    return [row["norm"], *(each.get("norm", "") for each in row.get("also", []))]


def _date_faults(row: Mapping[str, Any]) -> list[str]:
    try:
        first = date.fromisoformat(row["valid_from"])
        last = date.fromisoformat(row["valid_to"]) if row.get("valid_to") else first
    except (TypeError, ValueError) as error:
        return [f"valid_from, valid_to: {error}"]
    return [] if first <= last else ["valid_to is before valid_from"]


def _rule(row: Mapping[str, Any], norms: Mapping[str, Any]) -> Rule:
    also = tuple(_named({"article": "", "is_article_checked": False, **each}, norms) for each in row.get("also", []))
    valid_to = date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None
    given = {"jurisdiction": "CN", "article": "", "is_article_checked": False, **_named(row, norms)}
    dates = {"valid_from": date.fromisoformat(row["valid_from"]), "valid_to": valid_to}
    return Rule.read({**given, **dates, "also": also})


def _named(reference: Mapping[str, Any], norms: Mapping[str, Any]) -> dict[str, Any]:
    norm = norms[reference["norm"]]
    return {**reference, "norm": norm["title"], "norm_zh": norm["title_zh"]}


def _repeated(rules: list[Rule]) -> list[str]:
    seen, errors = set(), []
    for index, rule in enumerate(rules, 1):
        key = (rule.code, rule.applies_to, rule.jurisdiction, rule.valid_from)
        if key in seen:
            errors.append(f"row {index} ({' '.join(key[:3])}): repeats a row of the same day")
        seen.add(key)
    return errors
