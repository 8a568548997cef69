"""Tell open pages that something changed. A message is a topic name, a hint; the truth is in the rows."""

import asyncio
import logging
import os
import threading
from functools import cache

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5  # what a request may lose by telling others
AGAIN_SECONDS = 1
PULSE_SECONDS = 0.5  # less than the second for which the layer is deaf after it lost Redis

_loops = set()
_unsaid = {}  # {user id: topics} that the layer did not take; hints may be said twice, so a set is enough
_lock = threading.Lock()


def adopt_loop():
    """Remember the event loop that holds sockets: the in-process layer can only be fed from inside it."""
    _loops.add(asyncio.get_running_loop())


def announce(user_ids, *topics):
    """After commit, send `topics` to the open pages of the users with `user_ids` (ids, or one user)."""
    ids = {user_ids.pk} if hasattr(user_ids, "pk") else set(user_ids)
    transaction.on_commit(lambda: _send(ids, topics), robust=True)


def _send(ids, topics):
    layer = get_channel_layer()
    if isinstance(layer, InMemoryChannelLayer):
        for loop in [loop for loop in _loops if loop.is_running()]:
            asyncio.run_coroutine_threadsafe(_group_send(layer, ids, topics), loop)
    elif _unsaid or not _said(layer, ids, topics):
        _keep(ids, topics)


def _said(layer, ids, topics):
    """Whether the layer took it in time; nobody's request fails or hangs because Redis does."""
    telling = asyncio.run_coroutine_threadsafe(_group_send_soon(layer, ids, topics), _own_loop(os.getpid()))
    try:
        telling.result()
    except Exception as error:
        logger.warning("the channel layer does not answer: %s", type(error).__name__)
        return False
    return True


@cache
def _own_loop(pid):
    """A loop in a thread of its own, that keeps its connection to the layer: a new one each time costs 5 ms of CPU."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="realtime", daemon=True).start()
    return loop


def _keep(ids, topics):
    """Say it later, from a thread of its own."""
    with _lock:
        is_first = not _unsaid
        for pk in ids:
            _unsaid.setdefault(pk, set()).update(topics)
    if is_first:
        _later()


def _later():
    timer = threading.Timer(AGAIN_SECONDS, _say_again)
    timer.daemon = True
    timer.start()


def _say_again():
    with _lock:
        waiting = {pk: tuple(topics) for pk, topics in _unsaid.items()}
    if all(_said(get_channel_layer(), {pk}, topics) for pk, topics in waiting.items()):
        with _lock:
            for pk, topics in waiting.items():
                _unsaid[pk] -= set(topics)
                if not _unsaid[pk]:
                    del _unsaid[pk]
    if _unsaid:
        _later()


async def _group_send_soon(layer, ids, topics):
    await asyncio.wait_for(_group_send(layer, ids, topics), PATIENCE_SECONDS)


async def _group_send(layer, ids, topics):
    for pk in ids:
        for topic in topics:
            await layer.group_send(f"user.{pk}", {"type": "topic", "topic": topic})


class Pulse:
    """Notices when this process was deaf to the layer, and tells its sockets that they may have missed something."""

    def __init__(self):
        self.sockets, self.task, self.heard = set(), None, 0

    def add(self, layer, socket):
        self.sockets.add(socket)
        if not isinstance(layer, InMemoryChannelLayer) and (self.task is None or self.task.done()):
            self.task = asyncio.create_task(self.run(layer))

    async def run(self, layer):
        channel = await layer.new_channel()
        listening, sent, was_deaf = asyncio.create_task(self.listen(layer, channel)), 0, False
        self.heard = 0
        while self.sockets:
            sent += 1
            try:
                await asyncio.wait_for(layer.send(channel, {"type": "pulse", "number": sent}), PATIENCE_SECONDS)
            except Exception:
                was_deaf = True
            await asyncio.sleep(PULSE_SECONDS)
            is_deaf = self.heard < sent
            if was_deaf and not is_deaf:
                await asyncio.gather(*(socket.missed() for socket in self.sockets), return_exceptions=True)
            was_deaf = is_deaf
        listening.cancel()

    async def listen(self, layer, channel):
        while True:
            self.heard = (await layer.receive(channel))["number"]


_pulses = {}


def pulse():
    """The pulse of this event loop."""
    return _pulses.setdefault(asyncio.get_running_loop(), Pulse())
