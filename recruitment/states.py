"""The states of positions and applications, and who may move them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.states import Move


class PositionState(TextChoices):
    DRAFT = "draft", pgettext_lazy("position", "draft")
    OPEN = "open", pgettext_lazy("position", "open")
    CLOSED = "closed", pgettext_lazy("position", "closed")


P = PositionState

POSITION_MOVES = {
    "open": Move(frozenset({P.DRAFT}), P.OPEN, "change_position", _("Publish"), tone="primary"),
    "close": Move(frozenset({P.OPEN}), P.CLOSED, "change_position", _("Close")),
    "reopen": Move(frozenset({P.CLOSED}), P.OPEN, "change_position", _("Open again")),
    "expire": Move(frozenset({P.OPEN}), P.CLOSED, "", _("Closed on its date"), by_clock=True),
}


class ApplicationState(TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("application", "submitted")
    SHORTLISTED = "shortlisted", pgettext_lazy("application", "shortlisted")
    INTERVIEWING = "interviewing", pgettext_lazy("application", "invited to interview")
    OFFERED = "offered", pgettext_lazy("application", "offered")
    ACCEPTED = "accepted", pgettext_lazy("application", "accepted")
    DECLINED = "declined", pgettext_lazy("application", "declined")
    REJECTED = "rejected", pgettext_lazy("application", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")
    LAPSED = "lapsed", pgettext_lazy("application", "offer lapsed")


A = ApplicationState
UNDECIDED = frozenset({A.SUBMITTED, A.SHORTLISTED, A.INTERVIEWING})
PENDING = UNDECIDED | {A.OFFERED}
PLACED = frozenset({A.OFFERED, A.ACCEPTED})
ENDED = frozenset({A.DECLINED, A.REJECTED, A.WITHDRAWN, A.LAPSED})

APPLICATION_MOVES = {
    "shortlist": Move(
        frozenset({A.SUBMITTED}),
        A.SHORTLISTED,
        "decide_application",
        _("Shortlist"),
        awaited=True,
        due_days=5,
        tone="primary",
    ),
    "invite": Move(
        frozenset({A.SUBMITTED, A.SHORTLISTED, A.INTERVIEWING}),
        A.INTERVIEWING,
        "decide_application",
        _("Invite to an interview"),
        awaited=True,
        due_days=7,
    ),
    "offer": Move(
        frozenset({A.SHORTLISTED, A.INTERVIEWING}),
        A.OFFERED,
        "decide_application",
        _("Make an offer"),
        awaited=True,
        due_days=7,
        tone="primary",
    ),
    "reject": Move(PENDING, A.REJECTED, "decide_application", _("Reject"), tone="danger"),
    "accept": Move(
        frozenset({A.OFFERED}),
        A.ACCEPTED,
        "answer_application",
        _("Accept the offer"),
        awaited=True,
        due_days=5,
        tone="primary",
    ),
    "decline": Move(frozenset({A.OFFERED}), A.DECLINED, "answer_application", _("Decline the offer"), tone="danger"),
    "withdraw": Move(UNDECIDED, A.WITHDRAWN, "answer_application", _("Withdraw"), tone="danger"),
    "lapse": Move(frozenset({A.OFFERED}), A.LAPSED, "", _("Not answered in time"), by_clock=True),
}


class RejectReason(TextChoices):
    SKILLS = "skills", _("skills missing")
    FILLED = "filled", _("position filled")
    DATES = "dates", _("dates do not fit")
    MAJOR = "major", _("major does not fit")
    INTERVIEW = "interview", _("interview")
    DOCUMENTS = "documents", _("documents incomplete")
    OTHER = "other", _("other")


class PositionKind(TextChoices):
    POST_INTERNSHIP = "post_internship", _("post internship")
    ORIENTATION = "orientation", _("orientation visit")


class ClaimState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("claim", "proposed")
    CONFIRMED = "confirmed", pgettext_lazy("claim", "confirmed by the student")
    DISMISSED = "dismissed", pgettext_lazy("claim", "dismissed")


class UploadState(TextChoices):
    QUEUED = "queued", pgettext_lazy("upload", "waiting to be read")
    READ = "read", pgettext_lazy("upload", "read")
    FAILED = "failed", pgettext_lazy("upload", "could not be read")


class ImportState(TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("import", "columns to be checked")
    QUEUED = "queued", pgettext_lazy("import", "waiting for the worker")
    RUNNING = "running", pgettext_lazy("import", "running")
    DONE = "done", pgettext_lazy("import", "finished")
    FAILED = "failed", pgettext_lazy("import", "stopped")


class RowState(TextChoices):
    MADE = "made", pgettext_lazy("import row", "imported")
    KNOWN = "known", pgettext_lazy("import row", "was there already")
    REFUSED = "refused", pgettext_lazy("import row", "refused")


class ReadProblem(TextChoices):
    """Why an uploaded résumé gave no text, and what to do about it."""

    ENCRYPTED = "encrypted", _("The file is protected by a password. Please upload it without one.")
    NO_TEXT = "no_text", _("There is no text in the file: it is a scan or a picture. Please upload the original.")
    BROKEN = "broken", _("The file is damaged or incomplete. Please save it again and upload it once more.")
    TOO_BIG = "too_big", _("The file is larger than 5 MB.")
    TOO_MANY_PAGES = "too_many_pages", _("The file has more than 50 pages. A résumé needs two.")
    WRONG_TYPE = "wrong_type", _("This is neither a PDF nor a Word file (DOCX), whatever its name says.")
    HOSTILE = "hostile", _("Reading this file took too long or too much memory, so we stopped.")
    GONE = "gone", _("The file is no longer there. Please upload it again.")
