"""What a week is made of for its readers: its words, and the questions it raises."""

from django.utils import timezone

from internships import risk
from internships.work_states import ConfirmationState


def text_of(entries):
    """The words of the entries of a week, as they are compared."""
    return "\n".join(part for entry in entries for part in (entry.task, entry.difficulty, entry.next_step) if part)


def assess(log, *, near, is_compared, at, entries=None):
    """Set the questions of a week that was handed in, and their sum; the caller saves both."""
    confirmation = getattr(log, "confirmation", None)
    week = risk.Week(
        ends_on=log.ends_on,
        submitted_at=timezone.localtime(log.submitted_at or at),
        confirmation=confirmation.state if confirmation else "",
        asked_at=confirmation.state_at if confirmation and confirmation.state == ConfirmationState.AWAITED else None,
        artifacts=sum(bool(entry.artifact) for entry in (log.entries.all() if entries is None else entries)),
        near=near,
        is_compared=is_compared,
    )
    log.questions = risk.questions(week, at=at)
    log.risk = risk.total(log.questions)
