"""Who gets which answer about placements, their paperwork, logs and grades."""

from tests.access.table import ACTORS, Row


def statuses(default=404, visitor=302, **given):
    return {actor: given.get(actor, default) for actor in ACTORS} | {"visitor": visitor}


EVERYBODY = statuses(200)
SEEN = statuses(student=200, mentor=200, hr=200, supervisor=200, coordinator=200)
SCHOOL_AND_STUDENT = statuses(student=200, supervisor=200, coordinator=200)
STUDENT_ONLY = statuses(student=200, mentor=403, hr=403, supervisor=403, coordinator=403)
COORDINATOR_ONLY = statuses(student=403, mentor=403, hr=403, supervisor=403, coordinator=200)
NOT_BY_GET = statuses(405)

ROWS = [
    Row("internships:placement_list", EVERYBODY),
    Row("internships:gate_list", EVERYBODY),
    Row("internships:filing_export", EVERYBODY),
    Row("internships:placement_detail", SEEN, obj="placement"),
    Row("internships:placement_start", COORDINATOR_ONLY, obj="prepared"),
    Row("internships:placement_release", NOT_BY_GET, obj="placement"),
    Row("internships:placement_complete", NOT_BY_GET, obj="placement"),
    Row("internships:placement_terminate", NOT_BY_GET, obj="placement"),
    Row("internships:placement_plan", COORDINATOR_ONLY, obj="placement"),
    Row("internships:placement_filing", COORDINATOR_ONLY, obj="placement"),
    Row("internships:guardian_name", COORDINATOR_ONLY, obj="placement"),
    Row("internships:agreement_pdf", SEEN, obj="prepared"),
    Row("internships:consent_ask", NOT_BY_GET, obj="placement"),
    Row("internships:insurance_add", NOT_BY_GET, obj="placement"),
    Row("internships:log_week", STUDENT_ONLY, obj="placement"),
    Row("internships:log_autosave", NOT_BY_GET, obj="placement"),
    Row("internships:sheet_open", NOT_BY_GET, obj="placement"),
    Row("internships:incident_new", STUDENT_ONLY, obj="placement"),
    Row("internships:leave_new", STUDENT_ONLY, obj="placement"),
    Row("internships:early_end_new", STUDENT_ONLY, obj="placement"),
    Row("internships:agreement_renew", NOT_BY_GET, obj="agreement"),
    Row("internships:signature_sign", SEEN, obj="signature"),
    Row("internships:signature_remind", NOT_BY_GET, obj="signature"),
    Row("internships:signature_scan", statuses(), obj="signature"),
    Row("internships:consent_give", statuses(), obj="consent"),
    Row("internships:insurance_record", COORDINATOR_ONLY, obj="insurance"),
    Row("internships:insurance_document", statuses(), obj="insurance"),
    Row(
        "internships:safety_take",
        statuses(student=200, mentor=403, hr=403, supervisor=403, coordinator=200),
        obj="safety",
    ),
    Row("internships:safety_allow", NOT_BY_GET, obj="safety"),
    Row("internships:log_queue", EVERYBODY),
    Row("internships:log_approve_quiet", NOT_BY_GET),
    Row("internships:log_detail", SEEN, obj="log"),
    Row("internships:log_approve", NOT_BY_GET, obj="log"),
    Row("internships:log_return", NOT_BY_GET, obj="log"),
    Row("internships:artifact", statuses(), obj="entry"),
    Row("internships:artifact_shared", statuses(visitor=404), kwargs={"token": "nonsense"}),
    Row("internships:confirmation_list", EVERYBODY),
    Row("internships:confirmation_answer", statuses(mentor=200), obj="confirmation"),
    Row("internships:confirmation_remind", NOT_BY_GET, obj="confirmation"),
    Row("internships:grade_list", EVERYBODY),
    Row("internships:sheet_publish_all", NOT_BY_GET),
    Row("internships:sheet_detail", statuses(mentor=200, hr=200, supervisor=200, coordinator=200), obj="sheet"),
    Row("internships:sheet_decide", NOT_BY_GET, obj="sheet", kwargs={"action": "moderate"}),
    Row("internships:sheet_publish", NOT_BY_GET, obj="sheet"),
    Row("internships:sheet_appeal", NOT_BY_GET, obj="sheet"),
    Row("internships:sheet_accept", NOT_BY_GET, obj="sheet"),
    Row("internships:score_give", statuses(supervisor=200), obj="school_score"),
    Row("internships:score_give", statuses(mentor=200), obj="enterprise_score"),
    Row("internships:score_waive", NOT_BY_GET, obj="school_score"),
    Row("internships:event_list", EVERYBODY),
    Row("internships:incident_detail", SCHOOL_AND_STUDENT, obj="incident"),
    Row("internships:incident_move", NOT_BY_GET, obj="incident", kwargs={"action": "take"}),
    Row("internships:leave_detail", SEEN, obj="leave"),
    Row("internships:leave_move", NOT_BY_GET, obj="leave", kwargs={"action": "grant"}),
    Row("internships:early_end_detail", SCHOOL_AND_STUDENT, obj="early_end"),
    Row("internships:early_end_move", NOT_BY_GET, obj="early_end", kwargs={"action": "grant"}),
    Row("internships:plan_list", EVERYBODY),
    Row("internships:plan_new", statuses(403, coordinator=200)),
    Row("internships:plan_detail", statuses(coordinator=200), obj="plan"),
    Row("internships:plan_edit", statuses(coordinator=200), obj="plan"),
    Row("internships:plan_criteria", statuses(coordinator=200), obj="plan"),
    Row("internships:plan_move", NOT_BY_GET, obj="plan", kwargs={"action": "confirm"}),
    Row("internships:partner_detail", statuses(hr=200, coordinator=200), obj="partner"),
]
