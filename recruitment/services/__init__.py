"""The verbs of recruitment. Object first, everything else by name, the actor `by`, the clock `at`."""

from recruitment.services.application import CONSENT_VERSION, apply, check_eligible, reject, shortlist, withdraw
from recruitment.services.imports import (
    map_import,
    queue_import,
    run_import,
    start_import,
    try_import,
    with_skill_names,
)
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
from recruitment.services.position_law import ask_release, covering, schools_of
from recruitment.services.privacy import contact, is_resume_open, seen, views_of
from recruitment.services.resume import (
    confirm_claim,
    delete_upload,
    dismiss_claim,
    save_resume,
    upload_resume,
)

__all__ = [
    "CONSENT_VERSION",
    "NewMentor",
    "accept",
    "apply",
    "ask_release",
    "change_position",
    "check_eligible",
    "close",
    "confirm_claim",
    "contact",
    "covering",
    "create_position",
    "decline",
    "delete_upload",
    "dismiss_claim",
    "expire_positions",
    "invite",
    "is_resume_open",
    "lapse_offers",
    "map_import",
    "offer",
    "publish",
    "queue_import",
    "reject",
    "reopen",
    "run_import",
    "save_resume",
    "schools_of",
    "seen",
    "shortlist",
    "start_import",
    "try_import",
    "upload_resume",
    "views_of",
    "with_skill_names",
    "withdraw",
]
