"""K7: the worker is killed at random moments, again and again; everything is done in the end, and done once."""

import random

from faults import fault
from faults.load import Load

MOMENTS = (0.1, 1.5)  # seconds after the worker began, drawn anew each time


@fault("K7", "kill -9 of the worker at random moments", rounds=20)
def kill_worker(run):
    site, chance = run.site(), random.Random(7)
    before = site.call("effects")
    with Load(site, run.clients) as load:
        for _ in range(run.rounds):
            load.run_for(chance.uniform(*MOMENTS))
            for worker in site.workers:
                worker.kill()
                worker.wait()
            site.start_workers()
    for worker in site.workers:
        worker.kill()
        worker.wait()
    site.call("put_back")
    site.start_workers()
    problems = site.drained()
    after = site.call("effects")
    doubled = sum(max(after["letters"][to] - 1, 0) for to in after["letters"])
    if after["unsent"] > before["unsent"]:
        problems.append(f"{after['unsent'] - before['unsent']} links without a letter")
    found = load.outcome((), problems)
    found.doubled += doubled
    found.seen += (
        f"; {after['done'] - before['done']} tasks done, {sum(after['letters'].values())} letters, {doubled} twice"
    )
    return found
