"""The story of an application for its page: what happened, why, and whose turn it is."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from marketplace.compiled import compiled
from marketplace.models import Skill, TransitionLog
from recruitment.states import ApplicationState, RejectReason

SHOWN = ("target", "at", "reason", "data", "by__name", "by__username")
BAD = frozenset({ApplicationState.REJECTED, ApplicationState.DECLINED, ApplicationState.LAPSED})


def steps(application):
    """Rows for the component of steps, oldest first; the last one says who is waited for, and by when."""
    logs = _history(ContentType.objects.get_for_model(application).pk, application.pk)
    invited = any(log.data.get("interview") for log in logs)
    interviews = {interview.pk: interview for interview in application.interviews.all()} if invited else {}
    rows = [_step(log, interviews) for log in logs]
    waiting = whose_turn(application)
    return [*rows, waiting] if waiting else rows


@compiled
def _history(content_type, object_id):
    rows = TransitionLog.objects.filter(content_type=content_type, object_id=object_id)
    return rows.select_related("by").only(*SHOWN)


def whose_turn(application):
    """The step that waits, or None when all is done."""
    awaited = [move for move in application.MOVES.values() if move.awaited and application.state in move.sources]
    if not awaited:
        return None
    is_theirs = awaited[0].codename == "decide_application"
    label = _("The enterprise decides") if is_theirs else _("The student answers")
    who = application.position.enterprise if is_theirs else application.student
    return {"label": label, "by": str(who), "due": application.due_at, "state": "current"}


def _step(log, interviews):
    bad = log.target in BAD
    return {
        "label": ApplicationState(log.target).label,
        "by": log.by.display_name if log.by else _("by date"),
        "at": log.at,
        "state": "failed" if bad else "done",
        "note": log.reason,
        "reason": _reason(log),
        "skills": _skills(log),
        "interview": interviews.get(log.data.get("interview")),
    }


def _reason(log):
    code = log.data.get("reason")
    return RejectReason(code).label if code in RejectReason.values else ""


def _skills(log):
    codes = log.data.get("missing_skills") or ()
    return [str(skill) for skill in Skill.objects.filter(code__in=codes)] if codes else []
