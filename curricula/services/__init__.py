"""The verbs of curricula. Object first, everything else by name, the actor `by`, the clock `at`."""

from curricula.services.programmes import (
    add_committee_member,
    create_programme,
    may_create,
    remove_committee_member,
    set_committee,
)
from curricula.services.proposals import (
    approve,
    change_course,
    change_coverage,
    change_proposal,
    decide,
    next_cohort,
    propose_from_gap,
    propose_from_version,
    rebase,
    submit,
)
from curricula.services.versions import adopt, change_parts, create_version, discard
from curricula.services.votes import cast, close_votes, convene, tally

__all__ = [
    "add_committee_member",
    "adopt",
    "approve",
    "cast",
    "change_course",
    "change_coverage",
    "change_parts",
    "change_proposal",
    "close_votes",
    "convene",
    "create_programme",
    "create_version",
    "decide",
    "discard",
    "may_create",
    "next_cohort",
    "propose_from_gap",
    "propose_from_version",
    "rebase",
    "remove_committee_member",
    "set_committee",
    "submit",
    "tally",
]
