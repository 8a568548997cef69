"""Why somebody stands where they stand, as data: what is stored, and what the pages put into words."""

from dataclasses import dataclass, fields
from operator import attrgetter
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
    names, values = _READ[type(row)]
    return dict(zip(names, values(row), strict=True))


_NAMES = {kind: [each.name for each in fields(kind)] for kind in (SkillLine, Raise, Sentence, Breakdown)}
_READ = {kind: (names, attrgetter(*names)) for kind, names in _NAMES.items()}


def breakdowns(ranking: "Ranking", rows: list[int], *, shared_words) -> list[Breakdown]:
    """Explain the candidates in `rows` of `ranking` from the parts of the score and from nothing else.

    `shared_words` has the words of each. All numbers are computed for all rows at once.
    """
    rows = np.asarray(rows, np.int64)
    distances = major_distance(ranking.position.majors, ranking.candidates.majors[rows]).tolist()
    lines, raises = _standard(ranking, rows)
    columns = zip(*(values[rows].tolist() for values in ranking.parts.values()), strict=True)
    stopped = [(code, blocked[rows].tolist()) for code, blocked in ranking.blocks.items()]
    shared = {"version": ranking.version, "position": int(ranking.position.id), "ranked": ranking.ranked}
    limits = {name: float(limit) for name, limit in ranking.limits.items()}
    one_each = (ranking.candidates.ids[rows].tolist(), ranking.scores[rows].tolist(), _ranks(ranking, rows), columns)
    return [
        Breakdown(
            **shared,
            candidate=candidate,
            score=score,
            rank=rank,
            parts=dict(zip(ranking.parts, parts, strict=True)),
            limits=limits,
            skills=lines[each],
            major_distance=distances[each],
            shared_words=tuple(shared_words[each]),
            constraints=tuple(code for code, blocked in stopped if blocked[each]),
            raises=raises[each],
            sentences=(_strength(lines[each]), _weakness(lines[each], distances[each])),
        )
        for each, (candidate, score, rank, parts) in enumerate(zip(*one_each, strict=True))
    ]


def _ranks(ranking, rows):
    places = zip(ranking.ranks_of(ranking.scores[rows]), ranking.ranks[rows].tolist(), strict=True)
    return [rank if is_ranked else None for rank, is_ranked in places]


def _standard(ranking, rows):
    """`(lines, raises)` of each of `rows`."""
    if not ranking.position.skills.size:
        return [()] * rows.size, [()] * rows.size
    known = _known(ranking, rows)
    lines = _lines(ranking, rows, *known)
    return [tuple(SkillLine(*line) for line in each) for each in lines], _raises(ranking, rows, *known)


def _lines(ranking, rows, level, estimate, precision, kind, count):
    """The values of a `SkillLine`, for each of `rows` and each row of the standard."""
    position = ranking.position
    shape = level.shape
    asked = (np.broadcast_to(each, shape) for each in (position.skills, position.must, position.required))
    columns = (
        *asked,
        level,
        np.round(surety(precision, kind), 6),
        np.round(precision**-0.5, 2),
        kind,
        count,
        _missing(position, level),
        ranking.skill_parts[rows],
        np.broadcast_to(ranking.skill_limits, shape),
        np.round(estimate, 2),
    )
    return [zip(*each, strict=True) for each in zip(*(column.tolist() for column in columns), strict=True)]


def _missing(position, level):
    return np.round(np.maximum(position.required - level, 0.0), 1)


def _known(ranking, rows):
    """`level, estimate, precision, kind, count`, each (rows, required)."""
    levels, columns = ranking.candidates.levels, ranking.candidates.columns(ranking.position.skills)
    has, shape = columns >= 0, (rows.size, columns.size)
    found = {name: np.zeros(shape, np.int64 if name in {"kind", "count"} else float) for name in CELLS}
    found["estimate"][:] = levels.unseen[rows, None]
    found["precision"][:] = NOTHING
    for name, values in found.items():
        values[:, has] = getattr(levels, name)[rows[:, None], columns[has]]
    found["level"] = np.round(found["level"], 1)
    return [found[name] for name in CELLS]


def _raises(ranking, rows, level, estimate, precision, kind, _count):
    """The best steps of each of `rows`, at most one a skill, most gain first."""
    position, part = ranking.position, ranking.skill_parts[rows]
    steps = _next_steps(position, level, np.round(estimate, 2), kind)
    reached = attainment.worth(*after(estimate, precision, *steps), position.required)
    gains = ranking.skill_limits / attainment.most(position.required) * reached - part
    ranks = ranking.ranks_of((ranking.scores[rows, None] + gains).ravel())
    columns = [np.broadcast_to(position.skills, gains.shape), *steps, np.round(gains, 6), gains > NOTICEABLE]
    columns = [each.ravel().tolist() for each in columns]
    width = position.skills.size
    raises = []
    for first, is_ranked in zip(range(0, gains.size, width), ranking.ranks[rows].tolist(), strict=True):
        cells = zip(*(each[first : first + width] for each in (*columns, ranks)), strict=True)
        steps = sorted((cell for cell in cells if cell[4]), key=lambda cell: (-cell[3], cell[0]))
        raises.append(tuple(Raise(*step[:4], step[5] if is_ranked else None) for step in steps[:RAISES]))
    return raises


def _next_steps(position, level, estimate, kind):
    """`(level, kind)` of what could be reached next: what is missing, examined; or what is there, better proven."""
    missing = _missing(position, level) > 0
    here = np.floor(np.maximum(level, estimate))
    higher = np.minimum(np.ceil(position.required), here + STEP)
    better = np.where(kind >= Kind.ASSESSED, Kind.CONFIRMED, Kind.ASSESSED)
    reached = np.where(missing, higher, np.floor(level)).astype(np.int64)
    return reached, np.where(missing, np.maximum(kind, Kind.ASSESSED), better)


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
