"""What the matcher remembers."""

from matching.models.scores import Fit, MatchRun, Score, ScoreQuerySet, WordVector

__all__ = ["Fit", "MatchRun", "Score", "ScoreQuerySet", "WordVector"]
