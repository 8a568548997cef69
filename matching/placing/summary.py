"""What a placing comes to, and why somebody is left."""

from dataclasses import dataclass

import numpy as np

from matching.placing.blocking import blocking_pairs
from matching.placing.market import Market
from matching.placing.values import pair_values

NO_CHOICE, TAKEN, CAPPED = "no_choice", "taken", "capped"


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one placing."""

    students: int
    placed: int
    first_choice: int
    first_three: int
    welfare: float
    """The sum of `pair_values` over the placed."""
    mean_score: float
    """0–1, of the placed; 0 when nobody is."""
    blocking_pairs: int
    must_left: int
    """How many who must be placed are not."""
    left: dict[str, int]
    """Why, and how many: no_choice, taken (every choice is full), capped (a choice has an opening that a quota or the
    law does not let be filled)."""


def summary(market: Market, taken: np.ndarray) -> Summary:
    rows = np.flatnonzero(taken != -1)
    scores = market.scores[rows, taken[rows]]
    reasons = left_reasons(market, taken)
    must = np.zeros(taken.size, bool) if market.must is None else market.must
    return Summary(
        students=taken.size,
        placed=rows.size,
        first_choice=int(np.sum(taken == 0)),
        first_three=int(np.sum((taken >= 0) & (taken < 3))),
        welfare=float(pair_values(market)[rows, taken[rows]].sum()),
        mean_score=float(scores.mean()) if rows.size else 0.0,
        blocking_pairs=int(blocking_pairs(market, taken).sum()),
        must_left=int(np.sum(must & (taken == -1))),
        left={code: int(np.sum(reasons == code)) for code in (NO_CHOICE, TAKEN, CAPPED)},
    )


def left_reasons(market: Market, taken: np.ndarray) -> np.ndarray:
    """(students,) str, why a student is left; empty for the placed."""
    positions = market.positions_of(taken)
    filled = np.bincount(positions[positions >= 0], minlength=market.capacity.size)
    has_opening = (filled < market.capacity)[np.where(market.is_choice, market.choices, 0)] & market.is_choice
    reasons = np.where(has_opening.any(axis=1), CAPPED, np.where(market.is_choice.any(axis=1), TAKEN, NO_CHOICE))
    return np.where(taken == -1, reasons, "")
