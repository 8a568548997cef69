"""K10: the network between the product and PostgreSQL or Redis stalls: connections stay open, and nothing arrives."""

import asyncio
import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from faults import fault
from faults.browser import Browser
from faults.database import unreadable
from faults.load import Load
from faults.servers import free_port

STALLS = (3, 30)  # seconds
PATIENCE = 120  # seconds: longer than anything that is promised, so that what is too slow is seen
SLACK = 15  # seconds beyond the stall that an answer may take, on a quiet machine
AT_ONCE = 16  # twice the threads of the web workers: if one of them still hangs, one of these does


class Way(threading.Thread):
    """A way to the server on port `target` of this machine that can be held, and let go again."""

    def __init__(self):
        super().__init__(daemon=True)
        self.target, self.port, self.loop = None, free_port(), asyncio.new_event_loop()
        self.flowing = asyncio.Event()
        self.flowing.set()

    def run(self):
        self.loop.create_task(asyncio.start_server(self._connect, "127.0.0.1", self.port))
        self.loop.run_forever()

    def hold(self):
        self.loop.call_soon_threadsafe(self.flowing.clear)

    def let_go(self):
        self.loop.call_soon_threadsafe(self.flowing.set)

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)

    async def _connect(self, reader, writer):
        await self.flowing.wait()
        with contextlib.suppress(OSError):
            server = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(self._pass(reader, server[1]), self._pass(server[0], writer))

    async def _pass(self, reader, writer):
        with contextlib.suppress(OSError):
            while part := await reader.read(65536):
                await self.flowing.wait()
                writer.write(part)
                await writer.drain()
        writer.close()


@fault("K10", "the network to PostgreSQL stalls", columns=("services",), rounds=2)
def database(run):
    way, site = _site(run, "DATABASE_URL", "postgres://chanjiao@127.0.0.1:{}/chanjiao")
    way.target = run.postgres.port
    return _stalled(run, way, site, needed=True)


@fault("K10", "the network to Redis stalls", columns=("services",), rounds=2)
def cache(run):
    way, site = _site(run, "REDIS_URL", "redis://127.0.0.1:{}/0")
    way.target = run.redis.port
    return _stalled(run, way, site, needed=False)


def _site(run, name, url):
    way = Way()
    way.start()
    run.stack.callback(way.close)
    return way, run.site(start=False, **{name: url.format(way.port)})


def _stalled(run, way, site, *, needed):
    """Nobody waits longer than the stall, nobody for a server that pages can miss, and all goes on by itself."""
    site.start()
    recovered, seen, problems = [], [], []
    with Load(site, run.clients, patience=PATIENCE) as load:
        site.until_all_serve()
        for seconds in STALLS[: run.rounds] if run.full else STALLS[:1]:
            load.run_for(2)
            before, load.slowest = load.promised, 0.0
            way.hold()
            load.run_for(seconds)
            meanwhile = load.promised - before
            way.let_go()
            recovered.append(load.until_success(time.perf_counter()))
            problems += _stuck(site, run.slack(SLACK))
            seen.append(f"{seconds} s: {meanwhile} accepted meanwhile, the slowest answer took {load.slowest:.1f} s")
            if load.slowest > (seconds if needed else 0) + run.slack(SLACK):
                problems.append(f"in a stall of {seconds} s an answer took {load.slowest:.1f} s")
            if not needed and not meanwhile:
                problems.append(f"nothing was accepted in a stall of {seconds} s")
    problems += site.drained()
    found = load.outcome(recovered, [*problems, *unreadable(load)])
    found.seen = "; ".join([*seen, found.seen])
    return found


def _stuck(site, limit):
    """Whether a thread of a web worker still hangs: then some of so many requests at once do."""
    session = site.call("readers", 1)[0]

    def ask(_number):
        try:
            return Browser(site.port, session, timeout=limit).get("/home/").status
        except OSError as error:
            return type(error).__name__

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, range(AT_ONCE)))
    wrong = [answer for answer in answers if answer != 200]
    return [f"{len(wrong)} of {AT_ONCE} requests after the stall: {wrong[:3]}"] if wrong else []
