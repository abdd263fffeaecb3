"""Addresses of the classroom's websockets."""

from __future__ import annotations

from django.urls import re_path

from labs.classroom.consumers import SessionConsumer

websocket_urlpatterns = [
    re_path(r"^ws/classes/(?P<session>[0-9a-f-]{32,36})/$", SessionConsumer.as_asgi()),
]
