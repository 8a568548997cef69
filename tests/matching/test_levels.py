import numpy as np
import pytest

from matching.levels import LATEST, estimate, surety_of
from tests.matching.markets import ASSESSED, CLAIMED, CONFIRMED, pieces


def test_without_evidence_there_is_no_level_and_no_surety():
    nothing = estimate(pieces([]), 2, 4)

    assert (nothing.level == 0).all()
    assert (nothing.surety == 0).all()
    assert (nothing.kind == 0).all()


def test_one_class_outweighs_the_one_below_whatever_the_number():
    rows = [(0, 1, 4, CLAIMED)] * 9 + [(1, 1, 4, ASSESSED)] + [(2, 1, 4, ASSESSED)] * 9 + [(3, 1, 4, CONFIRMED)]

    surety = estimate(pieces(rows), 4, 4).surety[:, 0]

    assert list(np.argsort(surety)) == [0, 1, 2, 3]


def test_a_claim_changes_nothing_where_a_mentor_has_spoken():
    seen = estimate(pieces([(0, 1, 3, CONFIRMED)]), 1, 4)

    boasted = estimate(pieces([(0, 1, 3, CONFIRMED), (0, 1, 5, CLAIMED)]), 1, 4)

    assert boasted.level[0, 0] == seen.level[0, 0] == 3
    assert boasted.surety[0, 0] == seen.surety[0, 0]


def test_the_latest_five_pieces_of_the_best_class_count_alike():
    rows = [(0, 1, 1, ASSESSED)] * 3 + [(0, 1, level, ASSESSED) for level in (2, 3, 4, 4, 5)]

    found = estimate(pieces(rows), 1, 4)

    assert (round(float(found.level[0, 0]), 1), found.count[0, 0], found.kind[0, 0]) == (3.6, LATEST, ASSESSED)


def test_more_pieces_make_a_level_surer():
    rows = [(0, 1, 3, CONFIRMED), (1, 1, 3, CONFIRMED), (1, 1, 3, CONFIRMED)]

    found = estimate(pieces(rows), 2, 4)

    assert found.surety[1, 0] > found.surety[0, 0]
    assert found.spread[1, 0] < found.spread[0, 0]


@pytest.mark.parametrize(("kind", "surety"), [(CLAIMED, 0.5), (ASSESSED, 0.692), (CONFIRMED, 0.852)])
def test_the_trust_in_one_piece(kind, surety):
    assert round(surety_of(kind), 3) == surety
