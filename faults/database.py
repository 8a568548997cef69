"""K3, K4: PostgreSQL loses a process, itself, or a minute."""

import time

from faults import fault
from faults.browser import Browser
from faults.load import Load
from faults.servers import Postgres
from faults.web import PEACE


@fault("K3", "kill -9 of a PostgreSQL backend", columns=("services",), rounds=10)
def kill_backend(run):
    return _killed(run, Postgres.kill_backend, limit=run.slack(5))


@fault("K3", "kill -9 of the PostgreSQL postmaster, then start", columns=("services",), rounds=5)
def kill_postmaster(run):
    return _killed(run, Postgres.kill_and_start, limit=run.slack(10))


def _killed(run, kill, *, limit):
    """The web processes are never restarted: their pools have to find the new server."""
    site, recovered = run.site(), []
    with Load(site, run.clients) as load:
        load.run_for(2)
        for _ in range(run.rounds):
            load.run_for(PEACE)
            began = time.perf_counter()
            kill(run.postgres)
            killed = time.perf_counter()  # an answer to what was sent before that is no sign of life
            recovered.append(killed - began + load.until_success(killed))
    slow = [f"recovered after {seconds:.1f} s" for seconds in recovered if seconds > limit]
    return load.outcome(recovered, [*slow, *unreadable(load)])


def unreadable(load):
    """Answers of 5xx that were not a page of 503 which says when to come again."""
    bad = [each for each in load.failures if each[0] != 503 or not all(each)]
    words = [f"{status} is no readable 503 with Retry-After: {load.site.said(told)}" for status, _, told, _ in bad[:3]]
    return words + ([f"{len(bad)} of {len(load.failures)} failures were none"] if bad else [])


@fault("K4", "PostgreSQL is stopped for a while", columns=("services",))
def stopped(run):
    site, problems = run.site(), []
    with Load(site, run.clients) as load:
        load.run_for(3)
        run.postgres.stop()
        load.run_for(run.down / 2)
        problems += _health(site, 503)
        load.run_for(run.down / 2)
        run.postgres.start()
        began = time.perf_counter()
        recovered = load.until_success(began)
        load.run_for(2)
    problems += _health(site, 200) + site.drained()
    return load.outcome([recovered], [*problems, *unreadable(load)])


def _health(site, ready):
    """The process lives, whether or not it is ready."""
    browser = Browser(site.port)
    said = {path: browser.get(path).status for path in ("/healthz", "/readyz")}
    wanted = {"/healthz": 200, "/readyz": ready}
    return [] if said == wanted else [f"health said {said}, not {wanted}"]
