"""K9: the clock of the server jumps; what happened stays in its order, and what runs out runs out by the date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from internships import services
from internships.models import WeeklyLog
from marketplace import audit, transitions
from marketplace.models import ActionLink

JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_jump_between_two_moves_breaks_neither_of_them_nor_the_chain(log, supervisor, jump):
    services.approve_log(log, by=supervisor, at=timezone.now() + jump)

    log.refresh_from_db()
    assert (log.state, [row.action for row in transitions.history(log)]) == (
        "approved",
        ["create", "submit", "approve"],
    )
    assert list(audit.findings([WeeklyLog])) == []


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_week_is_opened_once_however_the_clock_jumps(placement, jump):
    now = timezone.now()

    for at in (now, now + jump, now):
        services.open_week(placement, at=at)

    weeks = list(placement.logs.values_list("week_on", flat=True))
    assert len(weeks) == len(set(weeks))
    assert {services.monday(timezone.localdate(at)) for at in (now, now + jump)} == set(weeks)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2028, 2, 28, 15, 59, tzinfo=UTC), date(2028, 2, 28)),
        (datetime(2028, 2, 28, 16, 1, tzinfo=UTC), date(2028, 2, 28)),  # the leap day has begun in China
        (datetime(2028, 3, 5, 16, 1, tzinfo=UTC), date(2028, 3, 6)),
        (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), date(2026, 3, 2)),  # the hour that New York leaves out
    ],
)
def test_the_week_is_that_of_the_college_not_of_the_server(moment, week):
    with timezone.override("America/New_York"):
        local = timezone.localdate(moment, timezone.get_default_timezone())

    assert services.monday(local) == week


def test_a_link_ends_at_its_date_and_lives_again_if_the_clock_was_wrong():
    link = ActionLink(expires_at=timezone.now() + timedelta(days=14))

    at = [timedelta(days=1), timedelta(days=14, seconds=1), timedelta(hours=-1)]
    assert [link.is_live(timezone.now() + jump) for jump in at] == [True, False, True]
