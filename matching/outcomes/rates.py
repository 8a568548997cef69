"""The arithmetic of an audit: rates, their ratio, and differences at equal score."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from matching.outcomes.groups import FEWEST

FOUR_FIFTHS = 0.8
"""Below this ratio of rates an adverse impact is presumed. Source: 29 CFR 1607.4 D."""
UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Count:
    """So many of `n` people have what is asked about."""

    n: int = 0
    hits: int = 0

    def __add__(self, other):
        return Count(self.n + other.n, self.hits + other.hits)

    @property
    def rate(self):
        return self.hits / self.n


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two groups, both of at least FEWEST."""

    one: Count
    other: Count

    @property
    def ratio(self):
        """The smaller rate over the larger; None when nobody has what is asked about."""
        low, high = sorted([self.one.rate, self.other.rate])
        return low / high if high else None

    @property
    def p(self):
        """Fisher's exact test, two-sided."""
        from scipy.stats import fisher_exact  # noqa: PLC0415  (slow to import, and only the audit needs it)

        table = [[each.hits, each.n - each.hits] for each in (self.one, self.other)]
        return float(fisher_exact(table)[1])

    @property
    def is_low(self):
        return self.ratio is not None and self.ratio < FOUR_FIFTHS

    @property
    def is_sure(self):
        return self.p < UNLIKELY


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more often the first group is chosen at equal score, as a share of all; and how sure that is."""

    size: float
    error: float
    chance: float
    """The standard error if there were no difference; 0 when nobody or everybody was chosen."""
    n: int

    @property
    def p(self):
        """Cochran–Mantel–Haenszel test, two-sided."""
        return float(2 * ndtr(-abs(self.size) / self.chance)) if self.chance else 1.0

    @property
    def interval(self):
        return self.size - 1.96 * self.error, self.size + 1.96 * self.error


def contrasts(counts, people):
    """`({family: Contrast}, Contrast of all that is shown or None)` of `{family: (Count, Count)}` of two groups.

    `people` (`{family: (n, n)}`) says how many different people these are: families with fewer than FEWEST in a group
    are put together, and shown if they are large enough then. The whole is the sum of what is shown, so that nobody
    gets a small group by subtraction.
    """
    shown = {name: pair for name, pair in counts.items() if min(people[name]) >= FEWEST}
    left = [name for name in counts if name not in shown]
    surely = [max((people[name][which] for name in left), default=0) for which in (0, 1)]  # one may be in many families
    if min(surely) >= FEWEST:
        shown["rest"] = _sum(counts[name] for name in left)
    whole = _sum(shown.values())
    return {name: Contrast(*pair) for name, pair in shown.items()}, Contrast(*whole) if shown else None


def difference(strata):
    """Mantel–Haenszel difference of rates over `strata`, pairs of `Count`s; None when nobody can be compared.

    Source: Greenland & Robins 1985 (doi:10.2307/2530643), for strata that may be small.
    """
    rows = np.array([(a.n, a.hits, b.n, b.hits) for a, b in strata if a.n and b.n], float).reshape(-1, 4)
    if not rows.size:
        return None
    n, x, m, y = rows.T
    weights, both = n * m / (n + m), n + m
    size = np.sum(weights * (x / n - y / m)) / weights.sum()
    noise = (x * (n - x) * m**3 + y * (m - y) * n**3) / (n * m * both**2)
    share = (x + y) / both
    chance = weights * share * (1 - share) * both / np.maximum(both - 1, 1)
    errors = (float(np.sqrt(each.sum()) / weights.sum()) for each in (noise, chance))
    return Difference(float(size), *errors, int(both.sum()))


def shrunken(found):
    """`{key: size}`: the sizes of `{key: Difference}` drawn to their mean as far as chance may have made them.

    Source: DerSimonian & Laird 1986 (doi:10.1016/0197-2456(86)90046-2) for the spread between them.
    """
    if not found:
        return {}
    sizes, noise = (np.array([getattr(each, name) for each in found.values()]) for name in ("size", "chance"))
    weights = noise**-2.0
    mean = np.average(sizes, weights=weights)
    room = weights.sum() - np.sum(weights**2) / weights.sum()
    spread = max(0.0, (np.sum(weights * (sizes - mean) ** 2) - (sizes.size - 1)) / room) if room > 0 else 0.0
    trust = spread / (spread + noise**2)
    return dict(zip(found, (mean + trust * (sizes - mean)).tolist(), strict=True))


def paired(rows):
    """`{key: (Count of the first group, Count of the other)}` from `(key, which: 0 or 1, n, hits)`."""
    found = defaultdict(lambda: [Count(), Count()])
    for key, which, n, hits in rows:
        found[key][which] += Count(n, hits)
    return {key: tuple(pair) for key, pair in found.items()}


def _sum(pairs):
    one, other = Count(), Count()
    for first, second in pairs:
        one, other = one + first, other + second
    return one, other
