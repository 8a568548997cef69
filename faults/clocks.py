"""K9: the clock of the server jumps while people write; their own clocks are never asked."""

import time
from pathlib import Path

from faults import Skip, fault
from faults.load import Load

JUMPS = ("+1h", "-1h", "+1d", "+0")


@fault("K9", "the clock jumps an hour on, an hour back, a day on", columns=("embedded",), rounds=1)
def jumps(run):
    library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
    if not library:
        raise Skip("libfaketime is not installed (Debian: faketime)")
    told = run.folder / "time"
    told.write_text("+0")
    site = run.site(
        LD_PRELOAD=str(library), FAKETIME_TIMESTAMP_FILE=str(told), FAKETIME_NO_CACHE="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1", TZ="America/New_York",
    )  # fmt: skip
    recovered = []
    with Load(site, run.clients) as load:
        for jump in JUMPS:
            load.run_for(2)
            told.write_text(jump)
            recovered.append(load.until_success(time.perf_counter()))
        load.run_for(1)
    return load.outcome(recovered, site.call("odd_times"))
