"""Learn weights from the years before, try them on the latest year, and say whether they may serve.

The latest twelve months of decisions are held back. They are counted back from the newest decision, and not by the
calendar, so that a year that has just begun is not too thin to be tried on. New weights serve when, position by
position, they put the one who came further higher more often than what serves now, surely (the 95 % interval of the
difference lies above 0), and when at equal estimated skill no group stands higher.
"""

from dataclasses import asdict

import numpy as np

from matching import learning
from matching.evaluation import metrics
from matching.outcomes import gaps, groups, past
from matching.outcomes.judged import Judged
from matching.rule import RULE, Weights
from matching.states import Doubt

HELD_BACK = np.timedelta64(12, "M")
FEWEST_JUDGED, FEWEST_POSITIONS = 200, 20
"""To learn from. With so few, seven tenths of the weights are still those of the rule: see `learning.HALF_TRUST`."""
FEWEST_HELD = 20
"""Positions to try on: below that the interval of a bootstrap is too narrow."""
WIDEST_GAP = 0.04
"""In standard deviations of the score, at equal estimated skill."""


def missing(judged: Judged) -> dict[str, int]:
    """How many decisions are missing before weights are learned: `{what: how many}`, empty when there are enough.

    Positions count whose applicants did not all come equally far: the others teach nothing.
    """
    held = _held_back(judged)
    wanted = {
        "judged": (FEWEST_JUDGED, int(np.count_nonzero(~held))),
        "positions": (FEWEST_POSITIONS, _telling(judged.take(~held))),
        "held": (FEWEST_HELD, _telling(judged.take(held))),
    }
    return {what: fewest - there for what, (fewest, there) in wanted.items() if there < fewest}


def train(judged: Judged, *, serving: Weights = RULE, seed: int = 0, report=lambda per_cent: None):
    """`(weights, doubt, card)`: what `judged` teaches, why it may not serve ("" when it may), and what is known of it.

    Deterministic. With fewer decisions than are wanted, nothing is learned.
    """
    lacking = missing(judged)
    if lacking:
        return RULE, Doubt.TOO_FEW, {"missing": lacking}
    held = _held_back(judged)
    taught = past.study(judged.take(~held), lambda done, of: report(60 * done // of))
    tried = past.study(judged.take(held), lambda done, of: report(60 + 30 * done // of))
    weights, trust = learning.learn(taught.lessons, seed=seed)
    card = _dates(judged, held) | {
        "judged": taught.lessons.judged,
        "positions": int(np.unique(taught.lessons.positions).size),
        "held_judged": tried.lessons.judged,
        "held_positions": int(np.unique(tried.lessons.positions).size),
        "trust": round(trust, 4),
        "audit": audit(tried, weights),
    }
    found = {name: learning.accuracy(tried.lessons, each) for name, each in _compared(weights, serving).items()}
    card |= {name: _bounds(values) for name, values in found.items()}
    card["difference"] = _bounds(found["accuracy"] - found["serving"])
    report(95)
    return weights, _doubt(weights, trust, card), card


def audit(tried: past.Study, weights: Weights) -> list[dict]:
    """For each attribute the gap between its two groups at equal estimated skill; only of groups that are large."""
    scores, skill = tried.worths @ _array(weights), tried.worths[:, :2] @ _array(RULE)[:2]
    found = []
    for attribute, each in groups.of(tried.students).items():
        (one, other), some = groups.ATTRIBUTES[attribute][1], each != ""
        people = [int(np.unique(tried.students[each == group]).size) for group in (one, other)]
        if min(people) >= groups.FEWEST:
            gap = gaps.gap(scores[some], skill[some], tried.positions[some], each[some] == one)
            low, high = gap.interval
            figures = {"gap": gap.size, "low": low, "high": high}
            found.append(
                {"attribute": attribute, "people": people, **{name: round(value, 4) for name, value in figures.items()}}
            )
    return found


def _doubt(weights, trust, card):
    if not trust or weights == RULE:
        return Doubt.NOTHING
    if card["difference"][1] <= 0:
        return Doubt.NOT_BETTER
    is_unfair = any(abs(row["gap"]) > WIDEST_GAP and row["low"] * row["high"] > 0 for row in card["audit"])
    return Doubt.UNFAIR if is_unfair else ""


def _compared(weights, serving):
    return {"accuracy": weights, "serving": serving, "rule": RULE}


def _bounds(values):
    return [round(value, 4) for value in metrics.bounds(values)]


def _dates(judged, held):
    days = {"from": judged.day[~held].min(), "until": judged.day[~held].max()}
    days |= {"held_from": judged.day[held].min(), "held_until": judged.day[held].max()}
    return {name: str(day) for name, day in days.items()}


def _held_back(judged):
    return judged.months > judged.months.max(initial=np.datetime64("1970-01")) - HELD_BACK


def _telling(judged):
    """How many positions have applicants of whom one came further than another."""
    order = np.lexsort((judged.outcome, judged.position))
    position, outcome = judged.position[order], judged.outcome[order]
    return int(np.unique(position[1:][(position[1:] == position[:-1]) & (outcome[1:] != outcome[:-1])]).size)


def _array(weights):
    return np.array([asdict(weights)[name] for name in learning.NAMES])
