"""Version 1: the skill-standard rule.

    score = must_skills + nice_skills + major + text + city          each part 0 … its limit, the limits add up to 1

- a skill gives   share · min(level / required, 1) · surety
- a share follows the weight in the standard, a must-skill counts MUST_FACTOR times; the must-skills together decide at
  least MUST_SHARE of the skill parts, whatever the number of nice ones
- the major gives 1, 0.8, 0.4 of its limit for the same code, class, category (others are not eligible)
- the text gives its cosine, the city 1 when the student named it, 0.5 when they named none

A part that the position cannot ask for (no standard, no majors, no text, no city) is left out and the others grow in
proportion, so that 1 is always the best possible.
"""

from typing import Self

import numpy as np

from matching import constraints, text
from matching.explain import Breakdown, breakdown
from matching.features import Candidates, Position
from matching.model import History, Ranking, ordered

WEIGHTS = {"skills": 0.70, "major": 0.15, "text": 0.10, "city": 0.05}
"""The standard is what the enterprise wrote down and what the student can change, so it decides; the major is the proxy
for all that is not in the standard; text breaks ties; a city is a wish of the student and must not outweigh a skill."""

MUST_FACTOR = 3.0
MUST_SHARE = 0.75
"""Must-skills dominate, one by one (three times a nice-to-have of the same weight) and together (all nice-to-haves, how
many there may be, are worth at most a third of the musts)."""

MAJOR_FIT = np.array([1.0, 0.8, 0.4, 0.0])
"""By distance. Classes of one category share the basic courses only."""

CITY_UNKNOWN = 0.5
DECIMALS = 9
"""Parts are rounded before they are added, so that parts and score agree also after a trip through JSON."""


class RuleMatcher:
    """The rule; `fit` learns only which words are rare."""

    version = "rule-1"

    def __init__(self, text_model: text.TextModel | None = None):
        self.text = text_model or text.TextModel()

    def fit(self, history: History) -> Self:
        return type(self)(text.TextModel.fit(history.positions, history.profiles))

    def rank(self, position: Position, candidates: Candidates) -> Ranking:
        limits = _limits(position)
        skill_limits = skill_shares(position) * (limits["must_skills"] + limits["nice_skills"])
        skill_parts = np.round(_attained(position, candidates) * skill_limits, DECIMALS)
        parts = _parts(position, candidates, skill_parts, limits)
        scores = np.clip(np.round(sum(parts.values()), DECIMALS), 0.0, 1.0)
        blocks = constraints.blocked(position, candidates)
        order, ranks = ordered(position, candidates, scores, constraints.eligible(blocks))
        return Ranking(
            position=position,
            candidates=candidates,
            version=self.version,
            scores=scores,
            parts=parts,
            limits=limits,
            skill_parts=skill_parts,
            skill_limits=skill_limits,
            blocks=blocks,
            order=order,
            ranks=ranks,
            rivals=scores[order],
            ranked=order.size,
        )

    def explain(self, ranking: Ranking, candidate: int) -> Breakdown:
        row = ranking.row(candidate)
        shared = self.text.shared(ranking.position.words, ranking.candidates.words[row])
        return breakdown(ranking, row, shared_words=shared)


def skill_shares(position: Position) -> np.ndarray:
    """(required,) float64, the part of the skill score that each row of the standard decides; adds up to 1."""
    must = position.must
    shares = position.weights * np.where(must, MUST_FACTOR, 1.0)
    shares = shares / (shares.sum() or 1.0)
    nice = shares[~must].sum()
    if must.any() and nice > 1 - MUST_SHARE:
        shares = np.where(must, shares * MUST_SHARE / (1 - nice), shares * (1 - MUST_SHARE) / nice)
    return shares


def _limits(position):
    asked = {
        "skills": position.skills.size > 0,
        "major": position.majors.size > 0,
        "text": position.words.nnz > 0,
        "city": bool(position.city),
    }
    total = sum(WEIGHTS[name] for name in WEIGHTS if asked[name]) or 1.0
    limits = {name: WEIGHTS[name] / total * asked[name] for name in WEIGHTS}
    skills = limits.pop("skills")
    must = float(skill_shares(position)[position.must].sum())
    return {"must_skills": skills * must, "nice_skills": skills * (1 - must)} | limits


def _parts(position, candidates, skill_parts, limits):
    major_fit = MAJOR_FIT[constraints.major_distance(position.majors, candidates.majors)]
    parts = {
        "must_skills": _total(skill_parts[:, position.must]),
        "nice_skills": _total(skill_parts[:, ~position.must]),
        "major": limits["major"] * major_fit,
        "text": limits["text"] * text.similarity(position.words, candidates.words),
        "city": limits["city"] * _city_fit(position.city, candidates.cities),
    }
    return {name: np.round(values, DECIMALS) for name, values in parts.items()}


def _attained(position, candidates):
    """(students, required) float64, 0–1: coverage of what is required, as far as it is sure."""
    columns = candidates.columns(position.skills)
    level, surety = candidates.levels.level, candidates.levels.surety
    attained = np.zeros((candidates.ids.size, columns.size))
    for row, column in enumerate(columns):
        if column >= 0:
            attained[:, row] = np.minimum(level[:, column] / position.required[row], 1.0) * surety[:, column]
    return attained


def _total(columns):
    """The sum over columns, one after the other: the same bits for a student wherever the row stands."""
    total = np.zeros(columns.shape[0])
    for column in columns.T:
        total = total + column
    return total


def _city_fit(city, cities):
    said = (cities != "").any(axis=1)
    return np.where(said, (cities == city).any(axis=1), CITY_UNKNOWN)
