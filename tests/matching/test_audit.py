"""The fairness audit: the arithmetic on counts a person can check, the tables from the database, who reads groups."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from scipy.stats import fisher_exact

from matching.outcomes import exports, families, tables
from matching.outcomes.rates import Contrast, Count, Difference, contrasts, difference, shrunken
from tests import factories
from tests.matching import outcomes

MATCHING = Path(settings.BASE_DIR) / "matching"
GROUPS = MATCHING / "outcomes" / "groups.py"
SOURCES = {path: path.read_text() for path in MATCHING.rglob("*.py") if "migrations" not in path.parts}


def test_only_one_module_of_the_matcher_reads_sex_or_home():
    """Beside the measuring of `evaluate_matching`, which reads files with invented people."""
    forbidden, found = {"sex", "home_region"}, []
    for path, text in SOURCES.items():
        if path == GROUPS or "evaluation" in path.parts or not any(name in text for name in forbidden):
            continue
        for node in ast.walk(ast.parse(text)):
            names = {getattr(node, name, "") for name in ("attr", "arg", "id")}
            words = node.value.split("__") if isinstance(node, ast.Constant) and isinstance(node.value, str) else ()
            if forbidden & {*names, *words}:
                found.append(path.name)
    assert found == []


def test_only_audits_import_the_groups():
    """Nothing that scores or learns does: the training of a version reads them for its audit alone."""
    imports = re.compile(r"from matching\.outcomes import .*\bgroups\b|from matching\.outcomes\.groups import")

    users = {path.name for path, text in SOURCES.items() if imports.search(text)}

    assert users == {"audit.py", "cards.py", "rates.py", "tables.py", "training.py"}


@pytest.mark.parametrize(
    ("one", "other", "ratio", "is_low"),
    [
        (Count(40, 20), Count(40, 25), 0.8, False),
        (Count(40, 15), Count(40, 20), 0.75, True),
        (Count(100, 30), Count(100, 30), 1, False),
        (Count(30, 0), Count(30, 0), None, False),
        (Count(30, 0), Count(30, 3), 0, True),
    ],
)
def test_the_impact_ratio_is_the_smaller_rate_over_the_larger(one, other, ratio, is_low):
    contrast = Contrast(one, other)

    assert (contrast.ratio, contrast.is_low) == (ratio, is_low)
    assert Contrast(other, one).ratio == ratio


def test_p_is_fishers():
    assert Contrast(Count(40, 10), Count(50, 30)).p == fisher_exact([[10, 30], [30, 20]])[1]


def test_families_with_a_group_under_thirty_are_not_shown():
    counts = {"46": (Count(40, 1), Count(40, 2)), "50": (Count(29, 9), Count(90, 9))}

    shown, whole = contrasts(counts, {"46": (30, 30), "50": (29, 90)})

    assert shown == {"46": Contrast(Count(40, 1), Count(40, 2))}
    assert whole == shown["46"]  # nobody gets the group of 29 by subtraction


def test_many_scores_of_few_people_are_few():
    assert contrasts({"46": (Count(900, 1), Count(40, 2))}, {"46": (29, 40)}) == ({}, None)


def test_small_families_are_shown_together_when_they_are_large_enough_so():
    counts = {"46": (Count(5, 1), Count(35, 2)), "50": (Count(31, 9), Count(6, 3))}

    shown, _whole = contrasts(counts, {"46": (5, 35), "50": (31, 6)})

    assert shown == {"rest": Contrast(Count(36, 10), Count(41, 5))}


def test_at_equal_score_strata_are_compared_and_not_the_whole():
    """Each stratum is fair, but one group has the better scores: the rates differ, the difference is 0."""
    low, high = (Count(30, 3), Count(10, 1)), (Count(10, 9), Count(30, 27))

    found = difference([low, high])

    assert (round(found.size, 12), found.n, found.p) == (0, 80, 1)


def test_a_stratum_of_one_group_says_nothing():
    assert difference([(Count(9, 3), Count())]) is None


def test_an_employer_who_takes_one_group_only_is_found():
    found = difference([(Count(15, 15), Count(15, 0))])

    assert (found.size, found.error) == (1, 0)
    assert found.p < 0.001


def test_where_everybody_is_taken_nothing_differs():
    assert difference([(Count(15, 15), Count(15, 15))]).p == 1


def test_single_employers_are_drawn_to_the_mean_the_more_the_less_is_known():
    sizes = shrunken({"few": Difference(0.8, 0.3, 0.3, 30), "many": Difference(0.8, 0.05, 0.05, 900),
                      "other": Difference(-0.4, 0.05, 0.05, 900)})  # fmt: skip

    assert -0.4 <= sizes["other"] < sizes["few"] < sizes["many"] < 0.8
    assert shrunken({}) == {}


def test_where_chance_explains_everything_all_are_drawn_to_the_mean():
    sizes = shrunken({"a": Difference(0.1, 0.2, 0.2, 40), "b": Difference(-0.1, 0.2, 0.2, 40)})

    assert sizes == pytest.approx({"a": 0, "b": 0})


@pytest.fixture
def decided(enterprise):
    """An employer who interviews every man and no woman, 30 of each with the same score; women score above."""
    enterprise.name = "=1+1 有限公司"
    enterprise.save()
    [position] = outcomes.positions(1, enterprise)
    women, men = (outcomes.students(30, sex=sex) for sex in ("female", "male"))
    outcomes.applications(
        [(each, position, "rejected", 9) for each in women] + [(each, position, "accepted", 9) for each in men]
    )
    outcomes.scores([(each, position, 0.72) for each in women] + [(each, position, 0.71) for each in men])
    return position


def audit(position, attribute="sex"):
    school = factories.SchoolFactory()
    return tables.audits([school.pk])[attribute]


def test_rates_and_differences_come_from_the_database(decided):
    found = audit(decided)

    [scoring], [selection], [employer] = found.scoring, found.selection, found.employers
    assert scoring.label == families.LABELS["46"]
    assert scoring.contrast == Contrast(Count(30, 30), Count(30, 30))  # the median is the lower of the two scores
    assert selection.contrast == Contrast(Count(30, 0), Count(30, 30))
    assert (found.at_equal_score.size, found.at_equal_score.n) == (-1, 60)
    assert (employer.enterprise, employer.difference.n) == (decided.enterprise, 60)


def test_an_audit_counts_the_own_school_alone(decided):
    other = factories.SchoolFactory(code="S2")

    assert all(each.is_empty for each in tables.audits([other.pk]).values())


def test_one_person_fewer_and_nothing_is_shown(decided):
    one = decided.applications.filter(student__sex="female").first()
    one.student.sex = ""
    one.student.save()

    found = audit(decided)

    assert found.is_empty
    assert found.employers == [] or found.employers[0].difference.n == 59


def test_pending_and_withdrawn_applications_are_not_counted(decided):
    for state in ("submitted", "shortlisted", "withdrawn"):
        student = factories.StudentFactory(sex="female")
        factories.ApplicationFactory(position=decided, student=student, state=state)

    [row] = audit(decided).selection

    assert row.contrast.one.n == 30


def test_the_export_holds_what_is_shown_and_no_formula(decided):
    lines = exports.audit_csv(tables.audits([factories.SchoolFactory().pk])).decode("utf-8-sig").splitlines()

    assert len(lines) == 5  # head, scoring, selection, all employers, one employer
    assert ",'=1+1 有限公司," in lines[-1]
    assert not any(line.startswith("=") or ",=" in line for line in lines)


@pytest.mark.parametrize("by", ["sex", "origin", "province", "nonsense"])
def test_the_page_shows_groups_to_leadership(as_, leadership, decided, by, django_assert_max_num_queries):
    client = as_(leadership)

    with django_assert_max_num_queries(12):
        page = client.get(f"/matching/audit/?by={by}")

    assert page.context["audit"].attribute == (by if by != "nonsense" else "sex")
    assert page.context["is_empty"] is False


def test_the_page_is_empty_below_thirty(as_, leadership):
    page = as_(leadership).get("/matching/audit/")

    assert page.context["is_empty"] is True
    assert "<table" not in page.content.decode()


def test_others_see_no_audit(as_, internship_office, stranger):
    assert {as_(user).get("/matching/audit/").status_code for user in (internship_office, stranger)} == {404}
