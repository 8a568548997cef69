"""Closed- and open-loop HTTP clients, in a process of their own: `python -m benchmarks.clients < job.json`.

A job is `{"port", "clients": [[request, …], …], "seconds", "count", "rate"}`; a request is `{"name", "path", "cookie",
"form", "expect"}`. Without `rate` each client plays its own list round and round, one request after the other, until
`seconds` or `count` requests are over. With `rate` (requests a second) the clients share one list and send each request
when it is due (`slot` / `rate`), once; its latency counts from then, so that a queue is seen. Standard library only.

Prints `{"seconds", "cpu", "answers": {name: {"ms": [sorted], "bytes", "failed": {reason: count}}}}`.
"""

import json
import sys
import threading
import time
from collections import Counter, defaultdict
from http.client import HTTPConnection, HTTPException
from itertools import count, cycle
from urllib.parse import urlencode

CSRF = "c" * 32  # the double-submit cookie only has to equal the field
KEPT = 3  # seconds for which an idle connection is used again; servers close theirs after five
HEADERS = {"Host": "localhost", "Accept-Language": "zh-cn", "Accept": "text/html"}


class Client:
    """One keep-alive connection, and what it saw."""

    def __init__(self, port):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.used = time.perf_counter()
        self.ms, self.bytes, self.failed = defaultdict(list), Counter(), defaultdict(Counter)

    def send(self, request, since=None):
        since = since or time.perf_counter()
        name, fault = request["name"], ""
        if time.perf_counter() - self.used > KEPT:
            self.connection.close()
        try:
            status, size = self.answer(request)
            if status != request.get("expect", 200):
                fault = str(status)
            self.bytes[name] += size
        except (OSError, HTTPException) as error:
            self.connection.close()
            fault = type(error).__name__
        self.used = time.perf_counter()
        self.ms[name].append(1000 * (self.used - since))
        if fault:
            self.failed[name][fault] += 1

    def answer(self, request):
        headers = HEADERS | {"Cookie": f"csrftoken={CSRF}; {request.get('cookie', '')}"}
        form = request.get("form")
        if form is None:
            self.connection.request("GET", request["path"], headers=headers)
        else:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(form | {"csrfmiddlewaretoken": CSRF})
            self.connection.request("POST", request["path"], body=body, headers=headers)
        found = self.connection.getresponse()
        return found.status, len(found.read())


def closed(client, requests, job, ended, sent):
    for request in cycle(requests) if job.get("again", True) else requests:
        if time.perf_counter() >= ended or next(sent) >= job["count"]:
            break
        client.send(request)


def opened(client, schedule):
    for due, request in schedule:
        time.sleep(max(0, due - time.perf_counter()))
        client.send(request, since=due)


def play(job):
    clients = [Client(job["port"]) for _ in job["clients"]]
    began = time.perf_counter()
    if rate := job.get("rate"):
        plan = [(began + request["slot"] / rate, request) for request in job["clients"][0]]
        clients += [Client(job["port"]) for _ in range(job["senders"] - 1)]
        shared = Shared(plan)
        runs = [(opened, (client, shared)) for client in clients]
    else:
        ended, sent = began + job["seconds"], count()
        pairs = zip(clients, job["clients"], strict=True)
        runs = [(closed, (client, requests, job, ended, sent)) for client, requests in pairs]
    threads = [threading.Thread(target=run, args=args) for run, args in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told(clients, time.perf_counter() - began)


class Shared:
    """An iterator that many threads may read."""

    def __init__(self, rows):
        self.rows, self.lock = iter(rows), threading.Lock()

    def __iter__(self):
        return self

    def __next__(self):
        with self.lock:
            return next(self.rows)


def told(clients, seconds):
    answers = {}
    for name in sorted({name for client in clients for name in client.ms}):
        failed = sum((client.failed[name] for client in clients), Counter())
        answers[name] = {
            "ms": sorted(round(ms, 2) for client in clients for ms in client.ms[name]),
            "bytes": sum(client.bytes[name] for client in clients),
            "failed": dict(failed),
        }
    return {"seconds": seconds, "cpu": time.process_time(), "answers": answers}


if __name__ == "__main__":
    json.dump(play(json.load(sys.stdin)), sys.stdout)
