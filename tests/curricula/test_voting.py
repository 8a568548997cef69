"""When votes decide: by hand, at every edge."""

import pytest

from curricula import voting

RULE = {"quorum_percent": 67, "enterprise_votes_min": 1}


def votes(text, enterprise=1):
    """`f`, `a`, `-` for a vote for, against, abstained; the first `enterprise` of them from enterprises."""
    words = {"f": "for", "a": "against", "-": "abstain"}
    return [(words[letter], index < enterprise) for index, letter in enumerate(text)]


@pytest.mark.parametrize(("members", "percent", "needed"), [(3, 67, 3), (3, 66, 2), (5, 60, 3), (6, 67, 5), (1, 1, 1)])
def test_a_quorum_is_rounded_up(members, percent, needed):
    assert voting.quorum(members, percent) == needed


@pytest.mark.parametrize(
    ("members", "cast", "enterprise", "expected"),
    [
        (6, "ffff", 1, None),  # four of six are below 67 %
        (6, "fffff", 1, "pass"),
        (6, "fffff", 0, None),  # a quorum, but nobody from an enterprise
        (6, "fffaa", 1, None),  # the last vote could make it a tie
        (6, "fffaaa", 1, "tie"),
        (6, "aaaa-f", 1, "defeat"),
        (6, "aaaaa", 1, "defeat"),
        (6, "------", 1, "tie"),
        (6, "f-----", 1, "pass"),  # abstentions make the quorum, one vote the majority
        (6, "", 0, None),
    ],
)
def test_the_votes_decide_as_soon_as_nothing_can_turn_them(members, cast, enterprise, expected):
    assert voting.outcome(voting.count(members, votes(cast, enterprise)), **RULE) == expected


@pytest.mark.parametrize(
    ("cast", "enterprise", "expected"),
    [("fffaa", 1, "pass"), ("ffaa-", 1, "tie"), ("ffff", 1, None), ("fffff", 0, None), ("", 0, None)],
)
def test_when_the_term_is_over_the_votes_cast_decide_if_they_are_a_quorum(cast, enterprise, expected):
    assert voting.outcome(voting.count(6, votes(cast, enterprise)), **RULE, is_over=True) == expected
