"""The law in the database: rules that people may correct, and what was found when a move was asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.compiled import compiled
from marketplace.law import releases
from marketplace.law.check import Override, current, evaluate, unresolved
from marketplace.law.codes import Stage
from marketplace.law.facts import NATIONAL, Facts
from marketplace.law.load import RULES, load_rules
from marketplace.law.rule import Finding, Rule
from marketplace.models import LawCheck, LawRule, Membership

FIELDS = tuple(each.name for each in fields(Rule))
KEY = ("code", "applies_to", "jurisdiction", "valid_from")


def all_rules() -> list[Rule]:
    """Return every version of every rule; before `import_law` has run, those that the product ships. One query."""
    rows = [_rule(row) for row in LawRule.objects.all()]
    return rows or load_rules()


def active_rules(on: date, jurisdiction: str = NATIONAL) -> list[Rule]:
    """Return the rules in force on `on` in `jurisdiction` ("CN", "CN-61")."""
    return current(all_rules(), on, jurisdiction)


def _rule(row: LawRule) -> Rule:
    return Rule.read({name: getattr(row, name) for name in FIELDS})


def admit(
    obj: models.Model,
    facts: Facts,
    *,
    by,
    overrides: Sequence[Override] = (),
    stage: Stage | None = None,
    at: datetime | None = None,
) -> LawCheck:
    """Ask the law about `obj` before a move, and keep what it said and the reasons of `by`.

    What a school's internship office has released counts, too. Raises ValidationError (code against_law;
    `params["findings"]` has the open findings) if a rule stands in the way, PermissionDenied if `by` claims a role in
    an override that is not theirs. Whether the role's scope covers `obj` is the caller's business.
    """
    at = at or timezone.now()
    claimed = {override.role for override in overrides}
    if claimed - set(Membership.objects.filter(user=by, role__in=claimed).values_list("role", flat=True)):
        raise PermissionDenied
    findings = evaluate(facts, all_rules(), on=timezone.localdate(at), stage=stage)
    overrides = [*signed(overrides, by), *chain.from_iterable(releases.overrides(obj, findings).values())]
    if still_open := unresolved(findings, overrides):
        titles = "; ".join(finding.title_here for finding in still_open)
        message = _("The law stands in the way: %(titles)s")
        raise ValidationError(message, code="against_law", params={"titles": titles, "findings": still_open})
    return keep(obj, findings, overrides, by=by, at=at)


def signed(overrides: Iterable[Override], by) -> list[Override]:
    """Put the name of `by` under reasons that carry none yet."""
    return [each if each.by else replace(each, by=by.pk, by_name=by.display_name) for each in overrides]


def keep(
    obj: models.Model,
    findings: Iterable[Finding],
    overrides: Iterable[Override] = (),
    *,
    by=None,
    at: datetime | None = None,
) -> LawCheck:
    """Record what the law said about `obj` and why exceptions were made. `by=None`: a nightly check."""
    return LawCheck.objects.create(
        content_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        at=at or timezone.now(),
        by=by,
        findings=[finding.as_json() for finding in findings],
        overrides=[asdict(override) for override in overrides],
    )


def kept(obj: models.Model) -> LawCheck | None:
    """Return the newest record about `obj`."""
    return _checks.first(ContentType.objects.get_for_model(obj).pk, obj.pk)


@compiled
def _checks(content_type, object_id):
    checks = LawCheck.objects.filter(content_type=content_type, object_id=object_id)
    return checks.select_related("by").order_by("-pk")[:1]


def findings_of(record: LawCheck) -> tuple[Finding, ...]:
    return tuple(Finding.from_json(data) for data in record.findings)


@dataclass
class Imported:
    """The names of the rows that an import adds, changes, leaves as they are, and leaves though they differ."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)


@transaction.atomic
def import_rules(path: Path | str = RULES, *, dry_run: bool = False, overwrite: bool = False) -> Imported:
    """Bring the rules of `path` into the database. Raises RulesError if a row is wrong.

    A row that was edited here is replaced only by a higher `version`, or with `overwrite`. No row is deleted: a rule
    ends by its `valid_to`.
    """
    stored = {tuple(getattr(row, name) for name in KEY): row for row in LawRule.objects.all()}
    result = Imported()
    for rule in load_rules(path):
        row = stored.get(tuple(getattr(rule, name) for name in KEY))
        _sort_in(result, rule, row, overwrite).append(
            f"{rule.code} {rule.applies_to} {rule.jurisdiction} {rule.valid_from}"
        )
        is_written = row is None or overwrite or rule.version > row.version
        if is_written and not dry_run:
            _write(rule, row)
    return result


def _sort_in(result: Imported, rule: Rule, row: LawRule | None, overwrite: bool) -> list[str]:
    if row is None:
        return result.added
    if _rule(row) == rule:
        return result.same
    return result.changed if overwrite or rule.version > row.version else result.edited


def _write(rule: Rule, row: LawRule | None) -> None:
    row = row or LawRule()
    for name in FIELDS:
        value = getattr(rule, name)
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.full_clean()
    row.save()
