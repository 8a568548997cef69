import numpy as np
import pytest

from matching import levels
from matching.features import Kind
from matching.levels import LATEST, Usual, after, estimate, surety
from tests.matching.markets import ASSESSED, CLAIMED, CONFIRMED, pieces


def trust(found, row):
    return surety(float(found.precision[row, 0]), Kind(int(found.kind[row, 0])))


def test_without_evidence_no_level_is_shown_and_what_is_usual_counts():
    nothing = estimate(pieces([]), 2, 4, usual=2.5)

    assert (nothing.level == 0).all()
    assert (nothing.estimate == 2.5).all()
    assert trust(nothing, 0) == 0
    assert (nothing.kind == 0).all()


def test_one_class_is_trusted_more_than_the_one_below_whatever_the_number():
    rows = [(0, 1, 4, CLAIMED)] * 9 + [(1, 1, 4, ASSESSED)] + [(2, 1, 4, ASSESSED)] * 9 + [(3, 1, 4, CONFIRMED)]
    found = estimate(pieces(rows), 4, 4)

    sureties = [trust(found, row) for row in range(4)]

    assert sureties == sorted(set(sureties))


def test_a_claim_is_not_shown_where_a_mentor_has_spoken():
    seen = estimate(pieces([(0, 1, 3, CONFIRMED)]), 1, 4)

    boasted = estimate(pieces([(0, 1, 3, CONFIRMED), (0, 1, 5, CLAIMED)]), 1, 4)

    assert boasted.level[0, 0] == seen.level[0, 0] == 3
    assert round(float(boasted.estimate[0, 0] - seen.estimate[0, 0]), 2) == 0.18


def test_a_claim_that_is_repeated_counts_once():
    once, often = ([(0, 1, 4, CLAIMED)] * times for times in (1, 5))

    assert estimate(pieces(once), 1, 4).estimate.tolist() == estimate(pieces(often), 1, 4).estimate.tolist()


def test_an_estimate_is_the_mean_weighed_by_errors():
    """Usual 2 at 1/1.2², an exam 4 at 1, a mentor 3 at 1/0.5²; the student is (1·2 + 4·1)/(5 + 20) above."""
    found = estimate(pieces([(0, 1, 4, ASSESSED), (0, 1, 3, CONFIRMED)]), 1, 1, usual=2.0)

    expected = ((2 + 0.24) / 1.44 + 4 + 4 * 3) / (1 / 1.44 + 1 + 4)
    assert round(float(found.estimate[0, 0]), 5) == round(expected, 5)
    assert round(float(found.precision[0, 0]), 4) == round(1 / 1.44 + 5, 4)


def test_a_skill_that_the_student_writes_about_counts_a_quarter_more():
    silent, named = (estimate(pieces([]), 1, 1, named=np.array([[said]])) for said in (False, True))

    assert round(float(named.estimate[0, 0] - silent.estimate[0, 0]), 4) == levels.NAMED


def test_what_is_usual_in_a_major_counts_those_of_whom_nothing_is_known():
    found = Usual.of(pieces([(0, 1, 4, ASSESSED)]), np.array([460301, 460301, 510203]), np.array([1]))

    known = 1 / (1 + 1 / 1.44)
    expected = (known * 4 + 2 * 0.25 * 0.7) / (known + 2 * 0.25)
    assert found.majors.tolist() == [460301, 510203]
    assert found.mean[:, 0].round(4).tolist() == [np.float32(round(expected, 4)), np.float32(0.7)]
    assert found.rows(np.array([999999]), np.array([1])).tolist() == [[np.float32(0.7)]]


def test_what_is_usual_survives_storage():
    found = Usual.of(pieces([(0, 1, 4, ASSESSED), (1, 2, 2, CLAIMED)]), np.array([460301, 510203]), np.arange(4) + 1)

    again = Usual.restored(found.state())

    assert again.mean.tolist() == found.mean.tolist()
    assert (again.majors.tolist(), again.skills.tolist()) == (found.majors.tolist(), found.skills.tolist())


def test_one_more_piece_gives_what_the_estimate_would_be():
    before = estimate(pieces([(0, 1, 2, ASSESSED)]), 1, 1)

    mean, precision = after(float(before.estimate[0, 0]), float(before.precision[0, 0]), 4, CONFIRMED)

    assert round(precision - float(before.precision[0, 0]), 4) == 4
    assert round(mean, 4) == round((float(before.estimate[0, 0] * before.precision[0, 0]) + 16) / precision, 4)


def test_the_latest_five_pieces_of_the_best_class_count_alike():
    rows = [(0, 1, 1, ASSESSED)] * 3 + [(0, 1, level, ASSESSED) for level in (2, 3, 4, 4, 5)]

    found = estimate(pieces(rows), 1, 4)

    assert (round(float(found.level[0, 0]), 1), found.count[0, 0], found.kind[0, 0]) == (3.6, LATEST, ASSESSED)


def test_more_pieces_make_a_level_surer():
    rows = [(0, 1, 3, CONFIRMED), (1, 1, 3, CONFIRMED), (1, 1, 3, CONFIRMED)]

    found = estimate(pieces(rows), 2, 4)

    assert found.precision[1, 0] > found.precision[0, 0]
    assert trust(found, 1) > trust(found, 0)


@pytest.mark.parametrize(("kind", "surety"), [(CLAIMED, 0.36), (ASSESSED, 0.59), (CONFIRMED, 0.852)])
def test_the_trust_in_one_piece(kind, surety):
    assert round(trust(estimate(pieces([(0, 1, 3, kind)]), 1, 4), 0), 3) == surety
