"""C8 and the idle sockets: frames are lost, doubled and swapped on the way; pages show every row once, in order."""

import contextlib
import json
import os
import random
import re
import shutil
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from faults import Outcome, Skip, fault
from faults.browser import Browser, Page
from faults.servers import free_port

IDLE_SECONDS = 25
IDLE_SOCKETS = 50
BEAT_SECONDS = 27  # a little more than the consumer's
COMPRESSION = re.compile(rb"(?im)^sec-websocket-extensions:.*\r\n")  # none: it ties a frame to all before it
BEATS = 4  # a beat is a frame, too: one in three is lost or held back on the way


class Listener(threading.Thread):
    """An open page as `live.js` has it: counts the times at which it would fetch everything or a part."""

    def __init__(self, port, session):
        super().__init__(daemon=True)
        self.port, self.session = port, session
        self.stopping, self.fetches, self.opened, self.closed, self.frames = threading.Event(), [], [], 0, 0

    def run(self):
        wait = 1.0
        while not self.stopping.is_set():
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                self._listen()
                wait = 1.0
            self.closed += not self.stopping.is_set()
            self.stopping.wait(wait * (0.5 + random.random()))
            wait = min(wait * 2, 6)

    def _listen(self):
        headers = {"Cookie": f"sessionid={self.session}", "Origin": f"http://127.0.0.1:{self.port}"}
        with connect(f"ws://127.0.0.1:{self.port}/ws/", additional_headers=headers, open_timeout=10) as ws:
            if self.opened:
                self.fetches.append(time.perf_counter())
            self.opened.append(time.perf_counter())
            seen = 0
            while not self.stopping.is_set():
                try:
                    frame = json.loads(ws.recv(timeout=0.5))
                except TimeoutError:
                    continue
                self.frames += 1
                if frame["n"] > seen:
                    seen = frame["n"]
                    self.fetches.append(time.perf_counter())

    def mark(self):
        return len(self.fetches)

    def until_told(self, mark, began, end):
        """Seconds from `began` until a fetch after `mark`; None if there is none before `end`."""
        while time.perf_counter() < end:
            if len(self.fetches) > mark:
                return max(self.fetches[mark] - began, 0.0)
            time.sleep(0.01)
        return None

    def stop(self):
        self.stopping.set()
        self.join(10)


@fault("C8i", "idle sockets stay open")
def idle(run):
    site = run.site()
    sessions = site.call("listeners", IDLE_SOCKETS)
    listeners = [Listener(site.socket_port, sessions[n % len(sessions)]) for n in range(IDLE_SOCKETS)]
    for listener in listeners:
        listener.start()
    time.sleep(5 + IDLE_SECONDS)
    closed, opened = sum(x.closed for x in listeners), sum(bool(x.opened) for x in listeners)
    for listener in listeners:
        listener.stop()
    problems = [f"{closed} closed, {opened} of {IDLE_SOCKETS} open"] if closed or opened < IDLE_SOCKETS else []
    return Outcome(
        acknowledged=opened, seen=f"{opened} sockets open for {IDLE_SECONDS} s, {closed} closed", problems=problems
    )


class Mangler:
    """A proxy that passes pages through and loses, doubles and swaps the frames that the server sends."""

    def __init__(self, target, *, lose=0.2, double=0.1, swap=0.1, seed=1):
        self.target, self.port, self.random = target, free_port(), random.Random(seed)
        self.odds = {"lost": lose, "doubled": double, "swapped": swap}
        self.counts = dict.fromkeys(self.odds, 0)
        self.server = socket.create_server(("127.0.0.1", self.port), backlog=128)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.server.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def close(self):
        self.server.close()

    def _serve(self, client):
        upstream = socket.create_connection(("127.0.0.1", self.target))
        head = b""
        with contextlib.suppress(OSError):
            while b"\r\n\r\n" not in head:
                part = client.recv(65536)
                if not part:
                    return
                head += part
            is_socket = b"upgrade: websocket" in head.lower()
            head = COMPRESSION.sub(b"", head)
            upstream.sendall(head)
            threading.Thread(target=self._pass, args=(client, upstream), daemon=True).start()
            (self._mangle if is_socket else self._pass)(upstream, client)
        _end(client, upstream)

    def _pass(self, source, target):
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                target.sendall(part)
        _end(source, target)

    def _mangle(self, source, target):
        stream, held = source.makefile("rb"), None
        with contextlib.suppress(OSError, IndexError):
            while (line := stream.readline()) not in (b"\r\n", b""):
                target.sendall(line)
            target.sendall(b"\r\n")
            while True:
                head = stream.read(2)
                length = head[1] & 127
                more = stream.read({126: 2, 127: 8}.get(length, 0))
                size = int.from_bytes(more) if more else length
                frame = head + more + stream.read(size)
                if head[0] & 15 != 1:  # not a text: pings and farewells pass
                    target.sendall(frame)
                    continue
                out, held = self._fate(frame, held)
                target.sendall(out)

    def _fate(self, frame, held):
        """What is sent instead of `frame`, and the frame held back to be sent after the next one."""
        chance = self.random.random()
        for kind, odds in self.odds.items():
            chance -= odds
            if chance < 0:
                self.counts[kind] += 1
                if kind == "lost":
                    return held or b"", None
                if kind == "doubled":
                    return frame * 2 + (held or b""), None
                return held or b"", frame
        return frame + (held or b""), None


