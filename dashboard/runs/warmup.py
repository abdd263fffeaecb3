"""What a worker process does when it starts: compiled kernels warmed, its beat begun."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import redis
from celery.signals import worker_init, worker_ready

from dashboard.runs import store
from dashboard.runs.tasks import worker_name
from simulator.engine import warm_up

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0


@worker_init.connect
def warm_kernels(**_: Any) -> None:
    """Load the compiled kernels, or compile them once, before the first slice is taken."""
    warm_up()


@worker_ready.connect
def start_beating(**_: Any) -> None:
    """Tell the others that this worker's own queue is being read."""
    threading.Thread(target=_beat_forever, name="beat", daemon=True).start()


def _beat_forever() -> None:
    while True:
        try:
            store.beat(worker_name())
        except redis.RedisError as error:
            log.warning("worker %s waits for Redis: %s", worker_name(), error)
        time.sleep(BEAT_SECONDS)
