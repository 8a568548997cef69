from collections import Counter, defaultdict
from unicodedata import normalize

import pytest

from config.demo.data import table, tree

DEMO_MAJORS = [row["code"] for row in table("majors") if row["demo"] == "1"]
SKILLS = {row["code"] for row in table("skills")}
MAJORS = {row["code"] for row in table("majors")}


def fold(text):
    return normalize("NFKC", text).lower()


def share(rows, chosen):
    return sum(map(hours, filter(chosen, rows))) / sum(map(hours, rows))


def hours(row):
    return int(row["theory_hours"]) + int(row["practice_hours"])


def programme(major):
    return [row for row in table("courses") if row["major"] == major]


def faults(major):
    """Which norms of a three-year programme of a vocational college this one breaks."""
    rows = programme(major)
    practice = sum(int(row["practice_hours"]) for row in rows) / sum(map(hours, rows))
    core = sum(row["category"] == "core" for row in rows)
    odd = [row for row in rows if not 16 <= hours(row) / int(row["credits"]) <= 18]
    checks = {
        "hours": sum(map(hours, rows)) >= 2500,
        "public_basic": share(rows, lambda row: row["category"] == "public_basic") >= 0.25,
        "practice": practice >= 0.5,
        "electives": share(rows, lambda row: row["category"] == "elective") >= 0.1,
        "core": 6 <= core <= 8,
        "credits": not odd,
    }
    return {name for name, is_met in checks.items() if not is_met}


def test_codes_of_majors_are_six_digits_and_unique():
    codes = [row["code"] for row in table("majors")]

    assert [code for code in codes if len(code) != 6 or not code.isdigit()] == []
    assert len(set(codes)) == len(codes)


def test_no_two_skills_share_a_code_a_name_or_an_alias():
    spellings = [
        fold(text)
        for row in table("skills")
        for text in {fold(row["zh"]), fold(row["en"]), *map(fold, filter(None, row["aliases"].split("|")))}
    ]

    assert [text for text, count in Counter(spellings).items() if count > 1] == []
    assert len(SKILLS) == len(table("skills")) >= 300


def test_the_demo_has_eight_majors():
    assert len(DEMO_MAJORS) == 8
    assert {row["major"] for row in table("courses")} == set(DEMO_MAJORS)


@pytest.mark.parametrize("major", DEMO_MAJORS)
def test_programmes_keep_the_norms_but_for_the_two_that_teach_the_validator(major):
    expected = {"510201": {"hours", "practice", "credits"}, "530701": {"hours", "electives", "core"}}

    assert faults(major) == expected.get(major, set())


def test_coverage_names_courses_and_skills_that_exist():
    courses = {(row["major"], row["code"]) for row in table("courses")}

    for row in table("coverage"):
        assert (row["major"], row["course"]) in courses
        assert row["skill"] in SKILLS
        assert row["kind"] in {"I", "R", "M"}
        assert 1 <= int(row["level"]) <= 5


def test_each_major_is_asked_for_skills_that_it_does_not_teach_to_mastery():
    mastered = {(row["major"], row["skill"]) for row in table("coverage") if row["kind"] == "M"}
    missing = defaultdict(set)
    for position in tree("positions"):
        for need in position["skills"]:
            missing[position["majors"][0]] |= {need["skill"]} - {
                skill for major, skill in mastered if major == position["majors"][0]
            }

    assert {major: len(missing[major]) >= 3 for major in DEMO_MAJORS} == dict.fromkeys(DEMO_MAJORS, True)


def test_positions_name_majors_and_skills_that_exist():
    for position in tree("positions"):
        assert set(position["majors"]) <= MAJORS
        assert {need["skill"] for need in position["skills"]} <= SKILLS
        assert all(1 <= need["level"] <= 5 for need in position["skills"])


def test_position_titles_are_unique():
    titles = [position["title"] for position in tree("positions")]

    assert len(set(titles)) == len(titles) >= 60


def test_log_phrases_name_skills_that_exist_for_every_major():
    phrases = tree("log_phrases")

    assert set(phrases) == set(DEMO_MAJORS)
    assert {entry["skill"] for major in phrases.values() for entry in major["done"]} <= SKILLS


def test_every_verified_enterprise_has_a_position_to_post():
    posted = {(position["industry"]) for position in tree("positions")}

    verified = {row["industry_code"] for row in table("enterprises") if row["state"] == "verified"}
    assert verified - posted == set()


def test_every_text_of_the_site_is_in_both_languages():
    content = tree("content")

    for page in content["news"] + content["help"]:
        assert len(page["zh"].get("body", page["zh"].get("sections"))) == len(
            page["en"].get("body", page["en"].get("sections"))
        )
