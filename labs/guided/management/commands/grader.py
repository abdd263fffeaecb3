from __future__ import annotations

import os
import warnings
from typing import Any

from celery import current_app
from celery.platforms import SecurityWarning
from celery.signals import worker_ready
from django.core.management.base import BaseCommand

from labs.guided import graders
from labs.guided.tasks import QUEUE


class Command(BaseCommand):
    help = "Grade what learners hand in. One process uses one core, apart from the workers that advance runs."
    requires_system_checks: list[str] = []  # checks import every page: too slow for a start

    def handle(self, *args: Any, **options: Any) -> None:
        # In a container everybody is root; what graders read is written by the lab itself, as JSON.
        warnings.simplefilter("ignore", SecurityWarning)
        os.environ.pop("STRATOLAB_WORKER", None)  # a name would make it a worker that slices are sent to
        worker_ready.connect(graders.start_beating, weak=False)
        arguments = ["--quiet", "worker", "--pool", "solo", "--loglevel", "warning"]
        arguments += ["--hostname", f"grader-{os.getpid()}@%h", "--queues", QUEUE]
        arguments += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        current_app.worker_main(arguments)
