"""K9: the clock of the server jumps while people write, and odd days come; people's own clocks are never asked."""

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from faults import Skip, fault
from faults.load import Load
from faults.pages import broken_pages

ZONE = ZoneInfo("Asia/Shanghai")  # of the product, wherever its server stands
DAY = 86_400  # seconds
JUMPS = ("+1h", "-1h", "+1d", "+0")
BEFORE = 15  # seconds before and after midnight for which people write
ODD_DAYS = {"leap day": datetime(2028, 2, 29, tzinfo=ZONE), "new year": datetime(2027, 1, 1, tzinfo=ZONE)}
# libfaketime 0.9 refuses the sleep of Python 3.11 unless it fakes the clock that never jumps, too
SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds)\n"


class Clock:
    """The clock of a run's processes: `environment` gives it to them, `set` moves it."""

    def __init__(self, run):
        library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
        if not library:
            raise Skip("libfaketime is not installed (Debian: faketime)")
        self.told = run.folder / "time"
        self.set("+0")
        (run.folder / "sitecustomize.py").write_text(SLEEP)
        self.environment = {
            "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(self.told), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "America/New_York", "PYTHONPATH": str(run.folder),
        }  # fmt: skip

    def set(self, jump):
        """`jump` as libfaketime reads it, or a moment."""
        self.told.write_text(jump if isinstance(jump, str) else f"{jump.timestamp() - time.time():+.0f}")


@fault("K9", "the clock jumps an hour on, an hour back, a day on", columns=("embedded",))
def jumps(run):
    clock, recovered = Clock(run), []
    site = run.site(**clock.environment)
    tomorrow = datetime.fromtimestamp(time.time() + DAY, ZONE)  # a form of then is refused afterwards
    with Load(site, run.clients) as load:
        for jump in JUMPS:
            load.run_for(2)
            clock.set(jump)
            recovered.append(load.until_success(time.perf_counter()))
        load.run_for(1)
    load.refusals = [said for said in load.refusals if f"{tomorrow:%Y-%m-%d}" not in said]
    return load.outcome(recovered, [*site.call("odd_times"), *site.drained()])


@fault("K9d", "people write into a leap day", columns=("embedded",))
def leap_day(run):
    return _odd_day(run, ODD_DAYS["leap day"])


@fault("K9d", "people write into a new year", columns=("embedded",))
def new_year(run):
    if not run.full:
        raise Skip("takes another college of its own: --full")
    return _odd_day(run, ODD_DAYS["new year"])


def _odd_day(run, day):
    """People of that time write over midnight, the clock ticks, every role looks around; and again a year later."""
    clock, problems = Clock(run), []
    clock.set(datetime.fromtimestamp(day.timestamp() - DAY / 2, ZONE))
    site = run.new_site(**clock.environment)
    site.start()
    with Load(site, run.clients) as load:
        load.until_success(time.perf_counter())
        clock.set(datetime.fromtimestamp(day.timestamp() - BEFORE, ZONE))
        load.run_for(2 * BEFORE)
        recovered = load.until_success(time.perf_counter())
    outcome = load.outcome([recovered], [*site.call("odd_times"), *site.drained()])
    seen = []
    for name, seconds in {"that day": DAY / 2, "the day after": DAY * 3 / 2, "a year later": DAY * 365.5}.items():
        clock.set(datetime.fromtimestamp(day.timestamp() + seconds, ZONE))
        site.manage("tick")
        count, broken = broken_pages(site)
        seen.append(f"{count} pages {name}")
        problems += [f"{name}: {each}" for each in broken]
    outcome.problems += problems + site.drained()
    outcome.seen = f"{outcome.seen}; {', '.join(seen)}"
    return outcome
