"""K6: Elasticsearch is away for a while; search answers from the database and says so, and the index catches up."""

import itertools
import os
import statistics
import time
import uuid
from urllib.parse import quote, urlsplit

from faults import Outcome, Skip, fault
from faults.browser import Browser, Page
from faults.load import FIELDS, FILL
from faults.sockets import Gate

QUERIES = ("plc", "数控", "护理", "welding")
LONG = 600  # seconds
PAUSE = 5
SLOWER = 2  # times as long as with the index, at most
CAUGHT_UP_WITHIN = 120 + 30  # the longest pause of a task that waits for the index, and its work


@fault("K6", "Elasticsearch is away for a while", columns=("services",))
def engine_away(run):
    address = urlsplit(os.environ.get("TEST_ELASTICSEARCH_URL", ""))
    if not address.port:
        raise Skip("TEST_ELASTICSEARCH_URL is not set (scripts/services start, then its env)")
    gate = Gate(address.port)
    run.stack.callback(gate.close)
    site = run.site(start=False, SEARCH_URL=f"elasticsearch://127.0.0.1:{gate.port}/faults-{uuid.uuid4().hex[:8]}")
    site.manage("rebuild_index", "-v", "0")
    site.start()
    reader = Browser(site.port, site.call("readers")[0], timeout=120)
    positions = itertools.cycle(site.call("open_positions", 5))
    _searches(reader, 2)  # both web workers have read what they need
    published, there, away = 0, _searches(reader, 4), []
    gate.shut()
    end = time.perf_counter() + (LONG if run.full else run.down)
    while time.perf_counter() < end:
        published += _publish(site, next(positions))
        away += _searches(reader)
        time.sleep(min(PAUSE, max(0, end - time.perf_counter())))
    gate.open()
    began = time.perf_counter()
    problems = site.drained(CAUGHT_UP_WITHIN)
    caught_up = time.perf_counter() - began
    site.manage("check_search")
    there += _searches(reader, 4)  # the machine may have had more to do meanwhile, or less
    ratio = _middle(away) / _middle(there)
    return Outcome(
        acknowledged=published, recovered=[caught_up], problems=problems + _wrong(there, away, ratio),
        seen=f"{len(away)} searches from the database, with a note, in {1000 * _middle(away):.0f} ms, × {ratio:.2f};"
        " check_search finds no difference",
    )  # fmt: skip


def _searches(reader, times=1):
    """Each query so many times: (seconds, status, whether the page says that the index is away)."""
    answers = [reader.get(f"/positions/?q={quote(query)}") for query in QUERIES * times]
    return [(each.seconds, each.status, "The search index is not available" in each.text) for each in answers]


def _middle(found):
    return statistics.median(seconds for seconds, _status, _noted in found)


def _wrong(there, away, ratio):
    failed = [status for _seconds, status, _noted in there + away if status != 200]
    noted = [sum(noted for _seconds, _status, noted in found) for found in (there, away)]
    words = [f"searches were answered with {failed}"] if failed else []
    if noted != [0, len(away)]:
        words.append(f"the note stood on {noted[0]} pages with the index, and on {noted[1]} of {len(away)} without")
    return words + ([f"search took {ratio:.1f} times as long"] if ratio > SLOWER else [])


def _publish(site, position):
    """Change an open position while nobody can index it; whether that was accepted."""
    hr = Browser(site.port, position["session"])
    data = Page(hr.get(position["path"]).text).form(*FIELDS["position"])
    return hr.post(position["path"], FILL["position"](data, f"fault-{uuid.uuid4().hex}")).status == 302
