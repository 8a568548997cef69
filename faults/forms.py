"""C1, C3, C4, C5: the same form many times at once, a worker that dies with a key, the last place, two tabs."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from faults import Outcome, fault
from faults.browser import Browser, Page
from faults.load import FIELDS, FILL

AT_ONCE = 50
APPLICANTS = 200
FREE_WITHIN = 60


def _at_once(posts):
    """Send all `posts`, pairs of a browser's arguments and what to post, at the same moment; their answers."""

    def send(post):
        (port, cookies), path, data = post
        browser = Browser(port, timeout=600)  # all wait for one lock, on whatever machine
        browser.cookies = dict(cookies)
        return browser.post(path, data)

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(send, posts))


@fault("C1", f"each form {AT_ONCE} times at once")
def parallel(run):
    site, problems, ledger, promised = run.site(), [], {}, 0
    for kind, people in site.call("writers").items():
        who, mark = people[0], f"fault-{uuid.uuid4().hex}"
        browser = Browser(site.port, who["session"])
        form = Page(browser.get(who["path"]).text).form(*FIELDS[kind])
        data = FILL[kind](form, mark)
        answers = _at_once([((site.port, browser.cookies), who["path"], data)] * AT_ONCE)
        said = {(answer.status, answer.headers.get("Location")) for answer in answers}
        promised += sum(answer.status == 302 for answer in answers)
        if len(said) != 1 or {status for status, _ in said} != {302}:
            problems.append(f"{kind}: {AT_ONCE} equal forms were answered with {sorted(map(str, said))}")
        ledger[kind] = {mark: [who["pk"], 1, who["began"], ""] if kind == "draft" else 1}
    found = site.call("stored", ledger)
    return Outcome(
        acknowledged=promised, lost=len(found["lost"]), doubled=len(found["doubled"]),
        seen=f"{len(ledger)} forms, each one effect for all {AT_ONCE}", problems=problems + found["words"],
    )  # fmt: skip


@fault("C3", "a worker dies with a form's key in hand", columns=("services",), rounds=3)
def killed_with_key(run):
    import psycopg

    site, freed, ledger = run.site(), [], {}
    who = site.call("writers")["report"][0]
    placement = int(who["path"].split("/")[2])
    for _ in range(run.rounds):
        mark, browser = f"fault-{uuid.uuid4().hex}", Browser(site.port, who["session"])
        data = FILL["report"](Page(browser.get(who["path"]).text).form(*FIELDS["report"]), mark)
        with (
            psycopg.connect(run.postgres.url.replace("postgres:", "postgresql:")) as other,
            ThreadPoolExecutor() as pool,
        ):
            other.execute("SELECT 1 FROM internships_placement WHERE id = %s FOR UPDATE", [placement])
            first = pool.submit(browser.post, who["path"], data)
            _until_waiting(run.postgres)
            for worker in site.web_workers():
                worker.kill()
            killed = time.perf_counter()
            first.exception(30)  # cut
            other.rollback()
        while _status(browser, who["path"], data) != 302:
            time.sleep(0.05)
        freed.append(time.perf_counter() - killed)
        ledger[mark] = 1
    found = site.call("stored", {"report": ledger})
    late = [f"the key was free after {seconds:.0f} s" for seconds in freed if seconds > FREE_WITHIN]
    return Outcome(
        acknowledged=len(ledger), lost=len(found["lost"]), doubled=len(found["doubled"]), recovered=freed,
        seen="the key went with its worker", problems=late + found["words"],
    )  # fmt: skip


def _until_waiting(postgres):
    """Until somebody waits for a lock, which then is the form that was just sent."""
    end = time.monotonic() + 30
    while not postgres.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
        if time.monotonic() > end:
            raise TimeoutError("the form does not wait for the placement")
        time.sleep(0.02)


def _status(browser, path, data):
    try:
        return browser.post(path, data).status
    except OSError:
        return None


@fault("C4", "the last place, offered to everybody at once")
def last_place(run):
    site = run.site()
    found = site.call("crowd", APPLICANTS if run.full else 40)
    browser = Browser(site.port, found["session"])
    form = Page(browser.get(found["paths"][0]).text).form("pay_cny_per_month")
    data = {**form, **found["terms"]}
    answers = _at_once([((site.port, browser.cookies), path, data) for path in found["paths"]])
    taken = site.call("places", found["pk"])
    statuses = sorted({answer.status for answer in answers})
    made = sum(answer.status == 302 for answer in answers)
    problems = [] if (made, set(statuses) - {302, 409, 422}) == (1, set()) else [f"answers {statuses}, {made} offers"]
    return Outcome(
        acknowledged=made, lost=max(1 - taken, 0), doubled=max(taken - 1, 0), problems=problems,
        seen=f"{len(answers)} offers for 1 opening: {taken} made, the others {[s for s in statuses if s != 302]}",
    )  # fmt: skip


@fault("C5", "one week in two tabs")
def two_tabs(run):
    site, problems = run.site(), []
    who = site.call("writers")["draft"][0]
    tabs = [Browser(site.port, who["session"]) for _ in range(2)]
    forms = [Page(tab.get(who["path"]).text).form(*FIELDS["draft"]) for tab in tabs]
    marks = [f"fault-{uuid.uuid4().hex}" for _ in tabs]
    first, second = (
        tab.post(who["path"], FILL["draft"](form, mark)) for tab, form, mark in zip(tabs, forms, marks, strict=True)
    )
    if (first.status, second.status) != (302, 409) or not all(mark in second.text for mark in marks):
        problems.append(f"answers {first.status}, {second.status}; both texts: {[m in second.text for m in marks]}")
    found = site.call("stored", {"draft": {marks[0]: [who["pk"], 1, site.call("version_of", who["pk"]) - 1, ""]}})
    return Outcome(
        acknowledged=1, lost=len(found["lost"]), doubled=len(found["doubled"]), problems=problems,
        seen="the second tab got 409 with both texts",
    )  # fmt: skip
