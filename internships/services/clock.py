"""What time alone does. Run every day; a second run of the same day finds nothing left to do."""

from internships.services.grading import finalise_due, open_grading_due
from internships.services.log_risk import refresh_waiting
from internships.services.logs import open_weeks
from internships.services.placements import close_due, start_due

STEPS = {
    "started": start_due,
    "weeks": open_weeks,
    "risk": refresh_waiting,
    "sheets": open_grading_due,
    "final": finalise_due,
    "completed": close_due,
}


def run_clock(at=None):
    """Start, open weeks and sheets, refresh risk, make grades final, close. Return `{step: how many}`."""
    return {name: step(at) for name, step in STEPS.items()}
