"""Clients that write through the real pages, and the ledger of what was promised to them."""

import http.client
import itertools
import threading
import time
import uuid
from collections import Counter

from faults import Outcome
from faults.browser import Browser, Page

PAUSE = 0.05  # between two tries of the same form, as an impatient person does


class Load:
    """`with Load(site, clients) as load:` writes until the end of the block; `load.outcome()` then compares.

    Each client takes one writer (a student's report, a student's week, an enterprise's position) and repeats every
    form unchanged until it is answered with 2xx or 3xx; only then it counts as promised. A client waits for an answer
    for `patience` seconds; `slowest` is the longest that one took.
    """

    def __init__(self, site, clients, *, patience=30):
        self.site, self.stopping, self.patience, self.slowest = site, threading.Event(), patience, 0.0
        found = site.call("writers")
        mixed = [
            each for group in itertools.zip_longest(*[[(k, w) for w in v] for k, v in found.items()]) for each in group
        ]
        self.writers = [each for each in mixed if each][:clients]
        if not self.writers:
            raise RuntimeError("nobody in the college can write")
        self.seen, self.refusals, self.ledger, self.successes = Counter(), [], {}, []
        self.lock, self.failures = threading.Lock(), []
        self.threads = [threading.Thread(target=self._client, args=each) for each in self.writers]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    # Writing

    def _client(self, kind, who):
        try:
            self._write(kind, who)
        except Exception as error:
            with self.lock:
                self.refusals.append(f"a client that writes a {kind} ended with {error!r}")
            raise

    def _write(self, kind, who):
        browser = Browser(self.site.port, who["session"], timeout=self.patience)
        if kind == "draft":
            who["saved"], who["may_be"] = 0, ""
        while not self.stopping.is_set():
            mark = f"fault-{uuid.uuid4().hex}"
            form = self._form(browser, kind, who["path"])
            if form is None:
                return
            self._send(browser, kind, who, mark, FILL[kind](form, mark))

    def _form(self, browser, kind, path):
        while not self.stopping.is_set():
            answer = self._try(lambda: browser.get(path))
            if answer and answer.status == 200:
                return Page(answer.text).form(*FIELDS[kind])
            time.sleep(PAUSE)
        return None

    def _send(self, browser, kind, who, mark, data):
        who["may_be"] = mark
        while not self.stopping.is_set():
            began = time.perf_counter()
            answer = self._try(lambda: browser.post(who["path"], data))
            if answer and answer.status < 400:
                self._promised(kind, who, mark, began)
                return
            if answer and answer.status in (400, 403, 404, 409, 422):
                with self.lock:
                    self.seen[f"refused {kind}"] += 1
                    self.refusals.append(f"{kind} refused with {answer.status}: {Page(answer.text).forms[-1:]}")
                return
            time.sleep(PAUSE)

    def _promised(self, kind, who, mark, began):
        with self.lock:
            self.successes.append((began, time.perf_counter()))
            if kind == "draft":
                who["saved"] += 1
                who["last"], who["may_be"] = mark, ""
            else:
                self.ledger.setdefault(kind, {})[mark] = began

    def _try(self, ask):
        try:
            answer = ask()
        except TimeoutError:
            self._count(f"no answer in {self.patience} s")
        except (OSError, http.client.HTTPException) as error:
            self._count({"ConnectionRefusedError": "refused"}.get(type(error).__name__, "cut"))
        else:
            self.slowest = max(self.slowest, answer.seconds)
            if answer.status >= 500:
                self._count(answer.status)
                with self.lock:
                    told = answer.headers.get("Retry-After"), answer.headers.get("X-Request-ID")
                    self.failures.append((answer.status, *told, len(answer.text)))
            return answer
        return None

    def _count(self, what):
        with self.lock:
            self.seen[what] += 1

    # Watching

    @property
    def promised(self):
        return len(self.successes)

    def until_success(self, since, seconds=120):
        """Wait for a form that was sent after `since` and succeeded; seconds from `since` to its answer."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            with self.lock:
                after = [done for began, done in self.successes if began >= since]
            if after:
                return min(after) - since
            time.sleep(0.002)
        raise TimeoutError(f"no success within {seconds} s after the fault")

    def run_for(self, seconds):
        time.sleep(seconds)

    def outcome(self, recovered=(), problems=()):
        """Compare what was promised with what is stored. Call it when the site's database answers."""
        drafts = {
            who["last"]: (who["pk"], who["saved"], who["began"], who["may_be"])
            for kind, who in self.writers
            if kind == "draft" and who.get("last")
        }
        found = self.site.call("stored", {**self.ledger, **({"draft": drafts} if drafts else {})})
        seen = ", ".join(f"{count} × {what}" for what, count in self.seen.most_common()) or "nothing"
        return Outcome(
            acknowledged=self.promised, lost=len(found["lost"]), doubled=len(found["doubled"]),
            recovered=list(recovered), seen=f"clients saw {seen}",
            problems=[*problems, *found["words"], *self.refusals[:3], *self.site.ended()],
        )  # fmt: skip


def _report(form, mark):
    return {**form, "kind": form.get("kind") or "danger", "words": mark}


def _draft(form, mark):
    day = form["week_on"]
    first = {"entries-0-task": "checked the spindle", "entries-0-on": form.get("entries-0-on") or day}
    return {
        **form,
        **{name: first[name] for name in first if name in form and not form[name]},
        "note": mark,
        "save": "1",
    }


def _position(form, mark):
    return {**form, "title": mark, "description": "turning and milling", "tasks": "one workpiece a day"}


FILL = {"report": _report, "draft": _draft, "position": _position}
FIELDS = {"report": ["words"], "draft": ["week_on", "note"], "position": ["title"]}
