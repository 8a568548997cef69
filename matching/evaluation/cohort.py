"""A market of students, positions and applications from files: ranked by the matcher, learned from past years."""

from collections import defaultdict
from pathlib import Path

import numpy as np

from matching import learning, levels
from matching.evaluation import lines, metrics
from matching.features import LONG_AGO, NO_DAY, Candidates, Kind, Pieces, Position
from matching.model import History
from matching.rule import RULE, RuleMatcher, Weights
from recruitment.skill_finder import Finder

COURSE_ERROR, CERTIFICATE_ERROR, INTERNSHIP_ERROR = 1.4, 1.0, 4.9
"""In levels, fitted to the decisions of enterprises in past years: a course grade says less about one skill than a
certificate, and the grade of a whole internship next to nothing about any single one."""
PASS, PASS_LEVEL, GRADE_STEP = 75, 2.0, 12
"""A course grade of 75 is level 2, and twelve points are a level."""
INTERNSHIP_LEVEL = 2.8
OUTCOMES = ("rejected", "interviewed", "hired")
CERTIFICATES = {"初级": 3, "中级": 4, "高级": 5}


def run(source: Path, out: Path, *, cold: bool, seed: int, report) -> None:
    """Rank all students of the new year for each of its positions."""
    positions, students, scores, order = ranked(source, cold=cold, seed=seed)
    lines.write(
        out,
        (
            {
                "position": position,
                "students": [students[each] for each in best],
                "scores": np.round(scores[row, best], lines.DECIMALS).tolist(),
            }
            for row, (position, best) in enumerate(zip(positions, order, strict=True))
        ),
    )
    if (source / "truth.npz").exists():
        _measure(source, scores, order, cold=cold, seed=seed, report=report)


def _measure(source, scores, order, *, cold, seed, report):
    """Metrics, those of the learned weights also against the rule, position by position."""
    utility = np.load(source / "truth.npz")["U"].T
    found = metrics.of_cohort(utility, order)
    rule = found if cold else metrics.of_cohort(utility, ranked(source, cold=True, seed=seed)[3])
    for name, values in found.items():
        against = "" if cold else f"; against the rule {metrics.interval(values - rule[name])}"
        report(f"{name}: {metrics.interval(values)}{against}")
    students, positions = lines.rows(source / "students_test.jsonl.gz"), lines.rows(source / "positions_test.jsonl.gz")
    clusters = np.array([row["cluster"] for row in students])
    at_home = np.array([clusters == row["cluster"] for row in positions])
    women = np.array([row["sex"] == "F" for row in students])
    gap = metrics.gap(utility, scores, at_home, women)
    if gap.size:
        report(f"women at equal merit, in SD of the score: {metrics.interval(gap)}")


def ranked(source: Path, *, cold: bool, seed: int):
    """`(position ids, student ids, scores, order)`; scores and order are (positions, students), order holds the rows of
    the students, best first.

    Who is not eligible stands behind everybody who is.
    """
    skills = lines.rows(source / "skills.jsonl.gz")
    weights = RULE if cold else learned(source, skills, seed=seed)
    market = Market.read(source, "test", skills, weights)
    scores, order = [], []
    for position in market.positions:
        ranking = market.matcher.rank(position, market.candidates)
        others = np.setdiff1d(np.arange(len(market.ids)), ranking.order)
        scores.append(ranking.scores)
        order.append(np.concatenate([ranking.order, others[np.argsort(-ranking.scores[others], kind="stable")]]))
    return market.position_ids, market.ids, np.array(scores), np.array(order)


def learned(source: Path, skills, *, seed: int) -> Weights:
    """What the applications of past years teach."""
    found = past(source, skills)
    return learning.learn(found, seed=seed)[0]


def past(source: Path, skills) -> learning.Lessons:
    market = Market.read(source, "train", skills, RULE)
    judged = defaultdict(list)
    rows = {student: row for row, student in enumerate(market.ids)}
    for application in lines.rows(source / "applications_train.jsonl.gz"):
        outcome = OUTCOMES.index(application["outcome"])
        judged[application["position"]].append((rows[application["student"]], outcome))
    groups = []
    for name, position in zip(market.position_ids, market.positions, strict=True):
        if name in judged:
            groups.append(learning.Group(position, *np.array(judged[name]).T))
    return learning.lessons(groups, market.candidates)


