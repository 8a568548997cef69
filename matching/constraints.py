"""Hard constraints: who cannot be ranked for a position at all. They come before the score and never into it."""

import numpy as np

from matching.features import Candidates, Position, study_year

SAME_CODE, SAME_CLASS, SAME_CATEGORY, OTHER_CATEGORY = range(4)


def blocked(position: Position, candidates: Candidates) -> dict[str, np.ndarray]:
    """Per constraint the candidates it stops, (students,) bool. Every constraint is there, also when it stops nobody.

    opted_out    the student does not want to be ranked
    age          under 16 on the first day: 《职业学校学生实习管理规定》(2021) 第十六条(二)
    minor        under 18, and the work is taboo for minors: 第十六条(三)
    first_year   in the first year of study, and it is a post internship: 第十六条(一)
    major        of another category than every major asked for: 第九条 and provincial rules against 跨专业大类
    dates        already placed on one of the days, or available only later
    """
    start = position.starts_on
    overlaps = (candidates.busy_from <= position.ends_on) & (candidates.busy_until >= start)
    return {
        "opted_out": candidates.opted_out,
        "age": candidates.may_work_from > start,
        "minor": (candidates.adult_from > start) & position.is_taboo_for_minors,
        "first_year": _is_first_year(candidates.cohorts, start) & position.is_post_internship,
        "major": major_distance(position.majors, candidates.majors) == OTHER_CATEGORY,
        "dates": overlaps.any(axis=1) | (candidates.available_from > start),
    }


def eligible(blocks: dict[str, np.ndarray]) -> np.ndarray:
    """(students,) bool, whom none of `blocks` stops."""
    return ~np.logical_or.reduce(list(blocks.values()))


def major_distance(wanted: np.ndarray, majors: np.ndarray) -> np.ndarray:
    """(students,) int64: same code 0, same class (first four digits) 1, same category (first two) 2, other 3.

    The distance to the nearest of the `wanted` codes; a position that names none takes everybody as 0.
    """
    if not wanted.size:
        return np.zeros(majors.shape, np.int64)
    apart = [(majors[:, None] // unit != wanted // unit) for unit in (1, 100, 10_000)]
    return np.sum(apart, axis=0).min(axis=1)


def _is_first_year(cohorts, start):
    return np.zeros(cohorts.size, bool) if np.isnat(start) else study_year(cohorts, start) <= 1
