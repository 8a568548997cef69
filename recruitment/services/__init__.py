"""The verbs of recruitment. Object first, everything else by name, the actor `by`, the clock `at`."""

from recruitment.services.application import CONSENT_VERSION, apply, check_eligible, reject, shortlist, withdraw
from recruitment.services.interview import invite
from recruitment.services.offer import NewMentor, accept, decline, lapse_offers, offer
from recruitment.services.position import (
    change_position,
    close,
    create_position,
    expire_positions,
    publish,
    reopen,
)
from recruitment.services.privacy import check_decider, contact, is_resume_open, seen, views_of

__all__ = [
    "CONSENT_VERSION",
    "NewMentor",
    "accept",
    "apply",
    "change_position",
    "check_decider",
    "check_eligible",
    "close",
    "contact",
    "create_position",
    "decline",
    "expire_positions",
    "invite",
    "is_resume_open",
    "lapse_offers",
    "offer",
    "publish",
    "reject",
    "reopen",
    "seen",
    "shortlist",
    "views_of",
    "withdraw",
]
