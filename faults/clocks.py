"""K9: the clock of the server jumps while people write; their own clocks are never asked."""

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from faults import Skip, fault
from faults.load import Load

ZONE = ZoneInfo("Asia/Shanghai")  # of the product, wherever its server stands
DAY = 86_400  # seconds
JUMPS = ("+1h", "-1h", "+1d", "+0")
# libfaketime 0.9 refuses the sleep of Python 3.11 unless it fakes the clock that never jumps, too
SLEEP = "import select, time\ntime.sleep = lambda seconds: select.select([], [], [], seconds)\n"


@fault("K9", "the clock jumps an hour on, an hour back, a day on", columns=("embedded",), rounds=1)
def jumps(run):
    library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
    if not library:
        raise Skip("libfaketime is not installed (Debian: faketime)")
    told = run.folder / "time"
    told.write_text("+0")
    (run.folder / "sitecustomize.py").write_text(SLEEP)
    site = run.site(
        LD_PRELOAD=str(library), FAKETIME_TIMESTAMP_FILE=str(told), FAKETIME_NO_CACHE="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1", TZ="America/New_York", PYTHONPATH=str(run.folder),
    )  # fmt: skip
    recovered = []
    tomorrow = datetime.fromtimestamp(time.time() + DAY, ZONE)  # a form of then is refused afterwards
    with Load(site, run.clients) as load:
        for jump in JUMPS:
            load.run_for(2)
            told.write_text(jump)
            recovered.append(load.until_success(time.perf_counter()))
        load.run_for(1)
    load.refusals = [said for said in load.refusals if f"{tomorrow:%Y-%m-%d}" not in said]
    return load.outcome(recovered, [*site.call("odd_times"), *site.drained()])
