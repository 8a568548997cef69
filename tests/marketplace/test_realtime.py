"""The socket: own topics only, nobody without an account; on the in-process layer and on Redis."""

import asyncio
import json
import os
import socket as socketserver

import pytest
import redis
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

    async def frame(self):
        return json.loads((await self.receive_output(5))["text"])

    async def hears(self):
        return (await self.frame())["topic"]

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


async def test_every_frame_says_how_many_there_were(layer):
    socket = Socket(ME)
    await socket.open()

    await send({ME.pk}, ["todo", "notices"])

    assert [await socket.frame() for _ in range(2)] == [{"topic": "todo", "n": 1}, {"topic": "notices", "n": 2}]
    await socket.close()


async def test_the_beat_tells_a_page_what_it_should_have_heard(layer, monkeypatch):
    monkeypatch.setattr(TopicConsumer, "BEAT_SECONDS", 0.2)
    socket = Socket(ME)
    await socket.open()

    await send({ME.pk}, ["todo"])
    heard = []
    while {"n": 1} not in heard:
        heard.append(await socket.frame())

    assert [frame for frame in heard if "topic" in frame] == [{"topic": "todo", "n": 1}]
    await socket.close()


async def test_after_it_was_deaf_a_process_leaves_a_gap(monkeypatch):
    """What was said meanwhile is in the rows: the page finds the gap and fetches them."""
    monkeypatch.setattr(realtime, "PULSE_SECONDS", 0.01)
    layer, socket, pulse = DeafLayer(), Missing(), realtime.Pulse()

    pulse.add(layer, socket)
    await asyncio.wait_for(socket.told.wait(), 5)
    pulse.sockets.discard(socket)
    await asyncio.wait_for(pulse.task, 5)

    assert [layer.lost, socket.times] == [2, 1]


class DeafLayer:
    """A layer that loses its second and third message."""

    def __init__(self):
        self.sent, self.lost, self.queue = 0, 0, asyncio.Queue()

    async def new_channel(self):
        return "mine"

    async def send(self, channel, message):
        self.sent += 1
        if self.sent in (2, 3):
            self.lost += 1
            raise OSError
        await self.queue.put(message)

    async def receive(self, channel):
        return await self.queue.get()


class Missing:
    def __init__(self):
        self.told, self.times = asyncio.Event(), 0

    async def missed(self):
        self.times += 1
        self.told.set()


async def test_a_request_neither_fails_nor_hangs_without_redis_and_the_hint_is_kept(monkeypatch):
    monkeypatch.setattr(realtime, "AGAIN_SECONDS", 3600)
    monkeypatch.setattr(realtime, "_unsaid", {})
    with socketserver.create_server(("127.0.0.1", 0)) as silent:
        hosts = {"hosts": [f"redis://127.0.0.1:{silent.getsockname()[1]}/0"]}
        with override_settings(CHANNEL_LAYERS={"default": REDIS | {"CONFIG": hosts}}):
            await asyncio.wait_for(send({ME.pk}, ["todo"]), 5)
            await asyncio.wait_for(send({ME.pk, OTHER.pk}, ["notices"]), 0.4)

    assert realtime._unsaid == {ME.pk: {"todo", "notices"}, OTHER.pk: {"notices"}}


@needs_redis
@pytest.mark.redis
async def test_a_process_tells_over_one_connection_and_over_another_when_that_broke(monkeypatch):
    monkeypatch.setattr(realtime, "AGAIN_SECONDS", 0)
    name = f"teller-{os.getpid()}"
    hosts = {"hosts": [{"address": os.environ["TEST_REDIS_URL"], "client_name": name}]}
    server = await sync_to_async(redis.Redis.from_url)(os.environ["TEST_REDIS_URL"])

    def connections():
        return [row["id"] for row in server.client_list() if row["name"] == name]

    with override_settings(CHANNEL_LAYERS={"default": REDIS | {"CONFIG": hosts}}):
        await send({ME.pk}, ["todo"])
        [first] = await sync_to_async(connections)()
        await send({ME.pk}, ["todo"])
        assert await sync_to_async(connections)() == [first]
        socket = Socket(ME)
        await socket.open()
        await sync_to_async(server.client_kill_filter)(_id=first)

        await send({ME.pk}, ["notices"])

        assert await socket.hears() == "notices"
        await socket.close()


@needs_redis
@pytest.mark.redis
@override_settings(CHANNEL_LAYERS={"default": REDIS})
async def test_what_was_kept_is_said_when_redis_answers_again(monkeypatch):
    monkeypatch.setattr(realtime, "_unsaid", {ME.pk: {"todo"}})
    socket = Socket(ME)
    await socket.open()

    await sync_to_async(realtime._say_again)()

    assert [await socket.hears(), realtime._unsaid] == ["todo", {}]
    await socket.close()
