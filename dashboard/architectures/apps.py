from __future__ import annotations

from django.apps import AppConfig


class ArchitecturesConfig(AppConfig):
    name = "dashboard.architectures"
    label = "architectures"
