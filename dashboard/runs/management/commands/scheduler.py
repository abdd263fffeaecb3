from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from dashboard.runs.scheduler import Scheduler


class Command(BaseCommand):
    help = "Hand out the slices of running runs and look after silent ones. Several may run; one works."
    requires_system_checks: list[str] = []  # checks import every page: too slow for a start

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = False

        def stop(*_: object) -> None:
            nonlocal stopped
            stopped = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        Scheduler().run(lambda: stopped)
