import numpy as np
import pytest

from matching.constraints import blocked, eligible, major_distance
from matching.features import LONG_AGO, NO_DAY, gate
from tests.matching.markets import candidates, position

START = np.datetime64("2026-03-02")


def stops(position, candidates):
    return {code for code, stopped in blocked(position, candidates).items() if stopped[0]}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, set()),
        ({"opted_out": np.array([True])}, {"opted_out"}),
        ({"may_work_from": np.array([START])}, set()),
        ({"may_work_from": np.array([START + 1])}, {"age"}),
        ({"cohorts": np.array([2025])}, {"first_year"}),
        ({"majors": np.array([460999])}, set()),
        ({"majors": np.array([510203])}, {"major"}),
        ({"available_from": np.array([START + 1])}, {"dates"}),
    ],
)
def test_what_stops_a_candidate(changes, codes):
    assert stops(position(), candidates(1, **changes)) == codes


@pytest.mark.parametrize(
    ("first", "last", "stopped"),
    [
        ("2026-01-01", "2026-03-01", False),
        ("2026-01-01", "2026-03-02", True),
        ("2026-08-28", "2026-12-01", True),
        ("2026-08-29", "2026-12-01", False),
    ],
)
def test_a_placement_on_one_of_the_days_stops(first, last, stopped):
    busy = {"busy_from": np.array([[np.datetime64(first)]]), "busy_until": np.array([[np.datetime64(last)]])}

    assert ("dates" in stops(position(), candidates(1, **busy))) == stopped


def test_a_minor_is_stopped_only_by_work_that_is_taboo_for_minors():
    minor = candidates(1, adult_from=np.array([START + 30]))

    assert stops(position(), minor) == set()
    assert stops(position(is_taboo_for_minors=True), minor) == {"minor"}


def test_first_years_may_go_on_an_orientation_visit():
    assert stops(position(is_post_internship=False), candidates(1, cohorts=np.array([2025]))) == set()


def test_everybody_is_eligible_whom_nothing_stops():
    market = candidates(3, opted_out=np.array([False, True, False]))

    assert eligible(blocked(position(), market)).tolist() == [True, False, True]


def test_a_position_without_dates_stops_nobody_by_date():
    market = candidates(1, cohorts=np.array([2025]), available_from=np.array([START]))

    assert stops(position(starts_on=NO_DAY, ends_on=NO_DAY), market) == set()


def test_the_distance_of_majors_is_that_to_the_nearest():
    wanted, majors = np.array([460301, 510203]), np.array([460301, 460306, 461101, 510299, 540106])

    assert major_distance(wanted, majors).tolist() == [0, 1, 2, 1, 3]
    assert major_distance(np.array([], int), majors).tolist() == [0] * 5


def test_the_age_of_an_adult_cannot_be_read_from_the_gate():
    days = np.array(["1998-05-01", "2010-05-01", "2026-06-01"], "datetime64[D]")

    assert gate(days, START).tolist() == [LONG_AGO.item(), LONG_AGO.item(), days[2].item()]
