from tests.access.table import ACTORS, Row


def everyone(status, **others):
    """`status` for everyone but `others`; HR is asked last, for HR changes things."""
    statuses = dict.fromkeys(ACTORS, status) | others
    return {**{actor: answer for actor, answer in statuses.items() if actor != "hr"}, "hr": statuses["hr"]}


HR_ONLY = everyone(404, visitor=302, stranger=200, hr=200)
STUDENT_ONLY = everyone(404, visitor=302, student=200)
ITS_HR = everyone(404, visitor=302, hr=200)
ITS_STUDENT = everyone(404, visitor=302, student=200)
READERS = everyone(404, visitor=302, student=200, hr=200, supervisor=200, coordinator=200)
DECIDERS = everyone(404, visitor=302, student=403, supervisor=403, coordinator=403, hr=200)

ROWS = [
    Row("recruitment:position_list", everyone(200)),
    Row("recruitment:position_detail", everyone(200), obj="position"),
    Row("recruitment:position_detail", everyone(404, operator=200, hr=200), obj="draft_position"),
    Row("recruitment:position_apply", everyone(403, visitor=302, student=200), obj="position"),
    Row("recruitment:position_apply", everyone(403, visitor=302, student=422), obj="position", method="post"),
    Row("recruitment:position_manage", HR_ONLY),
    Row("recruitment:position_create", HR_ONLY),
    Row("recruitment:position_law", HR_ONLY, method="post"),
    Row("recruitment:position_edit", everyone(403, visitor=302, hr=200), obj="position"),
    Row("recruitment:position_edit", everyone(404, visitor=302, operator=403, hr=200), obj="draft_position"),
    Row("recruitment:position_publish", everyone(403, visitor=302, hr=200), obj="position"),
    Row("recruitment:position_release", everyone(403, visitor=302, hr=409), obj="position", method="post"),
    Row(
        "recruitment:position_release",
        everyone(404, visitor=302, operator=403, hr=422),
        obj="draft_position",
        method="post",
    ),
    Row(
        "recruitment:position_move",
        everyone(403, visitor=302, hr=302),
        obj="position",
        kwargs={"action": "close"},
        method="post",
    ),
    Row("recruitment:application_list", everyone(200, visitor=302)),
    Row("recruitment:application_detail", READERS, obj="application"),
    Row("recruitment:application_resume", READERS, obj="application"),
    Row("recruitment:application_reject", DECIDERS, obj="application"),
    Row("recruitment:application_invite", DECIDERS, obj="application"),
    Row("recruitment:application_offer", DECIDERS, obj="application"),
    Row(
        "recruitment:application_move",
        everyone(404, visitor=302, student=403, supervisor=403, coordinator=403, hr=302),
        obj="application",
        kwargs={"action": "shortlist"},
        method="post",
    ),
    Row("recruitment:resume", STUDENT_ONLY),
    Row("recruitment:resume_pdf", STUDENT_ONLY),
    Row("recruitment:upload_create", everyone(404, visitor=302, student=422), method="post"),
    Row("recruitment:upload_detail", ITS_STUDENT, obj="resume_upload"),
    Row("recruitment:upload_file", ITS_STUDENT, obj="resume_upload"),
    Row("recruitment:upload_delete", everyone(404, visitor=302, student=302), obj="resume_upload", method="post"),
    Row("recruitment:import_list", HR_ONLY),
    Row("recruitment:import_detail", ITS_HR, obj="position_import"),
    Row("recruitment:import_refused", ITS_HR, obj="position_import"),
    Row("recruitment:import_run", everyone(404, visitor=302, hr=302), obj="position_import", method="post"),
]
