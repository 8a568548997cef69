"""Rules and findings in the database."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.utils import translation

from marketplace.law import check, store
from marketplace.law.check import Override
from marketplace.models import LawCheck, LawRule
from tests.marketplace.law import PLACEMENT, POSITION, RULES, TODAY

REASON = Override(code="L10", role="internship_office", reason="企业提供食宿")


def import_law(*args):
    out = StringIO()
    call_command("import_law", *args, stdout=out)
    return out.getvalue().splitlines()


def test_the_import_may_be_repeated(db):
    assert import_law()[-1] == f"{len(RULES)} added, 0 changed, 0 same, 0 edited"
    assert import_law()[-1] == f"0 added, 0 changed, {len(RULES)} same, 0 edited"
    assert LawRule.objects.count() == len(RULES)


def test_a_dry_run_changes_nothing(db):
    assert import_law("--dry-run")[-1] == f"would be: {len(RULES)} added, 0 changed, 0 same, 0 edited"
    assert LawRule.objects.count() == 0


def test_the_database_returns_the_rules_that_went_in(db):
    import_law()

    assert sorted(store.all_rules(), key=repr) == sorted(RULES, key=repr)


def test_a_row_edited_by_a_person_is_kept_until_it_is_overwritten(db):
    import_law()
    LawRule.objects.filter(code="L11").update(article="21", is_article_checked=True)

    assert "edited: L11 position CN 2021-12-31" in import_law()
    assert LawRule.objects.get(code="L11").article == "21"
    assert "changed: L11 position CN 2021-12-31" in import_law("--overwrite")
    assert LawRule.objects.get(code="L11").article == "20"


def test_a_higher_version_replaces_an_edited_row(db):
    import_law()
    LawRule.objects.filter(code="L11").update(article="21", version=0)

    assert "changed: L11 position CN 2021-12-31" in import_law()


def test_a_wrong_file_is_refused_with_its_rows(db, tmp_path):
    path = tmp_path / "rules.json"
    path.write_text('{"norms": {}, "rules": [{"code": "L2"}]}')

    with pytest.raises(CommandError, match=r"row 1 \(L2\): lacks applies_to"):
        import_law(str(path))


def test_a_missing_file_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        import_law(str(tmp_path / "no.json"))


def test_without_an_import_the_rules_of_the_product_count(db):
    assert store.active_rules(TODAY, "CN-61") == check.current(RULES, TODAY, "CN-61")


def test_a_correction_in_the_database_counts_at_once(db):
    import_law()
    LawRule.objects.filter(code="L8").update(thresholds={"labour_grade": 2})

    [rule] = [rule for rule in store.active_rules(TODAY) if rule.code == "L8"]

    assert rule.thresholds == {"labour_grade": 2}


def test_all_rules_cost_one_query(db, django_assert_num_queries):
    import_law()

    with django_assert_num_queries(1):
        store.active_rules(TODAY)


def test_a_rule_with_wrong_thresholds_cannot_be_saved_in_a_form(db):
    import_law()
    rule = LawRule.objects.get(code="L8")
    rule.thresholds = {"grade": 3}

    with pytest.raises(ValidationError) as caught:
        rule.full_clean()

    assert caught.value.message_dict == {
        "thresholds": ["threshold labour_grade is missing", "threshold grade is not used"]
    }


def test_a_lawful_object_is_admitted_and_the_findings_are_kept(enterprise, hr):
    record = store.admit(enterprise, POSITION, by=hr)

    assert store.kept(enterprise) == record
    assert (record.by, record.overrides) == (hr, [])
    assert store.findings_of(record) == check.evaluate(POSITION, RULES, on=record.at.date())


def test_what_the_law_forbids_is_not_admitted(enterprise, hr):
    with pytest.raises(ValidationError) as caught:
        store.admit(enterprise, replace(POSITION, inspected=False), by=hr)

    assert (caught.value.code, [finding.code for finding in caught.value.params["findings"]]) == (
        "against_law",
        ["L18"],
    )
    assert not LawCheck.objects.exists()


def test_an_exception_of_the_right_person_is_kept_with_its_reason(enterprise, internship_office):
    record = store.admit(enterprise, replace(POSITION, pay_cycle_days=60), by=internship_office, overrides=[REASON])

    assert record.overrides == [
        {
            "code": "L10", "role": "internship_office", "reason": "企业提供食宿", "filing_no": "", "school": None,
            "by": internship_office.pk, "by_name": internship_office.display_name,
        }
    ]  # fmt: skip


def test_nobody_makes_an_exception_in_a_role_they_do_not_have(enterprise, hr, stranger):
    for user in (hr, stranger):
        with pytest.raises(PermissionDenied):
            store.admit(enterprise, replace(POSITION, pay_cycle_days=60), by=user, overrides=[REASON])


def test_a_nightly_check_is_kept_without_a_person(enterprise):
    record = store.keep(enterprise, check.evaluate(PLACEMENT, RULES, on=TODAY))

    assert (record.by, len(record.findings)) == (None, 13)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_panel_says_what_is_wrong_in_words(language):
    facts = replace(POSITION, night_shift=True, hours_per_day=9, labour_grade=None, pay_cny_per_month=2000)

    with translation.override(language):
        law = check.grouped(check.evaluate(facts, RULES, on=date(2026, 3, 1)))
        page = render_to_string("marketplace/_law_findings.html", {"law": law})

    said = {
        "en": [
            "Night shifts are planned.",
            "9 hours a day; at most 8.",
            "Article 17",
            "article number to be checked",
            "Supported indirectly",
        ],
        "zh-hans": ["《职业学校学生实习管理规定》", "报酬不低于同岗位标准"],
    }
    assert [text for text in said[language] if text not in page] == []


def test_the_panel_without_findings_says_so():
    assert "No rule of law concerns this." in render_to_string("marketplace/_law_findings.html", {"law": []})