class Market:
    """The students and positions of a year, or of several, as the matcher sees them."""

    @classmethod
    def read(cls, source, part, skills, weights):
        """The files of `part`, "train" or "test"."""
        students, positions = (lines.rows(source / f"{kind}_{part}.jsonl.gz") for kind in ("students", "positions"))
        return cls(skills, students, positions, weights)

    def __init__(self, skills, students, positions, weights):
        columns = np.array(sorted(row["skill"] for row in skills), np.int64)
        evidence, majors = _evidence(students), np.array([int(row["major_code"]) for row in students], np.int64)
        texts = [row["text"] for row in students]
        names = {row["zh"]: (row["en"], *row["zh_alias"], *row["en_alias"]) for row in skills}
        history = History([row["text"] for row in positions], texts, names, (evidence, majors, columns))
        self.matcher = RuleMatcher(weights=weights).fit(history)
        self.ids = [row["id"] for row in students]
        self.position_ids = [row["id"] for row in positions]
        usual = self.matcher.usual.rows(majors, columns)
        known = levels.estimate(evidence, len(students), columns.size, usual, _named(skills, columns, texts))
        self.candidates = _candidates(students, columns, known, majors, self.matcher.text.vectors(texts))
        self.positions = list(_positions(positions, self.matcher))


def _named(skills, columns, texts):
    finder = Finder(
        (name, row["skill"]) for row in skills for name in (row["zh"], row["en"], *row["zh_alias"], *row["en_alias"])
    )
    return np.array([np.isin(columns, list(finder.find(text))) for text in texts])


def _evidence(students):
    pieces = [piece for number, row in enumerate(students) for piece in _pieces(number, row)]
    student, skill, level, kind, error = np.array(pieces or np.zeros((0, 5)), float).T
    return Pieces(student.astype(int), skill.astype(int), level, kind.astype(int), error)


def _pieces(number, row):
    """(student, skill, level, kind, error) of everything that says something about a skill."""
    for course in row["courses"]:
        level = PASS_LEVEL + (course["grade"] - PASS) / GRADE_STEP
        yield from ((number, skill, level, Kind.ASSESSED, COURSE_ERROR) for skill in course["skills"])
    for found in row["certificates"]:
        level = CERTIFICATES.get(found["level"]) or found["level"] + 2
        yield number, found["skill"], level, Kind.ASSESSED, CERTIFICATE_ERROR
    for found in row["internships"]:
        level = INTERNSHIP_LEVEL + (found["grade"] - PASS) / GRADE_STEP
        yield from ((number, skill, level, Kind.CONFIRMED, INTERNSHIP_ERROR) for skill in found["skills"])
    for claim in row["claims"]:
        yield number, claim["skill"], claim["self_level"], Kind.CLAIMED, levels.ERROR[Kind.CLAIMED]


def _candidates(students, columns, known, majors, words):
    count = len(students)
    long_ago, never = np.full(count, LONG_AGO), np.full((count, 1), NO_DAY)
    return Candidates(
        ids=np.arange(count),
        skills=columns,
        levels=known,
        majors=majors,
        cohorts=np.zeros(count, np.int64),
        cities=np.array([(row["pref_cities"] + [""] * 3)[:3] for row in students]),
        words=words,
        opted_out=np.zeros(count, bool),
        may_work_from=long_ago,
        adult_from=long_ago,
        available_from=long_ago,
        busy_from=never,
        busy_until=never,
    )


def _positions(rows, matcher):
    words = matcher.text.vectors([row["text"] for row in rows])
    for number, row in enumerate(rows):
        standard = sorted(row["skills"], key=lambda need: need["skill"])
        yield Position(
            id=number,
            skills=np.array([need["skill"] for need in standard], np.int64),
            required=np.array([need["level"] for need in standard], float),
            weights=np.array([need["weight"] for need in standard], float),
            must=np.array([need["must"] for need in standard], bool),
            majors=np.array([int(code) for code in row["majors"]], np.int64),
            city=row["city"],
            starts_on=NO_DAY,
            ends_on=NO_DAY,
            words=words[number],
        )
