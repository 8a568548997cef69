"""Pages through WSGI (a third of the CPU of Django's ASGI handler), sockets through Channels, in one process."""

from config.wsgi import application as wsgi  # isort: skip  (sets Django up before consumers are imported)

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.urls import path

from config.concurrency import OneAtATime
from marketplace.consumers import TopicConsumer

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(OneAtATime(wsgi), workers=settings.WEB_THREADS),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([path("ws/", TopicConsumer.as_asgi())]))
        ),
    }
)
