"""The score: how much of its skill standard an enterprise may expect from somebody, and a little more.

    score = must_skills + nice_skills + major + text + city      each part 0 … its limit, the limits add up to 1

- a skill gives what may be expected of the true level x, which is known as N(estimate, 1/precision):
  `matching.attainment`. Being sure counts: a doubtful level may fall short
- the major gives 1, 0.8, 0.4 of its limit for the same code, class, category (others are not eligible)
- the text gives its cosine, the city 1 when the student named it, 0.5 when they named none

All are weighed in levels (`Weights`) and divided by the most that the position can give, so that 1 is always the best
possible. What the position cannot ask for (no standard, no majors, no text, no city) is left out. Weights may be
learned (`matching.learning`): the form stays, and with it the explanation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from matching import attainment, constraints, text
from matching.explain import Breakdown, breakdowns
from matching.features import Candidates, Position
from matching.levels import NOTHING, Usual
from matching.model import History, Ranking, ordered

MAJOR_FIT = np.array([1.0, 0.8, 0.4, 0.0])
"""By distance. Classes of one category share the basic courses only."""
CITY_UNKNOWN = 0.5
DECIMALS = 9
"""Parts are rounded before they are added, so that parts and score agree also after a trip through JSON."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part is worth, in levels of a nice-to-have skill of middling weight; none is below 0."""

    must: float = 3.0
    nice: float = 1.0
    major: float = 0.5
    text: float = 0.05
    city: float = 0.01


RULE = Weights()
"""The standard is what the enterprise wrote down and what the student can change, so it decides; the major is the proxy
for all that is not in the standard; text breaks ties; a city is a wish of the student and must not outweigh a skill."""


class RuleMatcher:
    """Scores with `weights`; `fit` learns which words are rare and what is usual in each major."""

    version = "rule-2"

    def __init__(self, text_model: text.TextModel | None = None, usual: Usual | None = None, weights: Weights = RULE):
        self.text = text_model or text.TextModel()
        self.usual = usual or Usual.none()
        self.weights = weights

    def fit(self, history: History) -> Self:
        usual = Usual.of(*history.evidence) if history.evidence else None
        return type(self)(
            text.TextModel.fit(history.positions, history.profiles, names=history.names), usual, self.weights
        )

    def rank(self, position: Position, candidates: Candidates) -> Ranking:
        worth = standard_worth(position, self.weights)
        most = worth * attainment.most(position.required)
        fits, limits = _fits(position, candidates), _limits(position, self.weights, most)
        total = sum(limits.values()) or 1.0
        skill_parts = np.round(expected(position, candidates) * (worth / total), DECIMALS)
        parts = {"must_skills": _total(skill_parts[:, position.must])}
        parts["nice_skills"] = _total(skill_parts[:, ~position.must])
        parts |= {name: np.round(limits[name] / total * fit, DECIMALS) for name, fit in fits.items()}
        scores = np.clip(np.round(sum(parts.values()), DECIMALS), 0.0, 1.0)
        blocks = constraints.blocked(position, candidates)
        order, ranks = ordered(position, candidates, scores, constraints.eligible(blocks))
        return Ranking(
            position=position,
            candidates=candidates,
            version=self.version,
            scores=scores,
            parts=parts,
            limits={name: limit / total for name, limit in limits.items()},
            skill_parts=skill_parts,
            skill_limits=most / total,
            blocks=blocks,
            order=order,
            ranks=ranks,
            rivals=scores[order],
            ranked=order.size,
        )

    def explain(self, ranking: Ranking, candidate: int) -> Breakdown:
        return self.explain_all(ranking, [candidate])[0]

    def explain_all(self, ranking: Ranking, candidates: Sequence[int]) -> list[Breakdown]:
        rows = ranking.rows(candidates)
        shared = [self.text.shared(ranking.position.words, ranking.candidates.words, row) for row in rows]
        return breakdowns(ranking, rows, shared_words=shared)


def worths(position: Position, candidates: Candidates) -> np.ndarray:
    """(students, weights) float64: what each of the `Weights` multiplies, so that a score is their weighted sum."""
    skills = expected(position, candidates) * standard_worth(position, Weights(must=1.0, nice=1.0))
    fits, asked = _fits(position, candidates), _asked(position)
    columns = {"must": _total(skills[:, position.must]), "nice": _total(skills[:, ~position.must])}
    columns |= {name: fit * asked[name] for name, fit in fits.items()}
    return np.column_stack([columns[field.name] for field in fields(Weights)])


def standard_worth(position: Position, weights: Weights = RULE) -> np.ndarray:
    """(required,) float64, what a level of each row of the standard is worth; they add up to 1 under the rule."""
    factors = [np.where(position.must, each.must, each.nice) for each in (weights, RULE)]
    worth, whole = (position.weights * factor for factor in factors)
    return worth / (whole.sum() or 1.0)


def expected(position: Position, candidates: Candidates) -> np.ndarray:
    """(students, required) float64, in levels: what may be expected towards each row of the standard."""
    columns = candidates.columns(position.skills)
    found = np.empty((candidates.ids.size, columns.size))
    for row, (column, required) in enumerate(zip(columns, position.required, strict=True)):
        mean, precision = known(candidates, column)
        found[:, row] = attainment.worth(mean, precision, required)
    return found


def known(candidates: Candidates, column: int) -> tuple[np.ndarray, np.ndarray]:
    """`(estimate, precision)` of all candidates, (students,) float32; the column is -1 for a skill nobody speaks of."""
    levels = candidates.levels
    if column < 0:
        return levels.unseen, np.full(candidates.ids.size, NOTHING, np.float32)
    return levels.estimate[:, column], levels.precision[:, column]


def _limits(position, weights, most):
    """Per part the most it can give, in levels."""
    skills = {"must_skills": float(most[position.must].sum()), "nice_skills": float(most[~position.must].sum())}
    return skills | {name: getattr(weights, name) * asked for name, asked in _asked(position).items()}


def _asked(position):
    """Which of the parts beside the skills the position can ask for."""
    return {"major": position.majors.size > 0, "text": position.words.nnz > 0, "city": bool(position.city)}


def _fits(position, candidates):
    """Of the parts beside the skills: how much of its limit each candidate has, (students,) 0–1."""
    return {
        "major": MAJOR_FIT[constraints.major_distance(position.majors, candidates.majors)],
        "text": text.similarity(position.words, candidates.words),
        "city": _city_fit(position.city, candidates.cities),
    }


def _total(columns):
    """The sum over columns, one after the other: the same bits for a student wherever the row stands."""
    total = np.zeros(columns.shape[0])
    for column in columns.T:
        total = total + column
    return total


def _city_fit(city, cities):
    said = (cities != "").any(axis=1)
    return np.where(said, (cities == city).any(axis=1), CITY_UNKNOWN)
