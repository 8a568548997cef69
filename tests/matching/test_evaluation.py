"""The harness on a market of two trades and eight students, written to files."""

import gzip
import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from matching.evaluation import metrics

SKILLS = [
    {"skill": 0, "zh": "PLC编程", "en": "PLC programming", "zh_alias": ["西门子编程"], "en_alias": []},
    {"skill": 1, "zh": "静脉输液", "en": "infusion", "zh_alias": [], "en_alias": []},
]


def student(number, grade, *, trade, year=2025, text=""):
    """Of `trade` 0 (mechatronics) or 1 (nursing), with one course in its skill."""
    return {
        "id": f"s{number}", "year": year, "major_code": ("460301", "520201")[trade], "cluster": "ab"[trade],
        "sex": "FM"[number % 2], "pref_cities": [], "text": text, "certificates": [], "internships": [], "claims": [],
        "courses": [{"course": "实训", "skills": [trade], "grade": grade}],
    }  # fmt: skip


def position(number, *, trade, year=2025):
    skill = {"skill": trade, "level": 3, "weight": 1.0, "must": True}
    return {
        "id": f"p{number}", "year": year, "employer": "e1", "title": "实习生", "cluster": "ab"[trade],
        "skills": [skill], "majors": [("460301", "520201")[trade]], "city": "苏州", "capacity": 1, "text": "",
    }  # fmt: skip


@pytest.fixture
def cohort(tmp_path):
    """A folder with grades that rise with the number of the student: s0–s3 of the first trade, s4–s7 of the second."""
    students = [student(number, 60 + 5 * number, trade=number // 4) for number in range(8)]
    past = [student(10 + number, 60 + 5 * number, trade=0, year=2024) for number in range(4)]
    outcomes = ["rejected", "rejected", "interviewed", "hired"]
    files = {
        "skills": SKILLS,
        "students_test": students,
        "positions_test": [position(0, trade=0), position(1, trade=1)],
        "students_train": past,
        "positions_train": [position(10, trade=0, year=2024)],
        "applications_train": [
            {"student": one["id"], "position": "p10", "year": 2024, "outcome": outcome}
            for one, outcome in zip(past, outcomes, strict=True)
        ],
        "preferences_test": [{"student": f"s{number}", "ranked": ["p0", "p1"]} for number in range(8)],
    }
    for name, rows in files.items():
        write(tmp_path / f"{name}.jsonl.gz", [json.dumps(row) for row in rows])
    return tmp_path


def write(path, lines):
    with gzip.open(path, "wt") as file:
        file.write("\n".join(lines))


def evaluate(*arguments):
    """What is written to the file, and what is said."""
    said = StringIO()
    call_command("evaluate_matching", *map(str, arguments), stdout=said)
    return [json.loads(line) for line in arguments[-1].read_text().splitlines()], said.getvalue()


@pytest.mark.parametrize("mode", [[], ["--cold"]])
def test_every_student_is_ranked_for_every_position_and_the_eligible_come_first(cohort, mode):
    rows, said = evaluate("cohort", cohort, *mode, "--out", cohort / "out.jsonl")

    assert [(row["position"], row["students"]) for row in rows] == [
        ("p0", ["s3", "s2", "s1", "s0", "s7", "s6", "s5", "s4"]),
        ("p1", ["s7", "s6", "s5", "s4", "s3", "s2", "s1", "s0"]),
    ]
    assert all(len(row["scores"]) == 8 for row in rows)
    assert said == ""


def test_the_cold_start_reads_no_applications(cohort):
    for name in ("students_train", "positions_train", "applications_train"):
        (cohort / f"{name}.jsonl.gz").unlink()

    rows, _ = evaluate("cohort", cohort, "--cold", "--out", cohort / "out.jsonl")

    assert [row["position"] for row in rows] == ["p0", "p1"]


def test_a_ranking_is_the_same_bits_twice(cohort):
    files = [cohort / "one.jsonl", cohort / "other.jsonl"]
    for file in files:
        evaluate("cohort", cohort, "--seed", 3, "--out", file)

    one, other = (file.read_bytes() for file in files)

    assert one == other


def test_metrics_are_said_only_where_the_truth_lies_beside(cohort):
    utility = np.arange(16.0).reshape(8, 2)
    np.savez(cohort / "truth.npz", U=utility, V=utility, students=np.arange(8), positions=np.arange(2))

    _, said = evaluate("cohort", cohort, "--cold", "--out", cohort / "out.jsonl")

    assert [line.split(":")[0] for line in said.splitlines()] == [
        "nDCG@10", "R@50 of the best 1 %", "AUC of the best 15 %",
    ]  # fmt: skip


@pytest.mark.parametrize("method", ["stable", "welfare"])
def test_everybody_is_placed_once_within_the_capacities(cohort, method):
    rows, _ = evaluate("cohort", cohort, "--place", method, "--out", cohort / "out.jsonl")

    assert [row["student"] for row in rows] == [f"s{number}" for number in range(8)]
    assert sorted(row["position"] for row in rows if row["position"]) == ["p0", "p1"]


def test_a_line_that_is_not_json_is_named(cohort):
    write(cohort / "positions_test.jsonl.gz", [json.dumps(position(0, trade=0)), "{"])

    with pytest.raises(CommandError, match=r"positions_test\.jsonl\.gz, line 2: not JSON"):
        evaluate("cohort", cohort, "--cold", "--out", cohort / "out.jsonl")


def test_a_file_that_is_not_there_is_named(cohort):
    with pytest.raises(CommandError, match=r"skills\.jsonl\.gz"):
        evaluate("cohort", cohort / "elsewhere", "--cold", "--out", cohort / "out.jsonl")


def test_grades_are_the_best_1_5_and_15_per_cent():
    assert np.bincount(metrics.grades(np.arange(200.0))).tolist() == [170, 20, 8, 2]


def test_ndcg_of_a_perfect_and_of_a_reversed_order():
    graded = np.array([3, 2, 1, 0])

    assert metrics.ndcg(graded, np.arange(4)) == 1
    expected = (1 / np.log2(3) + 3 / np.log2(4) + 7 / np.log2(5)) / (7 + 3 / np.log2(3) + 1 / np.log2(4))
    assert round(metrics.ndcg(graded, np.arange(4)[::-1]), 9) == round(expected, 9)


def test_recall_and_auc():
    wanted = np.array([True, False, True, False])

    assert metrics.recall(wanted, np.array([0, 1, 2, 3]), 2) == 0.5
    assert metrics.auc(wanted, np.array([0, 2, 1, 3])) == 1
    assert metrics.auc(wanted, np.array([0, 1, 2, 3])) == 0.75


def test_a_gap_between_groups_is_found_at_equal_utility():
    utility, women = np.tile(np.arange(20.0), 2)[None], np.repeat([True, False], 20)
    scores = utility + 3 * women

    [found] = metrics.gap(utility, scores, np.ones((1, 40), bool), women)

    assert round(found, 6) == round(3 / scores.std(), 6)
