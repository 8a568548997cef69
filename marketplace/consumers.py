from channels.generic.websocket import AsyncJsonWebsocketConsumer
from prometheus_client import Gauge

from marketplace import realtime

OPEN = Gauge("bridge_open_sockets", "Pages that listen", multiprocess_mode="livesum")


class TopicConsumer(AsyncJsonWebsocketConsumer):
    """Forwards the topics of one user to one open page; says nothing else and hears nothing."""

    async def connect(self):
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close()
            return
        realtime.adopt_loop()
        self.group = f"user.{user.pk}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        OPEN.inc()

    async def disconnect(self, code):
        if hasattr(self, "group"):
            OPEN.dec()
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None, **kwargs):
        pass

    async def topic(self, event):
        await self.send_json({"topic": event["topic"]})
