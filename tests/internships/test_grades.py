"""The arithmetic of a joint grade, at, under and over each threshold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships import grades

D = Decimal
marks = st.decimals(0, 100, places=1)


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "excellent"), ("90.0", "excellent"), ("89.9", "good"), ("75.0", "good"), ("74.9", "qualified"),
        ("60.0", "qualified"), ("59.9", "unqualified"), ("0", "unqualified"),
    ],
)  # fmt: skip
def test_the_grade_changes_exactly_at_its_boundary(total, grade):
    assert grades.grade_of(D(total), 90, 75, 60) == grade


def test_the_total_is_rounded_before_it_is_graded():
    total = grades.joint_total(D("89.9"), D("90.0"), D("90.0"), (50, 50, 0))

    assert (total, grades.grade_of(total, 90, 75, 60)) == (D("90.0"), "excellent")


@pytest.mark.parametrize(
    ("school", "enterprise", "disputed"),
    [("80", "65", False), ("80", "64.9", True), ("64.9", "80", True), ("80", "80", False), (None, "80", True)],
)
def test_scores_differ_too_much_only_over_the_threshold(school, enterprise, disputed):
    assert grades.is_disputed(school and D(school), enterprise and D(enterprise), 15) is disputed


def test_a_score_is_the_weighted_mean_of_its_marks():
    assert grades.score_total([(60, 90), (40, 75)]) == D("84.0")
    assert grades.score_total([(33, 67), (67, 88)]) == D("81.1")


@pytest.mark.parametrize(("approved", "score"), [(0, "0.0"), (6, "50.0"), (11, "91.7"), (12, "100.0"), (15, "100.0")])
def test_logs_count_as_the_share_of_the_required_weeks(approved, score):
    assert grades.log_score(approved, 12) == D(score)


def test_the_joint_total_weighs_the_three_parts():
    assert grades.joint_total(D("80"), D("90"), D("100"), (40, 40, 20)) == D("88.0")


def test_the_weight_of_a_waived_score_goes_to_the_other_grader():
    assert grades.joint_total(None, D("90"), D("100"), (40, 40, 20)) == D("92.0")


def test_no_score_at_all_is_no_grade():
    with pytest.raises(ValueError, match="at least one"):
        grades.joint_total(None, None, D("100"), (40, 40, 20))


@given(marks, marks, marks, st.integers(0, 100), st.integers(0, 100))
def test_a_total_lies_between_its_parts(school, enterprise, logs, one, other):
    weights = (min(one, other), abs(one - other), 100 - max(one, other))

    total = grades.joint_total(school, enterprise, logs, weights)

    assert min(school, enterprise, logs) <= total <= max(school, enterprise, logs)
