"""The socket: own topics only, nobody without an account; on the in-process layer and on Redis."""

import asyncio
import json
import os

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings

from marketplace import realtime
from marketplace.consumers import TopicConsumer
from marketplace.models import User

pytestmark = pytest.mark.asyncio
ME, OTHER = User(pk=1), User(pk=2)
needs_redis = pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="TEST_REDIS_URL is not set")
HOSTS = {"hosts": [os.environ.get("TEST_REDIS_URL")]}
REDIS = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": HOSTS}
LAYERS = {"memory": {"BACKEND": "channels.layers.InMemoryChannelLayer"}, "redis": REDIS}


@pytest.fixture(params=["memory", pytest.param("redis", marks=[needs_redis, pytest.mark.redis])])
def layer(request):
    with override_settings(CHANNEL_LAYERS={"default": LAYERS[request.param]}):
        yield


class Socket(ApplicationCommunicator):
    """An open page of `user` (channels' own test client needs daphne, which we do not run)."""

    def __init__(self, user):
        super().__init__(TopicConsumer.as_asgi(), {"type": "websocket", "path": "/ws/", "user": user})

    async def open(self):
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(5))["type"]

    async def hears(self):
        return json.loads((await self.receive_output(5))["text"])["topic"]

    async def close(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)


send = sync_to_async(realtime._send)  # what `announce` does after commit


async def test_a_person_hears_their_own_topics_and_no_others(layer):
    mine, theirs = Socket(ME), Socket(OTHER)
    assert [await mine.open(), await theirs.open()] == ["websocket.accept"] * 2

    await send({ME.pk}, ["todo", "notices"])

    assert [await mine.hears(), await mine.hears()] == ["todo", "notices"]
    assert await theirs.receive_nothing(0.2)
    await mine.close()
    await theirs.close()


async def test_a_visitor_is_refused(layer):
    assert await Socket(AnonymousUser()).open() == "websocket.close"


@pytest.mark.parametrize("message", [{"text": "{"}, {"text": '{"type": "topic"}'}, {"bytes": b"\0"}])
async def test_whatever_a_client_sends_is_not_heard(layer, message):
    socket = Socket(ME)
    await socket.open()

    await socket.send_input({"type": "websocket.receive"} | message)

    assert await socket.receive_nothing(0.2)
    await socket.close()


async def test_after_leaving_nothing_is_sent(layer):
    socket = Socket(ME)
    await socket.open()
    await socket.close()

    await send({ME.pk}, ["todo"])
    await asyncio.sleep(0.1)

    assert socket.output_queue.empty()
