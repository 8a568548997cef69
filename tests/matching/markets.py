"""Small markets of arrays for the tests of the pure part: skills 1–4 (columns 0–3), every row a student."""

import numpy as np

from matching import levels
from matching.features import LONG_AGO, NO_DAY, Candidates, Kind, Pieces, Position
from matching.text import TextModel

TEXT = TextModel.fit(["PLC 编程 调试 传感器", "Java 后端 开发"], ["会 PLC 编程", "做过 Java 项目", "喜欢 篮球"])


def pieces(rows):
    """`rows`: (student row, skill id, level, kind), oldest first."""
    student, skill, level, kind = np.array(rows or np.zeros((0, 4))).T
    return Pieces(student.astype(int), skill.astype(int) - 1, level.astype(float), kind.astype(int))


def candidates(count, rows=(), **changes):
    none = np.full((count, 1), NO_DAY)
    fields = {
        "ids": np.arange(count) + 100,
        "skills": np.arange(4) + 1,
        "levels": levels.estimate(pieces(list(rows)), count, 4),
        "majors": np.full(count, 460301),
        "cohorts": np.full(count, 2024),
        "cities": np.full((count, 1), ""),
        "words": TEXT.vectors([""] * count),
        "opted_out": np.zeros(count, bool),
        "may_work_from": np.full(count, LONG_AGO),
        "adult_from": np.full(count, LONG_AGO),
        "available_from": np.full(count, LONG_AGO),
        "busy_from": none,
        "busy_until": none,
    }
    return Candidates(**(fields | changes))


def position(skills=((1, 3, True), (2, 3, False)), **changes):
    """`skills`: (skill id, required level, must)."""
    ids, required, must = np.array(skills or np.zeros((0, 3))).T
    fields = {
        "id": 7,
        "skills": ids.astype(int),
        "required": required.astype(float),
        "weights": np.ones(ids.size),
        "must": must.astype(bool),
        "majors": np.array([460301]),
        "city": "苏州",
        "starts_on": np.datetime64("2026-03-02"),
        "ends_on": np.datetime64("2026-08-28"),
        "words": TEXT.vectors(["PLC 编程"]),
    }
    return Position(**(fields | changes))


CLAIMED, ASSESSED, CONFIRMED = Kind.CLAIMED, Kind.ASSESSED, Kind.CONFIRMED
