import json
from dataclasses import replace

import numpy as np
from hypothesis import given

from matching.explain import Breakdown
from matching.levels import after
from matching.rule import RuleMatcher
from tests.matching.markets import ASSESSED, CLAIMED, CONFIRMED, TEXT, candidates, position
from tests.matching.test_rule import markets, positions

MATCHER = RuleMatcher(TEXT)


def explain(market, row=0, wanted=None):
    return MATCHER.explain(MATCHER.rank(wanted or position(), market), int(market.ids[row]))


@given(positions(), markets())
def test_an_explanation_names_only_skills_of_the_standard_and_survives_json(wanted, market):
    ranking = MATCHER.rank(wanted, market)

    for each in market.ids:
        found = MATCHER.explain(ranking, int(each))
        named = {raised.skill for raised in found.raises} | {
            sentence.params["skill"] for sentence in found.sentences if "skill" in sentence.params
        }
        assert named <= {line.skill for line in found.skills} == set(wanted.skills.tolist())
        assert Breakdown.from_json(json.loads(json.dumps(found.as_json()))) == found


@given(positions(), markets())
def test_the_parts_of_the_lines_add_up_to_the_score(wanted, market):
    found = explain(market, wanted=wanted)

    lines = sum(line.part for line in found.skills)
    others = sum(found.parts[name] for name in ("major", "text", "city"))
    assert abs(lines + others - found.score) < 1e-6


def test_a_line_says_what_is_required_attained_on_what_and_missing():
    market = candidates(1, [(0, 1, 1, CLAIMED), (0, 1, 2, ASSESSED), (0, 1, 3, ASSESSED)])

    line = explain(market).skills[0]

    assert (line.skill, line.must, line.required) == (1, True, 3.0)
    assert (line.level, line.kind, line.count, line.missing) == (2.5, ASSESSED, 2, 0.5)


def test_a_raise_promises_exactly_what_the_evidence_then_gives():
    rows = [(0, 1, 1, ASSESSED), (1, 1, 2, CONFIRMED), (2, 1, 3, CLAIMED)]
    before = candidates(3, rows)

    promise = explain(before).raises[0]
    levels = replace(before.levels, estimate=before.levels.estimate.copy(), precision=before.levels.precision.copy())
    cell = 0, promise.skill - 1
    reached = after(float(levels.estimate[cell]), float(levels.precision[cell]), promise.level, promise.kind)
    levels.estimate[cell], levels.precision[cell] = reached
    raised = MATCHER.rank(position(), replace(before, levels=levels))

    assert (promise.skill, promise.level, promise.kind) == (1, 3, ASSESSED)
    assert round(float(raised.scores[0]) - explain(before).score, 5) == round(promise.gain, 5)
    assert raised.ranks[0] == promise.rank


def test_who_has_everything_on_a_claim_is_told_to_have_it_examined():
    found = explain(candidates(1, [(0, 1, 3, CLAIMED), (0, 2, 3, CONFIRMED)]))

    first = found.raises[0]
    assert (first.skill, first.level, first.kind) == (1, 3, ASSESSED)
    assert found.sentences[1].code == "only_claimed"


def test_no_step_is_larger_than_two_levels():
    found = explain(candidates(1), wanted=position([(1, 5, True)]))

    assert [raised.level for raised in found.raises] == [2]


def test_who_is_not_ranked_is_told_why_and_gets_no_rank():
    market = candidates(2, majors=np.array([460301, 510203]))

    found = explain(market, row=1)

    assert (found.rank, found.ranked, found.constraints) == (None, 1, ("major",))
    assert all(raised.rank is None for raised in found.raises)


def test_the_two_sentences():
    def codes(rows):
        return [sentence.code for sentence in explain(candidates(1, rows)).sentences]

    assert codes([]) == ["nothing_known", "unknown_skill"]
    assert codes([(0, 1, 3, CONFIRMED)]) == ["all_musts", "unknown_skill"]
    assert codes([(0, 1, 2, CONFIRMED), (0, 2, 3, ASSESSED)]) == ["some_musts", "missing_levels"]
    assert codes([(0, 1, 5, CONFIRMED)] * 4 + [(0, 2, 5, CONFIRMED)] * 5) == ["all_musts", "all_good"]
