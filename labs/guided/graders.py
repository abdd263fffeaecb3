"""What a grader does beside its trials: a beat on disk, for the machine's health check.

Nobody hands slices to a grader, so it does not beat in Redis as workers do (`dashboard.runs.warmup`).
"""

from __future__ import annotations

import logging
import threading
import time

import redis

from dashboard.runs import heartbeat, store, warmup

log = logging.getLogger(__name__)


def beat_once() -> None:
    """A grader that cannot reach Redis, or hangs over a trial, does not work."""
    store.connection().ping()
    if not warmup.hangs(time.monotonic()):
        heartbeat.beat("grader")


def _beat_forever() -> None:
    while True:
        try:
            beat_once()
        except redis.RedisError as error:
            log.warning("the grader waits for Redis: %s", error)
        except OSError as error:
            log.warning("the grader cannot write its beat: %s", error)
        time.sleep(warmup.BEAT_SECONDS)


def start_beating(**_: object) -> None:
    threading.Thread(target=_beat_forever, name="beat", daemon=True).start()
