"""K6: Elasticsearch is away for a while; search answers from the database and says so, and the index catches up."""

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
    reader = Browser(site.port, site.call("readers")[0])
    before, problems = _searches(reader), []
    gate.shut()
    published = _publish(site)
    during = _searches(reader)
    time.sleep(run.down)
    gate.open()
    began = time.perf_counter()
    problems += site.drained()
    caught_up = time.perf_counter() - began
    site.manage("check_search")
    problems += [f"search failed: {during['bad']}"] if during["bad"] or before["bad"] else []
    if before["noted"] or not during["noted"]:
        problems.append("the note stood there at the wrong time")
    ratio = statistics.median(during["seconds"]) / statistics.median(before["seconds"])
    return Outcome(
        acknowledged=published, recovered=[caught_up], problems=problems,
        seen=f"search × {ratio:.2f} from the database, with a note; check_search finds no difference",
    )  # fmt: skip


def _searches(reader):
    found = {"seconds": [], "bad": [], "noted": False}
    for query in QUERIES * 3:
        answer = reader.get(f"/positions/?q={quote(query)}")
        found["seconds"].append(answer.seconds)
        found["bad"] += [answer.status] if answer.status != 200 else []
        found["noted"] |= "The search index is not available" in answer.text
    return found


def _publish(site):
    """Change open positions while nobody can index them; how many."""
    changed = 0
    for each in site.call("open_positions", 5):
        hr = Browser(site.port, each["session"])
        data = Page(hr.get(each["path"]).text).form(*FIELDS["position"])
        changed += hr.post(each["path"], FILL["position"](data, f"fault-{uuid.uuid4().hex}")).status == 302
    return changed
