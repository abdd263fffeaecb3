from __future__ import annotations

from django.apps import AppConfig


class GuidedConfig(AppConfig):
    name = "labs.guided"
    label = "guided"
