"""The stored input of a round: plain values from which the same market, and so the same result, comes every time."""

import hashlib
import json
import zlib

import numpy as np

from matching.placing import Limits, Market
from matching.placing.market import lots_of

VERSION = 1
NO_LIMIT = np.iinfo(np.int32).max


def pack(facts: dict) -> tuple[bytes, str]:
    """`(deflated JSON, SHA-256 of the JSON)`."""
    text = canonical(facts)
    return zlib.compress(text, 9), hashlib.sha256(text).hexdigest()


def unpack(stored: bytes) -> dict:
    return json.loads(zlib.decompress(stored))


def canonical(facts) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(facts) -> str:
    """SHA-256 of plain values."""
    return hashlib.sha256(canonical(facts)).hexdigest()


def market(facts: dict) -> Market:
    """The market of `facts`: {seed, spread, enterprises: [{id, quota, law_cap}], positions: [{id, enterprise, capacity,
    law_cap}], students: [{id, must, choices, scores, dropped}]}. `enterprise` and `choices` are rows of the lists above
    them; None is no cap; `dropped` counts wishes for which the student is not eligible."""
    positions, enterprises, students = facts["positions"], facts["enterprises"], facts["students"]
    ranks = max((len(row["choices"]) for row in students), default=0) or 1
    choices, scores = np.full((len(students), ranks), -1), np.zeros((len(students), ranks))
    for index, row in enumerate(students):
        choices[index, : len(row["choices"])] = row["choices"]
        scores[index, : len(row["scores"])] = row["scores"]
    return Market(
        choices=choices,
        scores=scores,
        capacity=np.array([_least(row["capacity"], row["law_cap"]) for row in positions], np.int64),
        lots=lots_of([row["id"] for row in students], facts["seed"]),
        must=np.array([row["must"] for row in students], bool),
        limits=(
            Limits(
                np.array([row["enterprise"] for row in positions], np.int64),
                np.array([_least(row["quota"], row["law_cap"]) for row in enterprises], np.int64),
            ),
        ),
        spread=facts.get("spread"),
    )


def _least(*caps) -> int:
    return max(0, min((cap for cap in caps if cap is not None), default=NO_LIMIT))
