"""What a worker process does beside its slices: kernels warmed when it starts, then a beat each second.

The beat in Redis tells the others that the worker's own queue is being read; the beat on disk tells the
machine that the process works (`heartbeat`). It comes from a thread of its own, which would outlive a task
that hangs, so the thread looks at how long the task has been going on.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from typing import Any

import redis
from celery.signals import task_postrun, task_prerun, worker_init, worker_ready

from dashboard.runs import fair, heartbeat, store
from dashboard.runs.tasks import worker_name
from simulator.engine import warm_up

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
#: No task takes this long: one that does hangs.
HUNG_SECONDS = 60.0
#: When the task under way began, on the monotonic clock; empty between tasks.
BUSY_SINCE: list[float] = []


@worker_init.connect
def warm_kernels(**_: Any) -> None:
    """Load the compiled kernels, or compile them once, before the first slice is taken."""
    warm_up()


@worker_ready.connect
def start_beating(**_: Any) -> None:
    """Tell the others that this worker's own queue is being read, and give back what it died over before.

    A process without a worker's name reads other queues and is handed no slices: it must not be taken for one.
    """
    settle_memory()
    if not worker_name():
        return
    try:
        fair.arrived(worker_name(), time.time())
    except redis.RedisError as error:
        log.warning("worker %s waits for Redis: %s", worker_name(), error)
    threading.Thread(target=_beat_forever, name="beat", daemon=True).start()


def settle_memory() -> None:
    """Let the collector leave alone what was loaded for good: looking it through takes 0.1 s, in somebody's slice."""
    gc.collect()
    gc.freeze()


@task_prerun.connect
def note_begin(**_: Any) -> None:
    BUSY_SINCE[:] = [time.monotonic()]


@task_postrun.connect
def note_end(**_: Any) -> None:
    BUSY_SINCE.clear()


def hangs(now: float) -> bool:
    """Whether the task under way has gone on for longer than any task does."""
    return any(now - began > HUNG_SECONDS for began in BUSY_SINCE[:1])


def beat_once(name: str) -> None:
    """Beat in Redis, then on disk: a worker that cannot reach Redis does not work."""
    store.beat(name)
    if not hangs(time.monotonic()):
        heartbeat.beat("worker", name.partition("@")[0])


def _beat_forever() -> None:
    while True:
        try:
            beat_once(worker_name())
        except redis.RedisError as error:
            log.warning("worker %s waits for Redis: %s", worker_name(), error)
        except OSError as error:
            log.warning("worker %s cannot write its beat: %s", worker_name(), error)
        time.sleep(BEAT_SECONDS)
