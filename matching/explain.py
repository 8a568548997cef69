"""Why somebody stands where they stand, as data: what is stored, and what the pages put into words."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching import attainment
from matching.constraints import major_distance
from matching.features import CELLS, Kind
from matching.levels import NOTHING, after, surety

if TYPE_CHECKING:
    from matching.model import Ranking

RAISES = 3
"""So many ways to rise are told: more is a list nobody acts on."""
STEP = 2
"""Levels that a course or an internship can add; more in one step is no advice."""
NOTICEABLE = 0.001
"""A gain below a tenth of a point is not worth saying."""


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One row of the standard and what the candidate has of it. Levels 0–5; 0 = nothing known."""

    skill: int
    must: bool
    required: float
    level: float
    surety: float
    spread: float
    kind: int
    count: int
    missing: float
    part: float
    limit: float
    estimate: float = 0.0


@dataclass(frozen=True, slots=True)
class Raise:
    """If `skill` were at `level` on evidence of `kind`, the score would gain `gain` and reach `rank`."""

    skill: int
    level: int
    kind: int
    gain: float
    rank: int | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message code and what it talks about; `matching.sentences` says it in the reader's language."""

    code: str
    params: dict


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The whole explanation of one score. JSON-serialisable through `as_json`."""

    version: str
    position: int
    candidate: int
    score: float
    rank: int | None
    ranked: int
    parts: dict[str, float]
    limits: dict[str, float]
    skills: tuple[SkillLine, ...]
    major_distance: int
    shared_words: tuple[str, ...]
    constraints: tuple[str, ...]
    raises: tuple[Raise, ...]
    sentences: tuple[Sentence, ...]

    def as_json(self) -> dict:
        """Plain dicts, lists, numbers and strings."""
        nested = {name: [_plain(each) for each in getattr(self, name)] for name in ("skills", "raises", "sentences")}
        return _plain(self) | nested

    @classmethod
    def from_json(cls, data: dict) -> "Breakdown":
        lists = {"skills": SkillLine, "raises": Raise, "sentences": Sentence}
        built = {name: tuple(kind(**each) for each in data[name]) for name, kind in lists.items()}
        built |= {name: tuple(data[name]) for name in ("shared_words", "constraints")}
        return cls(**(data | built))


def _plain(row):
    """The fields of a dataclass whose values are plain already; `asdict` copies every number, at ten times the cost."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def breakdown(ranking: "Ranking", row: int, *, shared_words=()) -> Breakdown:
    """Explain the candidate in `row` of `ranking` from the parts of the score and from nothing else."""
    position, candidates = ranking.position, ranking.candidates
    known = _known(ranking, row)
    lines = _lines(ranking, row, known)
    distance = int(major_distance(position.majors, candidates.majors[row : row + 1])[0])
    return Breakdown(
        version=ranking.version,
        position=int(position.id),
        candidate=int(candidates.ids[row]),
        score=float(ranking.scores[row]),
        rank=ranking.rank_of(ranking.scores[row]) if ranking.ranks[row] else None,
        ranked=ranking.ranked,
        parts={name: float(values[row]) for name, values in ranking.parts.items()},
        limits={name: float(limit) for name, limit in ranking.limits.items()},
        skills=lines,
        major_distance=distance,
        shared_words=tuple(shared_words),
        constraints=tuple(code for code, stopped in ranking.blocks.items() if stopped[row]),
        raises=_raises(ranking, row, lines, known),
        sentences=(_strength(lines), _weakness(lines, distance)),
    )


def _lines(ranking, row, known):
    position = ranking.position
    columns = (position.skills, position.must, position.required, ranking.skill_parts[row], ranking.skill_limits)
    lines = []
    for found, *asked in zip(known, *(each.tolist() for each in columns), strict=True):
        skill, must, required, part, limit = asked
        level, estimate, precision, kind, count = found
        level, kind = round(level, 1), Kind(kind)
        lines.append(
            SkillLine(
                skill=skill,
                must=must,
                required=required,
                level=level,
                surety=round(surety(precision, kind), 6),
                spread=round(precision**-0.5, 2),
                kind=int(kind),
                count=count,
                missing=round(max(required - level, 0.0), 1),
                part=part,
                limit=limit,
                estimate=round(estimate, 2),
            )
        )
    return tuple(lines)


def _known(ranking, row):
    """`(level, estimate, precision, kind, count)` for each row of the standard; numbers of Python, for a single number
    is much slower as one of an array."""
    levels, columns = ranking.candidates.levels, ranking.candidates.columns(ranking.position.skills)
    arrays = (getattr(levels, name) for name in CELLS)
    values = zip(*(array[row, columns].tolist() for array in arrays), strict=True) if levels.level.shape[1] else columns
    nothing = (0.0, float(levels.unseen[row]), NOTHING, 0, 0)
    return [each if column >= 0 else nothing for each, column in zip(values, columns.tolist(), strict=True)]


def _raises(ranking, row, lines, known):
    """The best steps, at most one a skill, most gain first."""
    if not lines:
        return ()
    steps, score = [_next_step(line) for line in lines], float(ranking.scores[row])
    reached = np.array([after(*each[1:3], *step) for each, step in zip(known, steps, strict=True)])
    required, part, limit = np.array([(line.required, line.part, line.limit) for line in lines]).T
    gains = limit / attainment.most(required) * attainment.worth(*reached.T, required) - part
    raises = []
    for line, (level, kind), gain in zip(lines, steps, gains.tolist(), strict=True):
        if gain > NOTICEABLE:
            rank = ranking.rank_of(score + gain) if ranking.ranks[row] else None
            raises.append(Raise(line.skill, level, int(kind), round(gain, 6), rank))
    return tuple(sorted(raises, key=lambda step: (-step.gain, step.skill))[:RAISES])


def _next_step(line):
    """What could be reached next: what is missing, examined; or what is there, on better evidence."""
    kind = Kind(line.kind)
    if line.missing > 0:
        here = max(math.floor(line.level), math.floor(line.estimate))
        return min(math.ceil(line.required), here + STEP), max(kind, Kind.ASSESSED)
    return math.floor(line.level), Kind.CONFIRMED if kind >= Kind.ASSESSED else Kind.ASSESSED


def _strength(lines):
    """What speaks for the candidate."""
    if not lines:
        return Sentence("no_standard", {})
    musts = [line for line in lines if line.must]
    asked = musts or lines
    params = {"met": sum(not line.missing for line in asked), "of": len(asked)}
    known = [line for line in asked if line.kind] or [line for line in lines if line.kind]
    if not known:
        return Sentence("nothing_known", {"of": len(lines)})
    best = max(known, key=lambda line: (line.kind, line.level, line.limit, -line.skill))
    all_or_some = "all" if params["met"] == params["of"] else "some"
    code = f"{all_or_some}_{'musts' if musts else 'skills'}"
    return Sentence(code, params | {"skill": best.skill, "level": best.level, "kind": best.kind})


def _weakness(lines, distance):
    """What holds the candidate back most: a skill before the major, nothing when both are there."""
    open_lines = [line for line in lines if line.missing or line.kind == Kind.CLAIMED]
    if not open_lines:
        return Sentence(f"major_{distance}" if distance else "all_good", {})
    worst = max(open_lines, key=lambda line: (line.limit - line.part, -line.skill))
    code = "unknown_skill" if not worst.kind else "missing_levels" if worst.missing else "only_claimed"
    params = {"skill": worst.skill, "level": worst.level, "required": worst.required, "kind": worst.kind}
    return Sentence(code, params)
