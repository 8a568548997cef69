"""What time alone does. Run every day; a second run of the same day finds nothing left to do."""

from internships.services.grading import finalise_due, open_grading_due
from internships.services.log_risk import refresh_waiting
from internships.services.logs import open_weeks
from internships.services.placements import close_due, start_due


def run_clock(at=None):
    """Start, open weeks and sheets, refresh risk, make grades final, close. Return `{step: how many}`."""
    return {
        "started": start_due(at),
        "weeks": open_weeks(at),
        "risk": refresh_waiting(at),
        "sheets": open_grading_due(at),
        "final": finalise_due(at),
        "completed": close_due(at),
    }
