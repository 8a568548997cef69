"""News for the packages above."""

from django.dispatch import Signal

moved = Signal()  # sender: the model; obj, action, source, target, by, log. Sent inside the transaction of the move.
evidence_recorded = Signal()  # sender: SkillEvidence; students: set of ids. Sent inside the transaction.
profile_changed = Signal()  # sender: Student; students: set of ids. Sent inside the transaction.
