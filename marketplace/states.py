"""Roles, evidence classes, the shape of a move, and the states of an enterprise."""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Move:
    """From any of `sources` to `target`, for holders of the object permission `codename`.

    An `awaited` move puts the object on the to-do list of its holders, due `due_days` after the state was
    entered (services may set another `due_at`). A move `by_clock` has no codename: only time makes it.
    `needs_reason`: `perform` refuses without words. `tone` is how the button looks: primary, plain or danger.
    """

    sources: frozenset[str]
    target: str
    codename: str
    label: str | Promise
    awaited: bool = False
    due_days: int | None = None
    by_clock: bool = False
    needs_reason: bool = False
    tone: str = "plain"


class Role(TextChoices):
    STUDENT = "student", _("student")
    SUPERVISOR = "supervisor", _("school supervisor")
    COORDINATOR = "coordinator", _("department coordinator")
    INTERNSHIP_OFFICE = "internship_office", _("internship office")
    PROGRAMME_LEADER = "programme_leader", _("programme leader")
    ACADEMIC_AFFAIRS = "academic_affairs", _("academic affairs office")
    LEADERSHIP = "leadership", _("college leadership")
    HR = "hr", _("enterprise HR")
    MENTOR = "mentor", _("enterprise mentor")
    GUARDIAN = "guardian", _("guardian")
    OPERATOR = "operator", _("platform operator")


class EvidenceClass(IntegerChoices):
    """How much a level rests on: the order is the meaning."""

    CLAIMED = 1, pgettext_lazy("evidence", "claimed")
    ASSESSED = 2, pgettext_lazy("evidence", "assessed")
    CONFIRMED = 3, pgettext_lazy("evidence", "confirmed")


class SkillLevel(IntegerChoices):
    KNOWS = 1, _("knows it")
    WITH_HELP = 2, _("does it with help")
    ALONE = 3, _("does it alone")
    UNUSUAL = 4, _("handles the unusual")
    TEACHES = 5, _("teaches others")


class EnterpriseState(TextChoices):
    APPLIED = "applied", pgettext_lazy("enterprise", "applied")
    VERIFIED = "verified", pgettext_lazy("enterprise", "verified")
    REJECTED = "rejected", pgettext_lazy("enterprise", "rejected")
    SUSPENDED = "suspended", pgettext_lazy("enterprise", "suspended")


E = EnterpriseState

ENTERPRISE_MOVES = {
    "verify": Move(
        frozenset({E.APPLIED}), E.VERIFIED, "verify_enterprise", _("Verify"), awaited=True, due_days=3, tone="primary"
    ),
    "reject": Move(
        frozenset({E.APPLIED}), E.REJECTED, "verify_enterprise", _("Reject"), needs_reason=True, tone="danger"
    ),
    "suspend": Move(
        frozenset({E.VERIFIED}), E.SUSPENDED, "verify_enterprise", _("Suspend"), needs_reason=True, tone="danger"
    ),
    "reinstate": Move(frozenset({E.SUSPENDED}), E.VERIFIED, "verify_enterprise", _("Reinstate")),
    "reapply": Move(
        frozenset({E.REJECTED}), E.APPLIED, "reapply_enterprise", _("Apply again"), awaited=True, due_days=30
    ),
}


class ReleaseState(TextChoices):
    PENDING = "pending", pgettext_lazy("release", "asked for")
    APPROVED = "approved", pgettext_lazy("release", "released")
    REFUSED = "refused", pgettext_lazy("release", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("release", "withdrawn")
    LAPSED = "lapsed", pgettext_lazy("release", "overtaken by a change")


R = ReleaseState

RELEASE_MOVES = {
    "grant": Move(
        frozenset({R.PENDING}),
        R.APPROVED,
        "decide_lawrelease",
        _("Release"),
        awaited=True,
        due_days=7,
        needs_reason=True,
        tone="primary",
    ),
    "refuse": Move(
        frozenset({R.PENDING}), R.REFUSED, "decide_lawrelease", _("Refuse"), needs_reason=True, tone="danger"
    ),
    "withdraw": Move(frozenset({R.PENDING}), R.WITHDRAWN, "withdraw_lawrelease", _("Withdraw")),
    "lapse": Move(frozenset({R.PENDING, R.APPROVED}), R.LAPSED, "", _("Overtaken by a change"), by_clock=True),
}
