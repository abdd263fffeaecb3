"""Addresses of websockets."""

from __future__ import annotations

from django.urls import re_path

from dashboard.runs.consumers import RunConsumer

websocket_urlpatterns = [
    re_path(r"^ws/runs/(?P<run>[0-9a-f-]{32,36})/$", RunConsumer.as_asgi()),
]