def _end(*sockets):
    """Whoever ends a connection ends both halves: a half-open one would swallow the next request."""
    for each in sockets:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@fault("C8", "frames lost, doubled and swapped on the way to Chromium")
def mangled(run):
    chromium = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium-headless-shell")
        or shutil.which("chromium")
        or shutil.which("google-chrome")
    )
    if not chromium:
        raise Skip("Chromium is not installed")
    messages = 1000 if run.full else 100
    site = run.site()
    proxy = Mangler(site.socket_port)
    run.stack.callback(proxy.close)
    pair = site.call("pair")
    shown, fetches = _watch(chromium, proxy, pair, messages, lambda: _say(site, pair, messages))
    wanted = site.call("notices_of", pair["pk"])
    problems = [] if shown == wanted else [f"the page showed {shown}, stored are {wanted}"]
    counts = ", ".join(f"{n} {what}" for what, n in proxy.counts.items())
    return Outcome(
        acknowledged=messages, lost=max(wanted["unread"] - shown["unread"], 0),
        doubled=max(shown["unread"] - wanted["unread"], 0), problems=problems,
        seen=f"{messages} reports, frames {counts}; {fetches} fetches of the bell; {shown['unread']} unread, in order",
    )  # fmt: skip


def _say(site, pair, messages):
    """Send reports as fast as one person's browser can; each makes a notice for the reader."""
    writer = Browser(site.port, pair["session"])
    form = Page(writer.get(pair["path"]).text).form("words")
    for number in range(messages):
        data = {**form, "once": f"{number:022}", "kind": "danger", "words": f"fault-{number}"}
        status = writer.post(pair["path"], data).status
        if status != 302:
            raise RuntimeError(f"report {number} was answered with {status}")


def _watch(chromium, proxy, pair, messages, say):
    """Open the notices in Chromium while `say` sends; what the page shows in the end, and how often it fetched."""
    from playwright.sync_api import sync_playwright

    origin = f"http://127.0.0.1:{proxy.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(base_url=origin)
        context.add_cookies([{"name": "sessionid", "value": pair["reader"], "url": origin}])
        page, fetches = context.new_page(), []
        page.on("request", lambda request: fetches.append(1) if "/notices/bell/" in request.url else None)
        page.goto("/notices/")
        page.wait_for_selector("body[data-live=on]", state="attached")
        with ThreadPoolExecutor(1) as pool:
            saying = pool.submit(say)
            while not saying.done():
                page.wait_for_timeout(200)
            saying.result()
        for _ in range(BEATS):  # a beat tells of what was lost last
            page.wait_for_timeout(BEAT_SECONDS * 1000)
            if _unread(page) >= messages:
                break
        links = page.locator("#results a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
        shown = {
            "unread": _unread(page),
            "newest": [path for path in links if path and path.startswith("/reports/")][:10],
        }
        browser.close()
    return shown, len(fetches)


def _unread(page):
    return int(page.locator("#notice-bell .count span[aria-hidden]").inner_text())


class Gate(Mangler):
    """A way to a server that can be shut: new and open connections are cut until it is opened again."""

    def __init__(self, target):
        self.is_shut, self.open_ones = False, []
        super().__init__(target, lose=0, double=0, swap=0)

    def shut(self):
        self.is_shut = True
        _end(*self.open_ones)

    def open(self):
        self.is_shut, self.open_ones = False, []

    def _serve(self, client):
        if self.is_shut:
            client.close()
            return
        self.open_ones.append(client)
        super()._serve(client)
