"""When a committee has decided, and what: a pure count of votes."""

from collections.abc import Iterable
from dataclasses import dataclass

from curricula.states import Choice


@dataclass(frozen=True, slots=True)
class Count:
    """A vote under way: how many may vote, what came in, and how many votes came from enterprises."""

    members: int
    votes_for: int
    votes_against: int
    abstained: int
    enterprise_votes: int

    @property
    def cast(self) -> int:
        return self.votes_for + self.votes_against + self.abstained

    @property
    def outstanding(self) -> int:
        return self.members - self.cast


def count(members: int, votes: Iterable[tuple[str, bool]]) -> Count:
    """Count `votes`, pairs of the choice and whether an enterprise member made it."""
    votes = list(votes)
    return Count(
        members,
        sum(choice == Choice.FOR for choice, _ in votes),
        sum(choice == Choice.AGAINST for choice, _ in votes),
        sum(choice == Choice.ABSTAIN for choice, _ in votes),
        sum(is_enterprise for _, is_enterprise in votes),
    )


def quorum(members: int, percent: int) -> int:
    """How many votes make a quorum: `percent` of the members, rounded up."""
    return -(-members * percent // 100)


def has_quorum(found: Count, *, quorum_percent: int, enterprise_votes_min: int) -> bool:
    """Enough votes in all (abstentions count), and enough of enterprise members."""
    return (
        found.cast >= quorum(found.members, quorum_percent)
        and found.cast > 0
        and found.enterprise_votes >= enterprise_votes_min
    )


def outcome(found: Count, *, quorum_percent: int, enterprise_votes_min: int, is_over: bool = False) -> str | None:
    """The move that the votes decide, `pass`, `defeat` or `tie`, or None while they decide nothing.

    With a quorum, more votes for than against carry, as soon as the outstanding votes cannot turn it, or when
    the term `is_over`. Without a quorum nothing is decided, however long it takes.
    """
    if not has_quorum(found, quorum_percent=quorum_percent, enterprise_votes_min=enterprise_votes_min):
        return None
    lead = found.votes_for - found.votes_against
    open_votes = 0 if is_over else found.outstanding
    if lead > open_votes:
        return "pass"
    if -lead > open_votes:
        return "defeat"
    return None if open_votes else "tie"
