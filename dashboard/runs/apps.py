from __future__ import annotations

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "dashboard.runs"
    label = "runs"

    def ready(self) -> None:
        from dashboard.runs import warmup  # noqa: F401  (connects the workers' start to what it does)
