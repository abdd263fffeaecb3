"""The web process: static files, pages and API by Django, live frames over websockets."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)  # whatever touches models is imported below

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from config.pages import Pages  # noqa: E402
from config.static import StaticFiles  # noqa: E402
from dashboard.operations.reporting import lifespan  # noqa: E402
from dashboard.runs.routing import websocket_urlpatterns as runs  # noqa: E402
from labs.classroom.routing import websocket_urlpatterns as classes  # noqa: E402

application = ProtocolTypeRouter(
    {
        "lifespan": lifespan,
        "http": StaticFiles(Pages()),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([*runs, *classes]))),
    }
)
