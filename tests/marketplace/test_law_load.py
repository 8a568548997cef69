"""The table of rules: complete, and wrong rows are named."""

import json
import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from marketplace.law import codes, facts, load, placement, points, position, words
from tests.marketplace.law import RULES

ROW = {
    "code": "L13",
    "applies_to": "position",
    "version": 1,
    "title": "Normally six months",
    "title_zh": "实习时间一般为6个月",
    "norm": "n",
    "valid_from": "2021-12-31",
    "severity": "warn",
    "evidence": "confirmed",
    "source": "s",
    "thresholds": {"months": 6},
    "override_roles": ["internship_office"],
}
NORMS = {"n": {"title": "Norm", "title_zh": "规定"}}


def written(tmp_path, *rows):
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"norms": NORMS, "rules": rows}), encoding="utf-8")
    return path


def errors_of(path):
    with pytest.raises(load.RulesError) as caught:
        load.load_rules(path)
    return caught.value.errors


def test_every_rule_has_a_check_and_every_check_a_rule():
    assert {(rule.code, rule.applies_to) for rule in RULES} == set(points.CHECKS)


def test_the_rules_of_the_product_cover_what_was_asked_for():
    numbers = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 21, 22, 27)

    assert {rule.code for rule in RULES} == {f"L{number}" for number in numbers}


def test_every_rule_is_said_in_both_languages_and_names_its_source():
    for rule in RULES:
        assert all(
            (rule.title, rule.title_zh, rule.explanation, rule.explanation_zh, rule.norm, rule.norm_zh, rule.source)
        )
        assert re.search("[一-鿿]", rule.title_zh + rule.explanation_zh)


def test_an_article_number_from_memory_is_marked():
    unsure = [
        rule for rule in RULES if "of the article from memory" in rule.source or "article from memory" in rule.source
    ]

    assert {rule.code for rule in unsure} == {"L9", "L11", "L12", "L13"}
    assert not any(rule.is_article_checked for rule in unsure)


def test_a_stage_belongs_to_rules_about_placements_only():
    assert all(bool(rule.stage) == (rule.applies_to == "placement") for rule in RULES)


def test_every_point_of_a_check_has_its_sentence():
    source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (position, placement))
    named = set(re.findall(r'(?:judged|not_applicable|_industry)\((?:facts, )?"(\w+)"', source))
    declared = set(re.findall(r'(?:declared|at_most)\(facts, "(\w+)"', source))

    assert (named | declared) <= set(words.SENTENCES)


def test_every_fact_that_can_be_missing_has_a_name():
    known = {field.name for kind in (facts.PositionFacts, facts.PlacementFacts) for field in fields(kind)}
    never_missing = {
        "agreement_signed_on",
        "filing_no",
        "is_independent",
        "is_post_internship",
        "jurisdiction",
        "self_sourced",
    }

    assert set(words.FIELDS) == known - never_missing


def test_a_correct_row_becomes_a_rule(tmp_path):
    [rule] = load.load_rules(written(tmp_path, ROW))

    assert (rule.code, rule.norm_zh, rule.valid_from, rule.thresholds) == (
        "L13",
        "规定",
        date(2021, 12, 31),
        {"months": 6},
    )
    assert rule.severity is codes.Severity.WARN


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"title_zh": ""}, "lacks title_zh"),
        ({"severity": "harsh"}, "severity: 'harsh' is none of ['block', 'warn']"),
        ({"norm": "x"}, "norm: 'x' is not among the norms"),
        ({"also": [{"norm": "y"}]}, "norm: 'y' is not among the norms"),
        ({"valid_from": "2021-13-01"}, "valid_from, valid_to: month must be in 1..12"),
        ({"valid_to": "2021-01-01"}, "valid_to is before valid_from"),
        ({"thresholds": {}}, "threshold months is missing"),
        ({"thresholds": {"months": "6"}}, "threshold months: '6' is not a whole number"),
        ({"thresholds": {"months": 6, "weeks": 2}}, "threshold weeks is not used"),
        ({"colour": "red"}, "unknown key colour"),
        ({"override_roles": ["king"]}, "override_roles: 'king' is no role"),
        ({"override_roles": []}, "override_roles: a rule that warns names who may give the reason"),
        (
            {"severity": "block", "override_roles": [], "needs_filing_no": True},
            "needs_filing_no: without override_roles nobody could give the number",
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_fault(tmp_path, change, error):
    assert errors_of(written(tmp_path, ROW, ROW | {"jurisdiction": "CN-61"} | change)) == [
        f"row 2 (L13 position CN-61): {error}"
    ]


def test_a_rule_without_a_check_is_refused(tmp_path):
    assert errors_of(written(tmp_path, ROW | {"code": "L99"})) == [
        "row 1 (L99 position): no check exists for L99 on a position"
    ]


def test_the_same_day_cannot_have_two_versions(tmp_path):
    assert errors_of(written(tmp_path, ROW, ROW)) == ["row 2 (L13 position CN): repeats a row of the same day"]


@pytest.mark.parametrize("content", ["", "[]", '{"rules": []}', '{"norms": {}, "rules": 3}', "\x00"])
def test_a_file_of_another_shape_is_refused(tmp_path, content):
    path = tmp_path / "rules.json"
    path.write_text(content, encoding="utf-8")

    assert errors_of(path)[0].startswith("the file is not {norms, rules} in JSON")


def test_rows_that_are_no_objects_are_named(tmp_path):
    assert errors_of(written(tmp_path, 3, ROW)) == ["row 1: is not an object"]


@pytest.mark.parametrize(
    ("article", "said"),
    [("18", "N, Article 18"), ("16(1)", "N, Article 16 (1)"), ("14–15", "N, Articles 14–15"), ("", "N")],
)
def test_articles_are_cited(article, said):
    assert words.cite("N", article) == said


def test_a_rule_is_valid_between_its_days():
    rule = replace(RULES[0], valid_from=date(2026, 1, 1), valid_to=None)

    assert [rule.is_valid_on(day) for day in (date(2025, 12, 31), date(2026, 1, 1))] == [False, True]
