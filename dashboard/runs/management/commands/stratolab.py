from __future__ import annotations

import argparse
import os
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard.runs.supervisor import CannotStart, Supervisor


class Stop(BaseException):
    """Asked to stop while still starting."""


class Command(BaseCommand):
    help = "Start the whole lab: Valkey, workers, scheduler and web server. Ctrl-C stops it."
    requires_system_checks: list[str] = []  # checks import every page: too slow for a start

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
        )
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 2, help="worker processes")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        supervisor = Supervisor(host, port, max(1, workers), self.say)

        def stop(*_: object) -> None:
            if supervisor.stopping:
                return
            supervisor.request_stop()
            raise Stop

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        try:
            supervisor.run()
        except Stop:
            pass
        except CannotStart as refusal:
            raise CommandError(str(refusal)) from None

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
        sys.stdout.flush()
