"""When things happened: five rounds of internships, counted from today so that the demo never ages."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Round:
    """One round: positions open, close, and internships run from a Monday to a Friday."""

    key: str
    opens_on: date
    closes_on: date
    starts_on: date
    ends_on: date

    def has_started(self, day):
        return self.starts_on <= day

    def has_ended(self, day):
        return self.ends_on < day


# Days before (−) or after (+) today: opens, closes, starts, ends.
PLAN = {
    "first": (-590, -545, -510, -345),
    "second": (-385, -340, -305, -140),
    "closing": (-236, -190, -160, -6),
    "current": (-150, -105, -76, 90),
    "coming": (-24, 28, 46, 215),
}


def rounds(today):
    """The rounds as they stand on `today`, oldest first."""
    return [
        Round(
            key, *(today + timedelta(days=days) for days in (opens, closes)), monday(today, starts), friday(today, ends)
        )
        for key, (opens, closes, starts, ends) in PLAN.items()
    ]


def monday(today, days):
    day = today + timedelta(days=days)
    return day - timedelta(days=day.weekday())


def friday(today, days):
    return monday(today, days) + timedelta(days=4)


def academic_year(day):
    """The year in which the academic year of `day` began (September)."""
    return day.year - (day.month < 9)


@lru_cache(maxsize=100_000)
def clock(day, hour=9, minute=0):
    """That time of `day` in the time zone of the college."""
    return timezone.make_aware(datetime.combine(day, time(hour % 24, minute % 60)))


def at(day, hour=9, minute=0):
    """As `clock`, but never in the future: for what has happened."""
    return min(clock(day, hour, minute), timezone.now() - timedelta(minutes=5))
