import asyncio

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from prometheus_client import Gauge

from marketplace import realtime

OPEN = Gauge("bridge_open_sockets", "Pages that listen", multiprocess_mode="livesum")


class TopicConsumer(AsyncJsonWebsocketConsumer):
    """Forwards the topics of one user to one open page; says nothing else and hears nothing.

    Each frame carries the number of topics said so far, and so does the beat: a page that finds a gap has missed
    something and fetches everything again.
    """

    BEAT_SECONDS = 25
    said = 0

    async def connect(self):
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close()
            return
        realtime.adopt_loop()
        self.group = f"user.{user.pk}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        self.beating = asyncio.create_task(self.beat())
        realtime.pulse().add(self.channel_layer, self)
        OPEN.inc()

    async def disconnect(self, code):
        if hasattr(self, "beating"):
            self.beating.cancel()
            realtime.pulse().sockets.discard(self)
            OPEN.dec()
        if hasattr(self, "group"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None, **kwargs):
        pass

    async def topic(self, event):
        self.said += 1
        await self.send_json({"topic": event["topic"], "n": self.said})

    async def missed(self):
        """Something may have been said that was not heard here: leave a gap."""
        self.said += 1
        await self.send_json({"n": self.said})

    async def beat(self):
        while True:
            await asyncio.sleep(self.BEAT_SECONDS)
            await self.send_json({"n": self.said})
