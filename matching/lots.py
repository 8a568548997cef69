"""Lots for ties: drawn, so that neither an early student number nor the alphabet wins one."""

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def drawn(ids, seed: int) -> np.ndarray:
    """(ids,) uint64, the same lot for the same id (int) and `seed`. Source: splitmix64, Steele et al. 2014."""
    with np.errstate(over="ignore"):
        mixed = np.asarray(ids, np.int64).astype(np.uint64) + np.uint64(seed) * GOLDEN
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
