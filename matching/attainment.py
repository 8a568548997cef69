"""What a level is worth towards a level that is required, when it is known only so well."""

import numpy as np
from scipy.special import ndtr

BEYOND = 0.05
"""What a level more than required is worth, beside a level required: depth helps, but nobody asked for it."""
HIGHEST = 5.0
DENSITY = float(1 / np.sqrt(2 * np.pi))


def most(required):
    """The worth of the highest level, in levels."""
    return required + BEYOND * (HIGHEST - required)


def worth(mean, precision, required):
    """E[min(x, required)] + BEYOND · E[max(x − required, 0)] for x of N(mean, 1/precision), in levels, 0 … `most`.

    It grows with the mean and with the precision: a level that is not sure may fall short.
    """
    return worth_within(np.asarray(mean, np.float64), np.asarray(precision, np.float64) ** -0.5, required)


def worth_within(mean, spread, required):
    """`worth` for x of N(mean, spread²), in the precision of the arrays given."""
    z = (mean - required) / spread
    beyond = spread * (z * ndtr(z) + np.exp(-0.5 * z * z) * DENSITY)
    return np.clip(mean - (1 - BEYOND) * beyond, 0.0, most(required))
