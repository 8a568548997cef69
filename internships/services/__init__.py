"""The verbs of internships. Object first, everything else by name, the actor `by`, the clock `at`."""

from internships.services.agreements import (
    ask_consent,
    decline_to_sign,
    give_consent,
    refuse_consent,
    remind_to_sign,
    renew_agreement,
    sign,
    write_agreement,
)
from internships.services.clock import run_clock
from internships.services.events import (
    move_early_end,
    move_incident,
    move_leave,
    report_incident,
    request_early_end,
    request_leave,
)
from internships.services.gates import (
    add_accident_insurance,
    allow_attempts,
    begin_attempt,
    finish_attempt,
    record_insurance,
)
from internships.services.grading import (
    accept_grade,
    answer_appeal,
    appeal,
    finalise_due,
    moderate,
    open_grading,
    open_grading_due,
    publish_grade,
    publish_grades,
    save_score,
    submit_score,
    waive_score,
)
from internships.services.log_risk import refresh_risk, refresh_waiting
from internships.services.logs import (
    approve_log,
    approve_logs,
    check_week,
    confirm_log,
    hand_in_log,
    monday,
    open_week,
    open_weeks,
    question_log,
    remind_to_confirm,
    return_log,
    save_log,
    submit_log,
)
from internships.services.people import name_guardian
from internships.services.placements import (
    arrange,
    ask_release,
    assign_plan,
    change_filing,
    clear_law,
    close_due,
    complete,
    may_complete,
    start,
    start_due,
    terminate,
)
from internships.services.plans import (
    add_partner,
    ask_partner,
    change_plan,
    confirm_partner,
    confirm_plan,
    create_plan,
    decline_partner,
    reopen_plan,
    set_criteria,
)

__all__ = [
    "accept_grade", "add_accident_insurance", "add_partner", "allow_attempts", "answer_appeal", "appeal",
    "approve_log", "approve_logs", "arrange", "ask_consent", "ask_partner", "ask_release", "assign_plan",
    "begin_attempt", "change_filing", "change_plan", "check_week", "clear_law", "close_due", "complete",
    "confirm_log", "confirm_partner", "confirm_plan", "create_plan", "decline_partner", "decline_to_sign",
    "finalise_due", "finish_attempt", "give_consent", "hand_in_log", "may_complete", "moderate", "monday",
    "move_early_end", "move_incident", "move_leave", "name_guardian", "open_grading", "open_grading_due", "open_week",
    "open_weeks", "publish_grade", "publish_grades", "question_log", "record_insurance", "refresh_risk",
    "refresh_waiting", "refuse_consent", "remind_to_confirm", "remind_to_sign", "renew_agreement", "reopen_plan",
    "report_incident", "request_early_end", "request_leave", "return_log", "run_clock", "save_log", "save_score",
    "set_criteria", "sign", "start", "start_due", "submit_log", "submit_score", "terminate", "waive_score",
    "write_agreement",
]  # fmt: skip
