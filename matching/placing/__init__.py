"""Cohort placement: pure functions on arrays, no database. A `Market` goes in, who gets which choice comes out."""

from matching.placing.blocking import blocking_pairs
from matching.placing.flow import welfare
from matching.placing.market import Limits, Market
from matching.placing.stable import stable
from matching.placing.summary import Summary, summary
from matching.placing.values import pair_values

__all__ = ["Limits", "Market", "Summary", "blocking_pairs", "pair_values", "stable", "summary", "welfare"]
