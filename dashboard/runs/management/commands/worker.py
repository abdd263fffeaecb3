from __future__ import annotations

import argparse
import os
import socket
import warnings
from typing import Any

from celery import current_app
from celery.platforms import SecurityWarning
from django.conf import settings
from django.core.management.base import BaseCommand

from dashboard.runs.tasks import COMMON_QUEUE, queue_of


class Command(BaseCommand):
    help = "Advance runs. One process uses one core: start as many as there are cores, under different names."
    requires_system_checks: list[str] = []  # checks import every page: too slow for a start

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--name", default="w1", help="name among this machine's workers")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        # In a container everybody is root; what workers read is written by the lab itself, as JSON.
        warnings.simplefilter("ignore", SecurityWarning)
        # A machine's name keeps workers of several machines on one Redis apart.
        full = name if settings.EMBEDDED_VALKEY else f"{name}@{socket.gethostname()}"
        os.environ["STRATOLAB_WORKER"] = full
        arguments = [
            "--quiet",
            "worker",
            "--pool",
            "solo",
            "--loglevel",
            "warning",
            "--hostname",
            f"{name}@%h",
        ]
        arguments += ["--queues", f"{COMMON_QUEUE},{queue_of(full)}"]
        arguments += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        current_app.worker_main(arguments)
