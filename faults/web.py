"""K1, K2: web processes are killed while people write."""

import time

from faults import fault
from faults.load import Load

PEACE = 0.7  # seconds between two faults


@fault("K1", "kill -9 of one web worker", columns=("services",), rounds=15)
def kill_worker(run):
    site, recovered = run.site(), []
    with Load(site, run.clients) as load:
        load.run_for(2)
        for _ in range(run.rounds):
            site.until_all_serve()  # one that still starts has nobody to lose, and the other would be the last
            load.run_for(PEACE)
            site.web_workers()[0].kill()
            recovered.append(load.until_success(time.perf_counter()))
    return load.outcome(recovered)


@fault("K2", "kill -9 of every web process, then start", rounds=15)
def kill_web(run):
    site, recovered = run.site(), []
    with Load(site, run.clients) as load:
        load.run_for(2)
        for _ in range(run.rounds):
            load.run_for(PEACE)
            began = time.perf_counter()
            site.kill_web()
            site.start_web()
            recovered.append(load.until_success(began))
    return load.outcome(recovered)
