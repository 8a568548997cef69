"""K5: Redis dies and stays away; pages, sessions and limits go on, and open pages learn what they missed."""

import statistics
import time

from faults import fault
from faults.browser import Browser, Page
from faults.load import Load
from faults.sockets import Listener

SOCKETS = 20
BACK_WITHIN = 10
PAGES = ("/home/", "/positions/", "/notices/")


@fault("K5", "Redis is killed and stays away", columns=("services",))
def redis_away(run):
    site = run.site()
    sessions = site.call("listeners", SOCKETS)
    readers = [Browser(site.port, session) for session in sessions[:4]]
    listeners = [Listener(site.socket_port, sessions[number % len(sessions)]) for number in range(SOCKETS)]
    for listener in listeners:
        listener.start()
    with Load(site, run.clients) as load:
        load.run_for(2)
        before = _pages(readers, run.down / 2)
        run.redis.kill()
        load.run_for(1)
        during = _pages(readers, run.down / 2)
        problems = _limits(site)
        load.run_for(run.down / 2)
        marks = [listener.mark() for listener in listeners]
        run.redis.start()
        began = time.perf_counter()
        end = began + run.slack(BACK_WITHIN)
        told = [each.until_told(mark, began, end) for each, mark in zip(listeners, marks, strict=True)]
    for listener in listeners:
        listener.stop()
    late = sum(1 for seconds in told if seconds is None)
    if late:
        problems.append(f"{late} of {SOCKETS} open pages were not told to fetch what they missed")
    ratio = statistics.median(during["seconds"]) / statistics.median(before["seconds"])
    if ratio > 1.2:
        problems.append(f"pages took {ratio:.2f} times as long without Redis")
    if during["bad"]:
        problems.append(f"pages failed without Redis: {during['bad'][:5]}")
    found = load.outcome([seconds for seconds in told if seconds is not None], problems)
    closed = sum(listener.closed for listener in listeners)
    found.seen += f"; pages × {ratio:.2f}, {SOCKETS - late}/{SOCKETS} pages told, {closed} sockets closed"
    return found


def _pages(readers, seconds):
    """Look at pages for a while: how long each took, and which were not 200 (a lost session is a redirect)."""
    took, bad, end = [], [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        for reader in readers:
            for path in PAGES:
                answer = reader.get(path)
                took.append(answer.seconds)
                if answer.status != 200:
                    bad.append((path, answer.status))
    return {"seconds": took, "bad": bad}


def _limits(site):
    """Wrong passwords are limited still, by each web process for itself."""
    browser = Browser(site.port)
    browser.cookies["django_language"] = "en"
    form = Page(browser.get("/accounts/login/").text).form("login", "password")
    for _ in range(25):
        answer = browser.post("/accounts/login/", {**form, "login": "nobody-at-all", "password": "wrong"})
        if answer.status == 429 or "Too many failed" in answer.text:
            return []
    return ["25 wrong passwords were not limited"]
