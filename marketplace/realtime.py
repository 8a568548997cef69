"""Tell open pages that something changed. A message is a topic name, a hint; the truth is in the rows."""

import asyncio

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

_loops = set()


def adopt_loop():
    """Remember the event loop that holds sockets: the in-process layer can only be fed from inside it."""
    _loops.add(asyncio.get_running_loop())


def announce(user_ids, *topics):
    """After commit, send `topics` to the open pages of the users with `user_ids` (ids, or one user)."""
    ids = {user_ids.pk} if hasattr(user_ids, "pk") else set(user_ids)
    transaction.on_commit(lambda: _send(ids, topics), robust=True)


def _send(ids, topics):
    layer = get_channel_layer()
    if not isinstance(layer, InMemoryChannelLayer):
        async_to_sync(_group_send)(layer, ids, topics)
        return
    for loop in [loop for loop in _loops if loop.is_running()]:
        asyncio.run_coroutine_threadsafe(_group_send(layer, ids, topics), loop)


async def _group_send(layer, ids, topics):
    for pk in ids:
        for topic in topics:
            await layer.group_send(f"user.{pk}", {"type": "topic", "topic": topic})
