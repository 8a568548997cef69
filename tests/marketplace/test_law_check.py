"""Which rules are asked, how points settle, who may make an exception, and that nothing ever crashes."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.law import check
from marketplace.law.check import Override
from marketplace.law.codes import Stage
from marketplace.law.facts import PlacementFacts, PositionFacts, jurisdiction_of
from marketplace.law.rule import Finding
from tests.marketplace.law import PLACEMENT, POSITION, RULES, TODAY, on_placement, on_position

[PAY] = [rule for rule in RULES if rule.code == "L10"]


@pytest.mark.parametrize(
    ("on", "severity", "version"),
    [
        (date(2016, 4, 10), None, None),
        (date(2016, 4, 11), "block", 1),
        (date(2021, 12, 30), "block", 1),
        (date(2021, 12, 31), "warn", 3),
        (date(2026, 1, 1), "warn", 3),
    ],
)
def test_each_day_has_its_version_of_a_rule(on, severity, version):
    rules = [rule for rule in check.current(RULES, on) if (rule.code, rule.applies_to) == ("L12", "position")]

    assert [(rule.severity, rule.version) for rule in rules] == ([(severity, version)] if version else [])


@pytest.mark.parametrize(("on", "count"), [(date(2026, 5, 31), 1), (date(2026, 6, 1), 0)])
def test_a_rule_is_valid_through_its_last_day(on, count):
    rule = replace(PAY, valid_to=date(2026, 5, 31))

    assert len(check.current([rule], on)) == count


def test_of_two_valid_versions_the_later_one_counts():
    later = replace(PAY, version=2, valid_from=date(2026, 1, 1))

    assert check.current([later, PAY], date(2026, 1, 1)) == [later]
    assert check.current([later, PAY], date(2025, 12, 31)) == [PAY]


@pytest.mark.parametrize(
    ("jurisdiction", "on", "found"),
    [
        ("CN", TODAY, "CN"),
        ("CN-61", TODAY, "CN-61"),
        ("CN-32", TODAY, "CN"),
        ("CN-61", date(2023, 1, 3), "CN"),
    ],
)
def test_the_rule_of_the_province_takes_the_place_of_the_national_one(jurisdiction, on, found):
    rules = [
        rule for rule in check.current(RULES, on, jurisdiction) if (rule.code, rule.applies_to) == ("L14", "placement")
    ]

    assert [rule.jurisdiction for rule in rules] == [found]


@pytest.mark.parametrize(
    ("region", "jurisdiction"), [("610113", "CN-61"), ("32", "CN-32"), ("", "CN"), (None, "CN"), ("x1", "CN")]
)
def test_a_region_has_a_jurisdiction(region, jurisdiction):
    assert jurisdiction_of(region) == jurisdiction


def test_the_application_asks_only_about_the_student_and_the_post():
    findings = check.evaluate(PLACEMENT, RULES, on=TODAY, stage=Stage.APPLY)

    assert [finding.code for finding in findings] == ["L2", "L3", "L4", "L14"]


def test_rules_stand_in_the_order_of_their_numbers():
    codes = [finding.code for finding in check.evaluate(POSITION, reversed(RULES), on=TODAY)]

    assert codes == ["L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13", "L14", "L18"]


def test_facts_that_nobody_gave_never_pass():
    for facts in (PositionFacts(), PlacementFacts()):
        assert {finding.outcome for finding in check.evaluate(facts, RULES, on=TODAY)} == {"unknown"}


def test_hard_rules_block_and_soft_ones_need_a_reason():
    facts = replace(POSITION, night_shift=True, labour_grade=None, pay_cycle_days=60, inspected=False)

    findings = check.evaluate(facts, RULES, on=TODAY)

    assert [finding.code for finding in check.blocking(findings)] == ["L8", "L9", "L18"]
    assert [finding.code for finding in check.needs_reason(findings)] == ["L10"]


@pytest.mark.parametrize(
    ("override", "is_open"),
    [
        (Override(code="L10", role="hr", reason="包食宿"), False),
        (Override(code="L10", role="internship_office", reason="包食宿"), False),
        (Override(code="L10", role="hr", reason=" "), True),
        (Override(code="L10", role="supervisor", reason="包食宿"), True),
        (Override(code="L12", role="hr", reason="包食宿"), True),
    ],
)
def test_a_soft_rule_gives_way_to_a_reason_of_the_right_role(override, is_open):
    finding = on_position("L10", pay_cycle_days=60)

    assert check.unresolved([finding], [override]) == ((finding,) if is_open else ())


@pytest.mark.parametrize(("filing_no", "is_open"), [("苏教备001", False), ("", True), ("  ", True)])
def test_night_work_gives_way_only_to_a_filing_number(filing_no, is_open):
    finding = on_position("L9", night_shift=True)
    override = Override(code="L9", role="internship_office", reason="护理专业夜班", filing_no=filing_no)

    assert check.unresolved([finding], [override]) == ((finding,) if is_open else ())


def test_a_hard_rule_with_unknown_facts_gives_way_to_nobody():
    finding = on_position("L9", night_shift=None)
    override = Override(code="L9", role="internship_office", reason="护理专业夜班", filing_no="苏教备001")

    assert check.unresolved([finding], [override]) == (finding,)


def test_a_soft_rule_with_unknown_facts_gives_way_to_a_reason():
    finding = on_position("L12", staff_on_post=None)

    assert check.unresolved([finding], [Override(code="L12", role="internship_office", reason="小微企业")]) == ()


def test_a_hard_rule_without_roles_gives_way_to_nobody():
    finding = on_placement("L15", agreement_signed=False)

    assert check.unresolved([finding], [Override(code="L15", role="internship_office", reason="急")]) == (finding,)


@pytest.mark.parametrize("change", [{"code": "L99"}, {"thresholds": {}}, {"thresholds": {"percent_of_wage": "80"}}])
def test_a_rule_that_cannot_be_computed_is_unknown(change):
    [finding] = check.evaluate(POSITION, [replace(PAY, **change)], on=TODAY)

    assert (finding.outcome, finding.points[0].code) == ("unknown", "rule_incomplete")


def test_thresholds_come_from_the_rule():
    strict = replace(PAY, thresholds={"percent_of_wage": 100, "cycle_days": 31})

    [finding] = check.evaluate(POSITION, [strict], on=TODAY)

    assert finding.numbers["pay_share"] == {"pay": 3000, "wage": 3500, "percent": 100, "minimum": 3500}


@pytest.mark.parametrize("facts", [POSITION, PLACEMENT, PositionFacts(), PlacementFacts(jurisdiction="CN-61")])
def test_a_finding_survives_json(facts):
    findings = check.evaluate(facts, RULES, on=TODAY)

    kept = json.loads(json.dumps([finding.as_json() for finding in findings]))

    assert tuple(Finding.from_json(data) for data in kept) == findings


def test_groups_are_shown_gravest_first_and_never_empty():
    facts = replace(POSITION, night_shift=True, labour_grade=None, pay_cycle_days=60, is_independent=True)

    groups = check.grouped(check.evaluate(facts, RULES, on=TODAY))

    assert [(group["kind"], len(group["findings"])) for group in groups] == [
        ("release", 1),
        ("missing", 1),
        ("reason", 1),
        ("pass", 9),
    ]


def wild(kind):
    """Facts of any values that their annotations allow."""
    return st.builds(kind, **{field.name: ... for field in fields(kind)})


@settings(max_examples=300, deadline=None)
@given(st.one_of(wild(PositionFacts), wild(PlacementFacts)), st.dates())
def test_evaluation_never_raises_and_every_finding_can_be_said_and_kept(facts, on):
    for finding in check.evaluate(facts, RULES, on=on):
        assert Finding.from_json(json.loads(json.dumps(finding.as_json()))) == finding
        assert all(str(sentence) for sentence in finding.sentences)
        assert finding.sentences or finding.outcome == "not_applicable"
