"""Celery's side of runs: one task, and sending slices to the workers whose turn `fair` says it is."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence

import redis
from celery import current_app, shared_task
from django.conf import settings
from django.utils import timezone

from dashboard import logs
from dashboard.runs import charging, fair, slices, store, sweep

log = logging.getLogger(__name__)

#: Read by every worker: tasks that are no slices.
COMMON_QUEUE = "slices"
#: Not empty once this process has done a slice.
STARTED: list[bool] = []
#: How long a sweeping task takes, about (s).
SWEEP_TASK_SECONDS = 0.2


def worker_name() -> str:
    """This process's name among the workers; empty in a process that is none."""
    return os.environ.get("STRATOLAB_WORKER", "")


def queue_of(worker: str) -> str:
    return f"warm.{worker}"


@shared_task(name="runs.slice", ignore_result=True)
def run_slice(run: str, generation: int, slice_: int) -> None:
    """Advance a run, then ask for this worker's next slice: it does not wait for the scheduler."""
    # Charged is computing time: what others on the machine took from a slice is no fault of its owner.
    begun = charging.seconds()
    try:
        with logs.bound(run=run, generation=generation, slice=slice_, worker=worker_name()):
            outcome = slices.run_slice(run, generation, slice_, worker_name())
        # Nor is what a process loads for its first slice, or what brings a world here from another worker.
        took = charging.seconds() - begun - (outcome.caught_up if outcome else 0.0) if STARTED else 0.0
        STARTED[:] = [True]
        owner = outcome.owner if outcome is not None else ""
        if name := worker_name():
            hand_out(time.time(), [name], owner=owner, seconds=took - settings.RUN_SLICE_MS / 1000)
    except (redis.ConnectionError, redis.TimeoutError) as error:
        # Nothing was committed, or it was and nobody knows: the scheduler finds the run where it is.
        log.warning("worker %s lost Redis over run %s: %s", worker_name(), run, error)


@shared_task(name="runs.sweep", ignore_result=True)
def run_sweep(state: sweep.State | None) -> None:
    """Some turns of the sweep, then a task for the rest: no task is long, and slices come in between."""
    work = sweep.Turn(timezone.now())
    rest = sweep.turns(sweep.begin() if state is None else state, work, SWEEP_TASK_SECONDS)
    if work.counts:
        log.info("swept: %s", dict(work.counts))
    if rest is not None:
        send_sweep(rest)


def send_sweep(state: sweep.State | None = None) -> None:
    """Let some worker sweep, from the beginning or from where a task stopped."""
    current_app.send_task("runs.sweep", args=(state,), queue=COMMON_QUEUE)


def hand_out(
    now: float, asking: Sequence[str] | None = None, *, owner: str = "", seconds: float = 0.0
) -> fair.HandedOut:
    """Send the asking workers (all that are alive) what they shall do next, those of them that are idle."""
    alive = store.workers_alive()
    found = fair.hand_out(now, alive if asking is None else asking, alive, owner=owner, seconds=seconds)
    for turn in found.turns:
        current_app.send_task(
            "runs.slice", args=(turn.run, turn.generation, turn.slice), queue=queue_of(turn.worker)
        )
    return found
